package projects_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestEverybodyMayLeaveAProject(t *testing.T) {
	t.Parallel()
	for name, private := range map[string]bool{"public": false, "private": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				project := made(t, w, w.Member, object{"private": private})
				place := func(p *testworld.Person) string { return project + "/members/" + p.ID.String() }
				for _, p := range []*testworld.Person{w.Second, w.Guest, w.Admin} {
					w.Member.Put(t, place(p), nil).Want(t, http.StatusNoContent)
				}
				w.Guest.Delete(t, place(w.Second)).WantProblem(t, problem.CodeForbidden)
				w.Second.Delete(t, place(w.Guest)).WantProblem(t, problem.CodeForbidden)
				for _, p := range []*testworld.Person{w.Second, w.Guest, w.Admin} {
					p.Delete(t, place(p)).Want(t, http.StatusNoContent)
					p.Delete(t, place(p)).WantProblem(t, problem.CodeNotFound)
				}
				w.Second.Put(t, place(w.Second), nil).WantProblem(t, map[bool]problem.Code{false: problem.CodeForbidden, true: problem.CodeNotFound}[private])
				if got := w.Count(t, "audit_events", "name = 'project.member_removed' AND outcome = 'success'"); got != 3 {
					t.Errorf("%d entries", got)
				}
			})
		})
	}
}

func TestAPrivateProjectKeepsSomebodyWhoManagesIt(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"private": true})
		place := func(p *testworld.Person) string { return project + "/members/" + p.ID.String() }
		w.Member.Delete(t, place(w.Member)).WantProblem(t, problem.CodeConflict)
		w.Member.Put(t, place(w.Guest), nil).Want(t, http.StatusNoContent)
		w.Member.Put(t, place(w.Second), nil).Want(t, http.StatusNoContent)
		w.Member.Put(t, place(w.Disabled), nil).Want(t, http.StatusNoContent)
		w.Member.Delete(t, place(w.Member)).WantProblem(t, problem.CodeConflict)
		w.Member.Get(t, project).Want(t, http.StatusOK)
		w.Member.Put(t, place(w.Admin), nil).Want(t, http.StatusNoContent)
		w.Member.Delete(t, place(w.Member)).Want(t, http.StatusNoContent)
		// Whoever counts as left can do what he is counted for.
		w.Admin.Patch(t, project, object{"name": "Still managed"}).Want(t, http.StatusOK)
		w.Admin.Delete(t, place(w.Admin)).WantProblem(t, problem.CodeConflict)
		w.Admin.Patch(t, project, object{"private": false}).Want(t, http.StatusOK)
		w.Admin.Delete(t, place(w.Admin)).Want(t, http.StatusNoContent)
	})
}

// Where nobody is left who could manage it, people go until the last one.
func TestTheLastOneStaysInAPrivateProject(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"private": true})
		for _, p := range []*testworld.Person{w.Guest, w.Second, w.Disabled} {
			w.Member.Put(t, project+"/members/"+p.ID.String(), nil).Want(t, http.StatusNoContent)
		}
		w.Owner.Delete(t, w.Path("/members/%s", w.Member.ID)).Want(t, http.StatusNoContent)
		w.Second.Delete(t, project+"/members/"+w.Second.ID.String()).Want(t, http.StatusNoContent)
		w.Guest.Delete(t, project+"/members/"+w.Guest.ID.String()).WantProblem(t, problem.CodeConflict)
		w.Guest.Get(t, project).Want(t, http.StatusOK)
	})
}

// Two who take each other out at once: the second one had no right any more when
// his turn came.
func TestWhoWasTakenOutWhileHeWaitedTakesNobodyOut(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"private": true})
		raw, err := id.Parse[id.Project](project[len(project)-len(id.New[id.Project]().String()):])
		if err != nil {
			t.Fatal(err)
		}
		w.Member.Put(t, project+"/members/"+w.Admin.ID.String(), nil).Want(t, http.StatusNoContent)
		w.Member.Put(t, project+"/members/"+w.Owner.ID.String(), nil).Want(t, http.StatusNoContent)
		pair := []*testworld.Person{w.Admin, w.Owner}
		status := make([]int, 2)
		var all sync.WaitGroup
		whileHeld(t, w, raw, func() {
			for i, p := range pair {
				all.Go(func() { status[i] = p.Delete(t, project+"/members/"+pair[1-i].ID.String()).Status })
			}
		})
		all.Wait()
		if status[0]+status[1] != http.StatusNoContent+http.StatusNotFound {
			t.Errorf("answered %v", status)
		}
	})
}

// whileHeld runs begin while a project's row is held, and lets go of it when two wait for it.
func whileHeld(t *testing.T, w *testworld.World, project id.Project, begin func()) {
	t.Helper()
	err := w.App.DB.Update(t.Context(), db.Scope{Workspace: w.Acme}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "-- name: Hold :execrows\nUPDATE projects SET version = version WHERE workspace_id = $1 AND id = $2", w.Acme, project)
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
