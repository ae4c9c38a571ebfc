package projects_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type column struct {
	ID, Name, Rank string
	WIPLimit       *int `json:"wip_limit"`
	Version        int
}

func columnsOf(t *testing.T, p *testworld.Person, project string) []column {
	t.Helper()
	var page struct{ Items []column }
	p.Get(t, project+"/columns").Want(t, http.StatusOK).JSON(t, &page)
	return page.Items
}

func order(list []column) string {
	text := ""
	for _, c := range list {
		text += c.Name
	}
	return text
}

// withTask puts a task into the project's first column, without the tasks' own endpoints.
func withTask(t *testing.T, w *testworld.World, project string) {
	t.Helper()
	in := columnsOf(t, w.Member, project)[0]
	column, err := id.Parse[id.Column](in.ID)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := id.Parse[id.Project](project[strings.LastIndex(project, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, db.Scope{Workspace: w.Acme}, `INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority,
		created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, 'a0', 't', '', 1, $5, $6, $6)`,
		w.Acme, id.New[id.Task](), owner, column, w.Member.ID, w.Clock.Now())
}

func TestColumnLife(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		made := w.Member.Post(t, project+"/columns", object{"name": " Review ", "wip_limit": 3}).Want(t, http.StatusCreated)
		path := project + "/columns/" + made.ID(t)
		if got := columnsOf(t, w.Guest, project); len(got) != 4 || got[3].Name != "Review" || *got[3].WIPLimit != 3 {
			t.Fatalf("columns are %v", got)
		}
		etag := testworld.Header("If-Match", made.Header.Get("ETag"))
		changed := w.Member.Patch(t, path, object{"wip_limit": nil}, etag).Want(t, http.StatusOK)
		if changed.Field(t, "wip_limit") != nil || changed.Field(t, "name") != "Review" {
			t.Fatalf("got %s", changed.Body)
		}
		w.Member.Patch(t, path, object{"name": "Lost"}, etag).WantProblem(t, problem.CodeEditConflict)
		w.Second.Patch(t, path, object{"name": "No"}).WantProblem(t, problem.CodeForbidden)
		w.Second.Delete(t, path).WantProblem(t, problem.CodeForbidden)
		w.Member.Delete(t, path, etag).WantProblem(t, problem.CodeEditConflict)
		w.Member.Delete(t, path).Want(t, http.StatusNoContent)
		w.Member.Delete(t, path).WantProblem(t, problem.CodeNotFound)
	})
}

func TestColumnLimits(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		path := project + "/columns/" + columnsOf(t, w.Member, project)[0].ID
		for _, limit := range []any{0, -1, 10_001, 1.5, "3"} {
			w.Member.Post(t, project+"/columns", object{"name": "x", "wip_limit": limit}).WantProblem(t, problem.CodeInvalid)
			w.Member.Patch(t, path, object{"wip_limit": limit}).WantProblem(t, problem.CodeInvalid)
		}
		w.Member.Patch(t, path, object{"wip_limit": 10_000}).Want(t, http.StatusOK)
		for range 247 {
			w.Member.Post(t, project+"/columns", object{"name": "x"}).Want(t, http.StatusCreated)
		}
		w.Member.Post(t, project+"/columns", object{"name": "x"}).WantProblem(t, problem.CodeConflict)
	})
}

func TestColumnWithTasksStays(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		withTask(t, w, project)
		list := columnsOf(t, w.Member, project)
		w.Member.Delete(t, project+"/columns/"+list[0].ID).WantProblem(t, problem.CodeConflict)
		w.Member.Delete(t, project+"/columns/"+list[1].ID).Want(t, http.StatusNoContent)
		if got := columnsOf(t, w.Member, project); len(got) != 2 {
			t.Fatalf("columns are %v", got)
		}
	})
}

func TestColumnIsFoundThroughItsProjectOnly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		mine, private := made(t, w, w.Member, object{}), made(t, w, w.Second, object{"private": true})
		hidden := columnsOf(t, w.Second, private)[0].ID
		path := mine + "/columns/" + hidden
		w.Member.Patch(t, path, object{"name": "x"}).WantProblem(t, problem.CodeNotFound)
		w.Member.Delete(t, path).WantProblem(t, problem.CodeNotFound)
		own := mine + "/columns/" + columnsOf(t, w.Member, mine)[0].ID
		w.Member.Post(t, own+"/move", object{"after": hidden}).WantProblem(t, problem.CodeNotFound)
		w.Member.Post(t, own+"/move", object{"before": id.New[id.Column]().String()}).WantProblem(t, problem.CodeNotFound)
	})
}

func TestMoveColumn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"columns": []object{{"name": "A"}, {"name": "B"}, {"name": "C"}, {"name": "D"}}})
		by := map[string]string{}
		for _, c := range columnsOf(t, w.Member, project) {
			by[c.Name] = c.ID
		}
		move := func(name string, body object) *testworld.Answer {
			return w.Member.Post(t, project+"/columns/"+by[name]+"/move", body)
		}
		for _, step := range []struct {
			name string
			to   object
			want string
		}{
			{"D", object{"before": by["A"]}, "DABC"},
			{"D", object{"after": by["C"]}, "ABCD"},
			{"A", object{"after": by["B"]}, "BACD"},
			{"D", object{"after": by["B"], "before": by["A"]}, "BDAC"},
			{"D", object{"after": by["B"]}, "BDAC"},
		} {
			move(step.name, step.to).Want(t, http.StatusOK)
			if got := order(columnsOf(t, w.Guest, project)); got != step.want {
				t.Fatalf("moving %s to %v gave %s, want %s", step.name, step.to, got, step.want)
			}
		}
		move("A", object{}).WantProblem(t, problem.CodeInvalid)
		move("A", object{"after": by["C"], "before": by["B"]}).WantProblem(t, problem.CodeInvalid)
		move("A", object{"after": by["A"]}).WantProblem(t, problem.CodeNotFound)
		w.Second.Post(t, project+"/columns/"+by["A"]+"/move", object{"after": by["B"]}).WantProblem(t, problem.CodeForbidden)
	})
}

func TestCrowdedColumnsGetRoomAgain(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"columns": []object{{"name": "A"}, {"name": "B"}, {"name": "C"}}})
		// Nothing fits between the first two. Then always between them: each move halves the gap.
		list := columnsOf(t, w.Member, project)
		for i, rank := range []string{"a1", "a1" + strings.Repeat("0", 61) + "1"} {
			column, err := id.Parse[id.Column](list[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE columns SET rank = $1 WHERE workspace_id = $2 AND id = $3", rank, w.Acme, column)
		}
		for range 20 {
			list := columnsOf(t, w.Member, project)
			w.Member.Post(t, project+"/columns/"+list[2].ID+"/move", object{"before": list[1].ID, "after": list[0].ID}).Want(t, http.StatusOK)
			want := list[0].Name + list[2].Name + list[1].Name
			if got := order(columnsOf(t, w.Member, project)); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

func TestColumnsMadeAtOnceAllHaveTheirPlace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"columns": []object{{"name": "first"}}})
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if got := w.Member.Post(t, project+"/columns", object{"name": fmt.Sprint(i)}); got.Status != http.StatusCreated {
					t.Errorf("answered %d: %s", got.Status, got.Body)
				}
			})
		}
		all.Wait()
		ranks := []string{}
		for _, c := range columnsOf(t, w.Member, project) {
			ranks = append(ranks, c.Rank)
		}
		if slices.Sort(ranks); len(slices.Compact(ranks)) != 21 {
			t.Fatalf("ranks are %v", ranks)
		}
	})
}
