package members_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// settled asks until the answer isn't that the lock was waited for too long:
// somebody who is told so has changed nothing and comes again.
func settled(t *testing.T, ask func() *testworld.Answer) *testworld.Answer {
	t.Helper()
	var got *testworld.Answer
	for range 30 {
		if got = ask(); got.Status != http.StatusServiceUnavailable {
			return got
		}
		if got.Header.Get("Retry-After") == "" {
			t.Errorf("told to come again, but not when: %s", got.Body)
		}
	}
	t.Errorf("busy for ever: %s", got.Body)
	return got
}

// Of two who take the right from each other at once the second one has none any
// more when his turn comes, whatever he had when he asked.
func TestWhoLosesTheRightWhileHeWaitsChangesNothing(t *testing.T) {
	t.Parallel()
	demote := func(t *testing.T, w *testworld.World, by, whom *testworld.Person) *testworld.Answer {
		return by.Patch(t, w.Path("/members/%s", whom.ID), map[string]any{"role": "guest"})
	}
	remove := func(t *testing.T, w *testworld.World, by, whom *testworld.Person) *testworld.Answer {
		return by.Delete(t, w.Path("/members/%s", whom.ID))
	}
	type act func(t *testing.T, w *testworld.World, by, whom *testworld.Person) *testworld.Answer
	for name, acts := range map[string][2]act{
		"demote and demote": {demote, demote}, "remove and remove": {remove, remove}, "demote and remove": {demote, remove},
	} {
		for _, role := range []authz.Role{authz.Owner, authz.Admin} {
			t.Run(fmt.Sprintf("%s %ss", name, role), func(t *testing.T) {
				t.Parallel()
				testworld.Each(t, func(t *testing.T, w *testworld.World) {
					pair := [2]*testworld.Person{w.NewPerson(t, "First"), w.NewPerson(t, "Second")}
					for _, p := range pair {
						w.Join(t, w.Acme, p, role)
					}
					var got [2]*testworld.Answer
					var all sync.WaitGroup
					whileHeld(t, w, func() {
						for i, by := range pair {
							all.Go(func() { got[i] = acts[i](t, w, by, pair[1-i]) })
						}
					})
					all.Wait()
					for i := range pair {
						if got[i].Status >= 300 {
							continue
						}
						if s := got[1-i].Status; s != http.StatusForbidden && s != http.StatusNotFound {
							t.Errorf("one was answered %d and the other %d", got[i].Status, s)
						}
						var left authz.Role
						w.Ask(t, db.Scope{Workspace: w.Acme}, "SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2", []any{w.Acme, pair[i].ID}, &left)
						if left != role {
							t.Errorf("who won is %s now", left)
						}
						return
					}
					t.Errorf("nobody won: %d and %d", got[0].Status, got[1].Status)
				})
			})
		}
	}
}

// whileHeld runs begin while the workspace's row is held, and lets go of it when two wait for it.
func whileHeld(t *testing.T, w *testworld.World, begin func()) {
	t.Helper()
	err := w.App.DB.Update(t.Context(), db.Scope{Workspace: w.Acme}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "-- name: Hold :execrows\nUPDATE workspaces SET version = version WHERE id = $1", w.Acme)
		begin()
		for range 300 {
			if w.Engine == db.SQLite || w.Count(t, "pg_stat_activity", "datname = current_database() AND wait_event_type = 'Lock'") >= 2 {
				break
			}
			<-time.After(5 * time.Millisecond)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
