package activity_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// TestABoundKeyFollowsItsProjectsOnly: neither what happens in another project reaches
// its stream, nor what is of no project.
func TestABoundKeyFollowsItsProjectsOnly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		acme, _ := w.Stock(t)
		key := w.WithKey(t, w.Member, testworld.Bound{Projects: []id.Project{acme.Main.Project}}, "events:read")
		f := follow(t, w, key)
		w.Member.Post(t, w.Path("/labels"), object{"name": "new", "color": "red"}).Want(t, http.StatusCreated)
		w.Member.Post(t, w.Path("/tasks"), object{"project_id": acme.Other.Project, "title": "There"}).Want(t, http.StatusCreated)
		w.Member.Post(t, w.Path("/tasks"), object{"project_id": acme.Main.Project, "title": "Here"}).Want(t, http.StatusCreated)
		if m := f.next(t); m.kind != "task.created" || !strings.Contains(m.data, "Here") {
			t.Errorf("the stream tells of %+v", m)
		}
	})
}
