package workspaces_test

import (
	"net/http"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestWhoMakesAWorkspaceOwnsIt(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := w.Member.Post(t, "/api/v1/workspaces", map[string]any{"name": "  Research  "})
		made.Want(t, http.StatusCreated)
		got := w.Member.Get(t, "/api/v1/workspaces/"+made.ID(t)).Want(t, http.StatusOK)
		if got.Field(t, "role") != "owner" || got.Field(t, "name") != "Research" {
			t.Fatalf("got %s", got.Body)
		}
		w.Owner.Get(t, "/api/v1/workspaces/"+made.ID(t)).WantProblem(t, problem.CodeNotFound)
	})
}

func TestListShowsOnesOwnWorkspaces(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for range 3 {
			w.Guest.Post(t, "/api/v1/workspaces", map[string]any{"name": "More"}).Want(t, http.StatusCreated)
		}
		seen, cursor := 0, ""
		for range 4 {
			var page struct {
				Items      []struct{ ID, Role string }
				NextCursor string `json:"next_cursor"`
			}
			w.Guest.Get(t, "/api/v1/workspaces?limit=1&cursor="+cursor).Want(t, http.StatusOK).JSON(t, &page)
			seen, cursor = seen+len(page.Items), page.NextCursor
		}
		if seen != 4 || cursor != "" {
			t.Fatalf("saw %d, cursor %q", seen, cursor)
		}
	})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		got := w.Owner.Get(t, w.Path("")).Want(t, http.StatusOK)
		etag := got.Header.Get("ETag")
		w.Owner.Patch(t, w.Path(""), map[string]any{"name": "New"}, testworld.Header("If-Match", etag)).Want(t, http.StatusOK)
		w.Owner.Patch(t, w.Path(""), map[string]any{"name": "Lost"}, testworld.Header("If-Match", etag)).WantProblem(t, problem.CodeEditConflict)
		w.Admin.Patch(t, w.Path(""), map[string]any{"name": "No"}).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Patch(t, w.Path(""), map[string]any{"name": "No"}).WantProblem(t, problem.CodeNotFound)
		w.Owner.Patch(t, w.Path(""), `{"name":"a","NAME":"b"}`).WantProblem(t, problem.CodeInvalid)
		w.Owner.Patch(t, w.Path(""), `{"name":"a","name":"b"}`).WantProblem(t, problem.CodeBadRequest)
		w.Owner.Patch(t, w.Path(""), `{"name":"a\u0000b"}`).WantProblem(t, problem.CodeInvalid)
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Admin.Delete(t, w.Path("")).WantProblem(t, problem.CodeForbidden)
		w.Owner.Delete(t, w.Path("")).Want(t, http.StatusNoContent)
		w.Owner.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Get(t, w.ForeignPath("")).Want(t, http.StatusOK)
	})
}
