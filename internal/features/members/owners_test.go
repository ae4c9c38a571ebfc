package members_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

func TestADisabledOwnerIsNoOwnerWhoIsLeft(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		disabled := w.Path("/members/%s", w.Disabled.ID)
		w.Owner.Patch(t, disabled, map[string]any{"role": "owner"}).Want(t, http.StatusOK)
		w.Owner.Post(t, w.Path("/leave"), nil).WantProblem(t, problem.CodeConflict)
		w.Owner.Delete(t, disabled).Want(t, http.StatusNoContent)
	})
}

// Each removes the next one, in a circle.
func TestTwentyOwnersRemoveEachOtherAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		owners := []*testworld.Person{w.Owner}
		for i := range 19 {
			p := w.NewPerson(t, fmt.Sprintf("Owner%d", i))
			w.Join(t, w.Acme, p, authz.Owner)
			owners = append(owners, p)
		}
		var ready, all sync.WaitGroup
		ready.Add(len(owners))
		status := make([]int, len(owners))
		for i, p := range owners {
			all.Go(func() {
				ready.Done()
				ready.Wait()
				status[i] = settled(t, func() *testworld.Answer {
					return p.Delete(t, w.Path("/members/%s", owners[(i+1)%len(owners)].ID))
				}).Status
			})
		}
		all.Wait()
		removed := 0
		for _, s := range status {
			switch s {
			case http.StatusNoContent:
				removed++
			case http.StatusConflict, http.StatusNotFound:
			default:
				t.Errorf("answered %d", s)
			}
		}
		var left int
		w.Ask(t, db.Scope{Workspace: w.Acme}, "SELECT count(*) FROM members WHERE workspace_id = $1 AND role = 'owner'", []any{w.Acme}, &left)
		if left < 1 || left != len(owners)-removed {
			t.Fatalf("%d removed, %d left", removed, left)
		}
	})
}

func TestWhatHappensInOneWorkspaceLeavesTheOtherAlone(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		theirs := w.Path("/members/%s", w.Outsider.ID)
		w.Owner.Get(t, theirs).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, theirs).WantProblem(t, problem.CodeNotFound)
		w.Join(t, w.Umbra, w.Member, authz.Admin)
		w.Owner.Delete(t, w.Path("/members/%s", w.Member.ID)).Want(t, http.StatusNoContent)
		got := w.Outsider.Get(t, w.ForeignPath("/members/%s", w.Member.ID)).Want(t, http.StatusOK)
		if got.Field(t, "role") != "admin" {
			t.Fatalf("got %s", got.Body)
		}
	})
}
