package labels_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestALabelsLife(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := w.Member.Post(t, w.Path("/labels"), map[string]any{"name": " Bug ", "color": "red"}).Want(t, http.StatusCreated)
		if made.Field(t, "name") != "Bug" {
			t.Fatalf("made %s", made.Body)
		}
		path := w.Path("/labels/%s", made.ID(t))
		w.Guest.Get(t, path).Want(t, http.StatusOK)
		w.Guest.Delete(t, path).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Get(t, w.ForeignPath("/labels/%s", made.ID(t))).WantProblem(t, problem.CodeNotFound)
		w.Member.Patch(t, path, map[string]any{"color": "blue"}, testworld.Header("If-Match", `"1"`)).Want(t, http.StatusOK)
		w.Member.Patch(t, path, map[string]any{"color": "red"}, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		w.Member.Patch(t, path, map[string]any{"color": "mauve"}).WantProblem(t, problem.CodeInvalid)
		w.Member.Delete(t, path).Want(t, http.StatusNoContent)
		w.Member.Get(t, path).WantProblem(t, problem.CodeNotFound)
	})
}

func TestNamesAreUniqueWhateverTheirCase(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Member.Post(t, w.Path("/labels"), map[string]any{"name": "Größe", "color": "red"}).Want(t, http.StatusCreated)
		w.Member.Post(t, w.Path("/labels"), map[string]any{"name": "GRÖSSE", "color": "red"}).WantProblem(t, problem.CodeConflict)
		other := w.Member.Post(t, w.Path("/labels"), map[string]any{"name": "other", "color": "red"}).ID(t)
		w.Member.Patch(t, w.Path("/labels/%s", other), map[string]any{"name": "größe"}).WantProblem(t, problem.CodeConflict)
		w.Member.Patch(t, w.Path("/labels/%s", other), map[string]any{"name": "Other"}).Want(t, http.StatusOK)
		w.Outsider.Post(t, w.ForeignPath("/labels"), map[string]any{"name": "Größe", "color": "red"}).Want(t, http.StatusCreated)
	})
}

func TestOneOfTwentyGetsTheName(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var won atomic.Int32
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 20 {
			all.Go(func() {
				<-start
				switch got := w.Member.Post(t, w.Path("/labels"), map[string]any{"name": "one", "color": "red"}); got.Status {
				case http.StatusCreated:
					won.Add(1)
				case http.StatusConflict:
				default:
					t.Errorf("answered %d: %s", got.Status, got.Body)
				}
			})
		}
		close(start)
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d won", won.Load())
		}
	})
}
