package projects_test

import (
	"net/http"
	"testing"

	"taskflow/internal/testworld"
)

// Nobody stays assigned to what he doesn't reach.
func TestWhoLosesAPrivateProjectLosesItsTasks(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		acme, _ := w.Stock(t)
		path, task := w.Path("/projects/%s", acme.Main.Project), w.Path("/tasks/%s", acme.Main.Task)
		assign := func(p *testworld.Person) {
			w.Member.Patch(t, task, object{"assignee_id": p.ID.String()}).Want(t, http.StatusOK)
		}
		assigned := func(want any) {
			t.Helper()
			if got := w.Member.Get(t, task).Field(t, "assignee_id"); got != want {
				t.Errorf("assigned to %v, want %v", got, want)
			}
		}
		w.Member.Put(t, path+"/members/"+w.Second.ID.String(), nil)
		assign(w.Second)
		w.Member.Delete(t, path+"/members/"+w.Second.ID.String()).Want(t, http.StatusNoContent)
		assigned(w.Second.ID.String()) // everybody reaches an open project
		w.Member.Patch(t, path, object{"private": true}).Want(t, http.StatusOK)
		assigned(nil)
		w.Member.Put(t, path+"/members/"+w.Second.ID.String(), nil)
		assign(w.Second)
		w.Member.Delete(t, path+"/members/"+w.Second.ID.String()).Want(t, http.StatusNoContent)
		assigned(nil)
		assign(w.Member)
		assigned(w.Member.ID.String())
	})
}
