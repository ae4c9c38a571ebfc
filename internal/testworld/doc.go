// Package testworld is the world that tests act in: a whole TaskFlow on a fresh
// database of either engine, two workspaces that must never see each other, and
// people in every role.
//
//	testworld.Each(t, func(t *testing.T, w *testworld.World) {
//		made := w.Member.Post(t, w.Path("/tasks"), map[string]any{…})
//		made.Want(t, http.StatusCreated)
//	})
//
// Acme is the workspace in which Owner, Admin, Member, Guest and Second (another
// member) are; Outsider owns Umbra. Disabled was a member of Acme and is shut
// out. Time stands still until w.Clock.Advance.
//
// World.Stock puts one of everything into both workspaces, a private project
// included; World.Rows tells what a request changed.
package testworld
