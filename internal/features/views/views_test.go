package views_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type fields = map[string]any

func named(name string, rest fields) fields {
	body := fields{"name": name, "face": "list", "query": fields{}}
	for key, value := range rest {
		body[key] = value
	}
	return body
}

// names are what somebody is shown, over all pages.
func names(t testing.TB, by *testworld.Person, path string) (list []string) {
	t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items      []struct{ Name string }
			NextCursor string `json:"next_cursor"`
		}
		by.Get(t, path+"?limit=2"+cursor).Want(t, http.StatusOK).JSON(t, &page)
		for _, one := range page.Items {
			list = append(list, one.Name)
		}
		if cursor = "&cursor=" + page.NextCursor; page.NextCursor == "" {
			return list
		}
	}
}

func TestAViewIsKeptAsItWasSaved(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		query := fields{"assignee": "me", "text": " \u202e<b>ß 👍 ", "sort": "due", "order": "desc", "group": "priority", "overdue": "true"}
		made := w.Member.Post(t, w.Path("/views"), named(" Late ", fields{"query": query})).Want(t, http.StatusCreated)
		path := w.Path("/views/%s", made.ID(t))
		var got struct {
			Name  string
			Query fields
		}
		w.Member.Get(t, path).Want(t, http.StatusOK).JSON(t, &got)
		if got.Name != "Late" || fmt.Sprint(got.Query) != fmt.Sprint(query) {
			t.Errorf("kept %+v", got)
		}
		w.Member.Patch(t, path, fields{"face": "calendar"}, testworld.Header("If-Match", `"1"`)).Want(t, http.StatusOK)
		w.Member.Patch(t, path, fields{"name": "lost"}, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		w.Member.Delete(t, path).Want(t, http.StatusNoContent)
		w.Member.Get(t, path).WantProblem(t, problem.CodeNotFound)
	})
}

func TestWhatNoAddressSaysIsRefused(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, body := range []fields{
			named("", nil), named(" ", nil), named(strings.Repeat("ß", 101), nil), named("x", fields{"face": "gantt"}),
			named("x", fields{"query": fields{"task": "tsk"}}), named("x", fields{"query": fields{"text": strings.Repeat("ß", 201)}}),
			named("x", fields{"query": fields{"priority": "p1"}}), named("x", fields{"query": fields{"label": []string{"a"}}}),
		} {
			if got := w.Member.Post(t, w.Path("/views"), body); got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusBadRequest {
				t.Errorf("%v answered %d", body, got.Status)
			}
		}
	})
}

func TestWhoSeesAView(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, umbra := w.Stock(t)
		views, here := w.Path("/views"), s.Main.Project.String()
		w.Member.Post(t, views, named("own", nil)).Want(t, http.StatusCreated)
		shared := w.Member.Post(t, views, named("shared", fields{"shared": true, "project_id": here})).Want(t, http.StatusCreated).ID(t)
		own := w.Member.Post(t, views, named("of one", fields{"project_id": s.Private.Project.String()})).Want(t, http.StatusCreated).ID(t)
		stock := []string{"View", "View"} // of the two open shelves
		for _, see := range []struct {
			by   *testworld.Person
			want []string
		}{{w.Member, append(stock, "View", "own", "shared", "of one")}, {w.Owner, append(stock, "shared")}, {w.Guest, append(stock, "shared")}} {
			if got := names(t, see.by, views); !slices.Equal(got, see.want) {
				t.Errorf("%s sees %v, want %v", see.by.Name, got, see.want)
			}
		}
		path := w.Path("/views/%s", shared)
		w.Second.Patch(t, path, fields{"name": "x"}).WantProblem(t, problem.CodeForbidden)
		w.Guest.Delete(t, path).WantProblem(t, problem.CodeForbidden)
		w.Guest.Post(t, views, named("x", nil)).WantProblem(t, problem.CodeForbidden)
		w.Owner.Get(t, w.Path("/views/%s", own)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Get(t, w.Path("/views/%s", s.Private.View)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, views, named("x", fields{"project_id": s.Private.Project.String()})).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, views, named("x", fields{"project_id": umbra.Main.Project.String()})).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Get(t, w.ForeignPath("/views/%s", shared)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Patch(t, path, fields{"shared": false}).Want(t, http.StatusOK)
		w.Owner.Get(t, path).WantProblem(t, problem.CodeNotFound)
		w.Member.Get(t, path).Want(t, http.StatusOK)
	})
}

func TestViewsGoWithTheirProjectAndTheirMaker(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, _ := w.Stock(t)
		w.Second.Post(t, w.Path("/views"), named("theirs", fields{"shared": true})).Want(t, http.StatusCreated)
		w.Second.Post(t, w.Path("/leave"), nil).Want(t, http.StatusNoContent)
		w.Owner.Delete(t, w.Path("/projects/%s", s.Main.Project)).Want(t, http.StatusNoContent)
		if got := names(t, w.Owner, w.Path("/views")); len(got) != 1 {
			t.Errorf("left are %v", got)
		}
	})
}

func TestAPersonKeepsSoManyViews(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Together(t, func() {
			for range 100 {
				w.Exec(t, db.Scope{Workspace: w.Acme}, `INSERT INTO saved_views (workspace_id, id, name, face, query, shared, created_by, created_at, updated_at)
					VALUES ($1, $2, 'View', 'list', '{}', $3, $4, $5, $5)`, w.Acme, id.New[id.View](), false, w.Member.ID, w.Clock.Now())
			}
		})
		w.Member.Post(t, w.Path("/views"), named("one more", nil)).WantProblem(t, problem.CodeConflict)
		w.Second.Post(t, w.Path("/views"), named("of another", nil)).Want(t, http.StatusCreated)
	})
}
