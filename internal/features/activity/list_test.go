package activity_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/features/activity"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// listed pages through a list and returns what its events are about.
func listed(t *testing.T, p *testworld.Person, path string) (kinds, tasks []string) {
	t.Helper()
	cursor := ""
	for range 100 {
		var page struct {
			Items      []activity.Event `json:"items"`
			NextCursor string           `json:"next_cursor"`
		}
		p.Get(t, path+"?limit=2&cursor="+cursor).Want(t, http.StatusOK).JSON(t, &page)
		for _, e := range page.Items {
			kinds = append(kinds, e.Kind)
			if !e.TaskID.IsZero() {
				tasks = append(tasks, e.TaskID.String())
			}
		}
		if cursor = page.NextCursor; cursor == "" {
			return kinds, tasks
		}
	}
	t.Fatal("the list doesn't end")
	return nil, nil
}

func TestListOfTaskIsNewestFirst(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Member, false)
		made, other := task(t, w, w.Member, board), task(t, w, w.Member, board)
		path := w.Path("/tasks/%s", made)
		w.Member.Patch(t, path, object{"title": "U"}).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/complete", nil).Want(t, http.StatusOK)
		w.Member.Post(t, w.Path("/tasks/%s/complete", other), nil).Want(t, http.StatusOK)
		kinds, tasks := listed(t, w.Guest, path+"/activity")
		if diff := cmp.Diff([]string{"task.completed", "task.updated", "task.created"}, kinds); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{made, made, made}, tasks); diff != "" {
			t.Error(diff)
		}
	})
}

func TestListsHidePrivateProjects(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		open, hidden := project(t, w, w.Member, false), project(t, w, w.Member, true)
		told, secret := task(t, w, w.Member, open), task(t, w, w.Member, hidden)
		_, all := listed(t, w.Member, w.Path("/activity"))
		if diff := cmp.Diff([]string{secret, told}, all); diff != "" {
			t.Error(diff)
		}
		for _, p := range []*testworld.Person{w.Owner, w.Second, w.Guest} {
			if _, seen := listed(t, p, w.Path("/activity")); !cmp.Equal(seen, []string{told}) {
				t.Errorf("%s sees %v", p.Name, seen)
			}
			p.Get(t, w.Path("/tasks/%s/activity", secret)).WantProblem(t, problem.CodeNotFound)
		}
		w.Member.Put(t, w.Path("/projects/%s/members/%s", hidden, w.Second.ID), nil)
		if _, seen := listed(t, w.Second, w.Path("/tasks/%s/activity", secret)); !cmp.Equal(seen, []string{secret}) {
			t.Errorf("let in, %v is seen", seen)
		}
	})
}

// What happened to a task while it was in a private project stays there.
func TestListOfMovedTaskHidesItsPrivatePast(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		open, hidden := project(t, w, w.Member, false), project(t, w, w.Member, true)
		moved := task(t, w, w.Member, hidden)
		path := w.Path("/tasks/%s", moved)
		w.Member.Patch(t, path, object{"title": "secret"}).Want(t, http.StatusOK)
		var columns struct{ Items []struct{ ID string } }
		w.Member.Get(t, w.Path("/projects/%s/columns", open)).JSON(t, &columns)
		w.Member.Post(t, path+"/move", object{"project_id": open, "column_id": columns.Items[0].ID}).Want(t, http.StatusOK)
		if kinds, _ := listed(t, w.Second, path+"/activity"); !cmp.Equal(kinds, []string{"task.arrived"}) {
			t.Errorf("an outsider of the private project sees %v", kinds)
		}
	})
}

func TestListsAreOfOneWorkspace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := task(t, w, w.Member, project(t, w, w.Member, false))
		w.Outsider.Get(t, w.Path("/activity")).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Get(t, w.ForeignPath("/tasks/%s/activity", made)).WantProblem(t, problem.CodeNotFound)
		if kinds, _ := listed(t, w.Outsider, w.ForeignPath("/activity")); len(kinds) > 0 {
			t.Errorf("the other workspace sees %v", kinds)
		}
	})
}
