package projects_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// cards are the tasks of a column, without the tasks' own endpoints.
type cards struct {
	w       *testworld.World
	project id.Project
	column  id.Column
}

func cardsOf(t *testing.T, w *testworld.World, project, column string) cards {
	t.Helper()
	p, err := id.Parse[id.Project](project[strings.LastIndex(project, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	c, err := id.Parse[id.Column](column)
	if err != nil {
		t.Fatal(err)
	}
	return cards{w, p, c}
}

func (c cards) add(t *testing.T, title, rank string, parent id.Task) id.Task {
	t.Helper()
	made := id.New[id.Task]()
	c.w.Exec(t, db.Scope{Workspace: c.w.Acme}, `INSERT INTO tasks (workspace_id, id, project_id, column_id, parent_id, rank, title, description, priority,
		created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 1, $8, $9, $9)`,
		c.w.Acme, made, c.project, c.column, parent, rank, title, c.w.Member.ID, c.w.Clock.Now())
	return made
}

// order is the titles of the cards in their order, and how many ranks they have.
func (c cards) order(t *testing.T) (titles string, ranks int) {
	t.Helper()
	c.w.Ask(t, db.Scope{Workspace: c.w.Acme}, `SELECT coalesce(string_agg(title, '' ORDER BY rank, id), ''), count(DISTINCT rank)
		FROM tasks WHERE workspace_id = $1 AND column_id = $2 AND parent_id IS NULL`, []any{c.w.Acme, c.column}, &titles, &ranks)
	return titles, ranks
}

func TestADeletedColumnHandsItsTasksOver(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		list := columnsOf(t, w.Member, project)
		from, to := cardsOf(t, w, project, list[0].ID), cardsOf(t, w, project, list[1].ID)
		to.add(t, "A", "a1", id.Task{})
		to.add(t, "B", "a5V", id.Task{})
		for i, rank := range []string{"Zz", "a0", "a0", "a05", "a9", "b00"} { // two share a rank
			from.add(t, string(rune('a'+i)), rank, id.Task{})
		}
		parent := from.add(t, "g", "b01", id.Task{})
		child := from.add(t, "child", "a0", parent)
		w.Member.Delete(t, project+"/columns/"+list[0].ID).WantProblem(t, problem.CodeConflict)
		w.Second.Delete(t, project+"/columns/"+list[0].ID+"?move_to="+list[1].ID).WantProblem(t, problem.CodeForbidden)
		w.Member.Delete(t, project+"/columns/"+list[0].ID+"?move_to="+list[1].ID).Want(t, http.StatusNoContent)
		if titles, ranks := to.order(t); titles != "ABabcdefg" || ranks != 9 {
			t.Errorf("the cards are %s with %d ranks", titles, ranks)
		}
		var rank string
		var column id.Column
		w.Ask(t, db.Scope{Workspace: w.Acme}, "SELECT rank, column_id FROM tasks WHERE workspace_id = $1 AND id = $2", []any{w.Acme, child}, &rank, &column)
		if rank != "a0" || column != to.column {
			t.Errorf("the subtask is at %s in %s", rank, column)
		}
		if moved := w.Count(t, "tasks", "version = 2"); moved != 8 {
			t.Errorf("%d tasks have a new version, want those that moved", moved)
		}
		// More cards find a place behind them and between them.
		last := w.Member.Post(t, w.Path("/tasks"), object{"project_id": to.project, "column_id": to.column, "title": "z"}).Want(t, http.StatusCreated).ID(t)
		w.Member.Post(t, w.Path("/tasks/%s/move", last), object{"column_id": to.column, "before": parent}).Want(t, http.StatusOK)
		if titles, ranks := to.order(t); titles != "ABabcdefzg" || ranks != 10 {
			t.Errorf("then the cards are %s with %d ranks", titles, ranks)
		}
		// And into a column that holds nothing.
		w.Member.Delete(t, project+"/columns/"+list[1].ID+"?move_to="+list[2].ID).Want(t, http.StatusNoContent)
		if titles, ranks := cardsOf(t, w, project, list[2].ID).order(t); titles != "ABabcdefzg" || ranks != 10 {
			t.Errorf("at last the cards are %s with %d ranks", titles, ranks)
		}
	})
}

func TestTasksAreHandedOverWithinTheProjectOnly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project, other := made(t, w, w.Member, object{}), made(t, w, w.Member, object{})
		foreign := w.ForeignPath("/projects/%s", w.Outsider.Post(t, w.ForeignPath("/projects"), object{"name": "Theirs"}).Want(t, http.StatusCreated).ID(t))
		withTask(t, w, project)
		column := columnsOf(t, w.Member, project)[0].ID
		path := project + "/columns/" + column + "?move_to="
		for name, to := range map[string]string{
			"of another project": columnsOf(t, w.Member, other)[0].ID, "of another workspace": columnsOf(t, w.Outsider, foreign)[0].ID,
			"of nobody": id.New[id.Column]().String(),
		} {
			if got := w.Member.Delete(t, path+to); got.Status != http.StatusNotFound {
				t.Errorf("a column %s: %d", name, got.Status)
			}
		}
		w.Member.Delete(t, path+column).WantProblem(t, problem.CodeInvalid)
		w.Member.Delete(t, path+"x").WantProblem(t, problem.CodeInvalid)
		if titles, _ := cardsOf(t, w, project, column).order(t); titles != "t" {
			t.Errorf("the cards are %q", titles)
		}
	})
}

// Each column hands its tasks to the next one while that is being deleted as well.
func TestNoTaskIsLostBetweenColumnsThatGoAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const columns, each = 10, 5
		seeds := []object{}
		for i := range columns {
			seeds = append(seeds, object{"name": fmt.Sprint(i)})
		}
		project := made(t, w, w.Member, object{"columns": seeds})
		list := columnsOf(t, w.Member, project)
		for _, c := range list {
			for i := range each {
				cardsOf(t, w, project, c.ID).add(t, "t", fmt.Sprintf("a%d", i), id.Task{})
			}
		}
		var ready, all sync.WaitGroup
		ready.Add(columns)
		for i, c := range list {
			all.Go(func() {
				ready.Done()
				ready.Wait()
				got := w.Member.Delete(t, project+"/columns/"+c.ID+"?move_to="+list[(i+1)%columns].ID)
				switch got.Status {
				case http.StatusNoContent, http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable:
				default:
					t.Errorf("answered %d: %s", got.Status, got.Body)
				}
			})
		}
		all.Wait()
		if left := len(columnsOf(t, w.Member, project)); left < 1 || left == columns {
			t.Errorf("%d columns are left", left)
		}
		if tasks := w.Count(t, "tasks", "title = 't'"); tasks != columns*each {
			t.Errorf("%d tasks are left", tasks)
		}
	})
}
