package tasks_test

import (
	"net/http"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// TestNobodyIsAssignedWhileBeingRemoved: whichever comes first, no task is left
// with somebody who is gone.
func TestNobodyIsAssignedWhileBeingRemoved(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]struct {
		private bool
		remove  func(b board, w *testworld.World) string
		stray   string
	}{
		"from the workspace": {
			false, func(_ board, w *testworld.World) string { return w.Path("/members/%s", w.Second.ID) },
			"assignee_id IS NOT NULL AND assignee_id NOT IN (SELECT m.user_id FROM members m WHERE m.workspace_id = tasks.workspace_id)",
		},
		"from a private project": {
			true, func(b board, w *testworld.World) string {
				return w.Path("/projects/%s/members/%s", b.project, w.Second.ID)
			},
			"project_id IN (SELECT p.id FROM projects p WHERE p.private) AND assignee_id NOT IN (SELECT m.user_id FROM project_members m WHERE m.project_id = tasks.project_id)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				b, open := newBoard(t, w, w.Acme, place.private, w.Owner), newBoard(t, w, w.Acme, false)
				for range 6 {
					rejoin(t, w, b)
					race(t, w, b, open, place.remove(b, w))
					if n := w.Count(t, "tasks", place.stray); n != 0 {
						t.Fatalf("%d tasks are left with whom was removed", n)
					}
				}
			})
		})
	}
}

// race assigns somebody in every way while he is removed.
func race(t *testing.T, w *testworld.World, b, open board, removal string) {
	t.Helper()
	who := fields{"assignee_id": w.Second.ID.String()}
	first, second, far := b.make(t, w, w.Owner, "one"), b.make(t, w, w.Owner, "two"), open.make(t, w, w.Owner, "far", who)
	start, done := make(chan struct{}), make(chan struct{})
	ways := []func(){
		func() { w.Owner.Delete(t, removal).Want(t, http.StatusNoContent) },
		func() { w.Owner.Patch(t, w.Path("/tasks/%s", first), who) },
		func() {
			w.Owner.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named([]string{second}), "changes": who})
		},
		func() {
			w.Owner.Post(t, w.Path("/tasks"), fields{"project_id": b.project.String(), "title": "new", "assignee_id": w.Second.ID.String()})
		},
		func() {
			w.Owner.Post(t, w.Path("/tasks/%s/move", far), fields{"project_id": b.project.String(), "column_id": b.columns[0].String()})
		},
	}
	for _, way := range ways {
		go func() {
			<-start
			way()
			done <- struct{}{}
		}()
	}
	close(start)
	for range ways {
		<-done
	}
}

// rejoin makes Second a member of the workspace and of the project again.
func rejoin(t *testing.T, w *testworld.World, b board) {
	t.Helper()
	in := db.Scope{Workspace: w.Acme}
	w.Exec(t, in, `INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING`,
		w.Acme, w.Second.ID, string(authz.Member), w.Clock.Now())
	w.Exec(t, in, `INSERT INTO project_members (workspace_id, project_id, user_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		w.Acme, b.project, w.Second.ID, w.Clock.Now())
}
