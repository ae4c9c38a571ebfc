package tasks_test

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

// below makes a subtask.
func (b board) below(t testing.TB, w *testworld.World, parent, title string, more ...fields) string {
	t.Helper()
	return b.make(t, w, w.Member, title, append(more, fields{"parent_id": parent})...)
}

func children(t testing.TB, w *testworld.World, parent string) string {
	t.Helper()
	return strings.Join(all(t, w.Member, w.Path("/tasks?sort=rank&limit=2&parent=%s", parent)), " ")
}

func TestSubtasksHaveAnOrderAndAreCounted(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top := b.make(t, w, w.Member, "top")
		a := b.below(t, w, top, "a")
		c := b.below(t, w, top, "c", fields{"column_id": b.columns[1].String()})
		b.below(t, w, top, "b", fields{"before": c})
		d := b.below(t, w, top, "d", fields{"position": "top"})
		b.below(t, w, a, "deep")
		if got := children(t, w, top); got != "d a b c" {
			t.Fatalf("the subtasks are %q", got)
		}
		for _, step := range []struct {
			spot fields
			want string
		}{
			{fields{"after": a}, "a d b c"},
			{fields{"position": "bottom"}, "a b c d"},
			{fields{"before": c}, "a b d c"},
			{fields{"column_id": b.columns[1].String()}, "a b d c"}, // another column is no other place among the siblings
		} {
			w.Member.Post(t, w.Path("/tasks/%s/move", d), step.spot).Want(t, http.StatusOK)
			if got := children(t, w, top); got != step.want {
				t.Errorf("after %v: %q, want %q", step.spot, got, step.want)
			}
		}
		w.Member.Post(t, w.Path("/tasks/%s/complete", c), nil).Want(t, http.StatusOK)
		shown := w.Guest.Get(t, w.Path("/tasks/%s", top)).Want(t, http.StatusOK)
		if n, done := shown.Field(t, "subtasks"), shown.Field(t, "subtasks_done"); n != float64(4) || done != float64(1) {
			t.Errorf("%v subtasks, %v done", n, done)
		}
		cards := b.cards(t, w, w.Guest)
		if !slices.Equal(cards.titles(), []string{"top"}) || cards.Cards[0].Subtasks != 4 || cards.Cards[0].SubtasksDone != 1 {
			t.Errorf("the board is %+v", cards.Cards)
		}
		if got := all(t, w.Guest, w.Path("/tasks?parent=none")); !slices.Equal(got, []string{"top"}) {
			t.Errorf("without a parent are %v", got)
		}
	})
}

func TestATaskBecomesASubtaskAndNoneAgain(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top, other := b.make(t, w, w.Member, "top"), b.make(t, w, w.Member, "other")
		w.Member.Post(t, w.Path("/tasks/%s/move", other), fields{"parent_id": top}).Want(t, http.StatusOK)
		if got := b.cards(t, w, w.Member).titles(); !slices.Equal(got, []string{"top"}) || children(t, w, top) != "other" {
			t.Fatalf("the board shows %v, below are %q", got, children(t, w, top))
		}
		w.Member.Post(t, w.Path("/tasks/%s/move", other), fields{"parent_id": nil, "before": top}).Want(t, http.StatusOK)
		if got := b.cards(t, w, w.Member).titles(); !slices.Equal(got, []string{"other", "top"}) || children(t, w, top) != "" {
			t.Fatalf("the board shows %v, below are %q", got, children(t, w, top))
		}
	})
}

func TestTreesAreBounded(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		line := []string{b.make(t, w, w.Member, "1")}
		for i := 2; i <= 5; i++ {
			line = append(line, b.below(t, w, line[len(line)-1], fmt.Sprint(i)))
		}
		sixth := fields{"project_id": b.project.String(), "title": "6", "parent_id": line[4]}
		w.Member.Post(t, w.Path("/tasks"), sixth).WantProblem(t, problem.CodeInvalid)
		pair := b.make(t, w, w.Member, "pair")
		two := b.below(t, w, pair, "of two")
		w.Member.Post(t, w.Path("/tasks/%s/move", pair), fields{"parent_id": two}).WantProblem(t, problem.CodeInvalid)
		w.Member.Post(t, w.Path("/tasks/%s/move", pair), fields{"parent_id": line[3]}).WantProblem(t, problem.CodeInvalid)
		w.Member.Post(t, w.Path("/tasks/%s/move", pair), fields{"parent_id": line[2]}).Want(t, http.StatusOK)
		for _, under := range line[1:] {
			w.Member.Post(t, w.Path("/tasks/%s/move", line[0]), fields{"parent_id": under}).WantProblem(t, problem.CodeInvalid)
		}
		w.Member.Post(t, w.Path("/tasks/%s/move", line[0]), fields{"parent_id": line[0]}).WantProblem(t, problem.CodeInvalid)
		if got := children(t, w, line[0]); got != "2" {
			t.Errorf("a refused move changed what is below: %q", got)
		}
	})
}

func TestATaskHasAtMost250Subtasks(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top, one := b.make(t, w, w.Member, "top"), b.make(t, w, w.Member, "one")
		parent, _ := id.Parse[id.Task](top)
		w.Together(t, func() {
			for i := range 250 {
				w.Exec(t, db.Scope{Workspace: w.Acme}, `INSERT INTO tasks (workspace_id, id, project_id, column_id, parent_id, rank, title, description, priority, created_by, created_at, updated_at)
					VALUES ($1, $2, $3, $4, $5, $6, 'x', '', 1, $7, $8, $8)`, w.Acme, id.New[id.Task](), b.project, b.columns[0], parent, fmt.Sprintf("a%03d1", i), w.Member.ID, w.Clock.Now())
			}
		})
		w.Member.Post(t, w.Path("/tasks/%s/move", one), fields{"parent_id": top}).WantProblem(t, problem.CodeConflict)
	})
}

// A right to a task is none to the one above it.
func TestAParentIsOfTheProject(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, open := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)
		hidden, foreign := newBoard(t, w, w.Acme, true, w.Second), newBoard(t, w, w.Umbra, false)
		mine, gone := b.make(t, w, w.Member, "mine"), b.make(t, w, w.Member, "gone")
		w.Owner.Delete(t, w.Path("/tasks/%s", gone)).Want(t, http.StatusNoContent)
		theirs := w.Outsider.Post(t, "/api/v1/workspaces/"+w.Umbra.String()+"/tasks", fields{"project_id": foreign.project.String(), "title": "theirs"}).Want(t, http.StatusCreated)
		for name, parent := range map[string]string{
			"another project": open.make(t, w, w.Member, "x"), "a hidden one": hidden.make(t, w, w.Second, "x"), "another workspace": theirs.ID(t),
			"nowhere": id.New[id.Task]().String(), "the trash": gone,
		} {
			made := w.Member.Post(t, w.Path("/tasks"), fields{"project_id": b.project.String(), "title": "x", "parent_id": parent})
			moved := w.Member.Post(t, w.Path("/tasks/%s/move", mine), fields{"parent_id": parent})
			if made.Status != http.StatusNotFound || moved.Status != http.StatusNotFound {
				t.Errorf("a parent of %s: %d and %d", name, made.Status, moved.Status)
			}
		}
	})
}

func TestATreeMovesToAnotherProjectAsAWhole(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		from, to := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Member)
		w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE columns SET name = 'Same' WHERE workspace_id = $1 AND id IN ($2, $3)", w.Acme, from.columns[1], to.columns[1])
		top := from.make(t, w, w.Member, "top")
		kid := from.below(t, w, top, "kid", fields{"column_id": from.columns[1].String(), "assignee_id": w.Second.ID.String()})
		deep := from.below(t, w, kid, "deep", fields{"assignee_id": w.Member.ID.String()})
		trashed := from.below(t, w, top, "trashed")
		w.Owner.Delete(t, w.Path("/tasks/%s", trashed)).Want(t, http.StatusNoContent)
		w.Member.Post(t, w.Path("/tasks/%s/move", top), fields{"project_id": to.project.String(), "column_id": to.columns[0].String()}).Want(t, http.StatusOK)
		for _, want := range []struct {
			task, parent string
			column       id.Column
			assignee     any
		}{{kid, top, to.columns[1], nil}, {deep, kid, to.columns[0], w.Member.ID.String()}} {
			got := w.Member.Get(t, w.Path("/tasks/%s", want.task)).Want(t, http.StatusOK)
			if got.Field(t, "project_id") != to.project.String() || got.Field(t, "column_id") != want.column.String() ||
				got.Field(t, "parent_id") != want.parent || got.Field(t, "assignee_id") != want.assignee {
				t.Errorf("a subtask arrived as %s", got.Body)
			}
		}
		w.Second.Get(t, w.Path("/tasks/%s", deep)).WantProblem(t, problem.CodeNotFound)
		w.Member.Post(t, w.Path("/tasks/%s/restore", trashed), nil).Want(t, http.StatusOK)
		w.Second.Get(t, w.Path("/tasks/%s", trashed)).WantProblem(t, problem.CodeNotFound)
		alone := w.Member.Post(t, w.Path("/tasks/%s/move", deep), fields{"project_id": from.project.String(), "column_id": from.columns[0].String()}).Want(t, http.StatusOK)
		if alone.Field(t, "parent_id") != nil {
			t.Errorf("a subtask that went alone has the parent %v", alone.Field(t, "parent_id"))
		}
	})
}

// TestNoCircleByTwoAtOnce: each of two moves is right by itself.
func TestNoCircleByTwoAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		for range 10 {
			pair := []string{b.make(t, w, w.Member, "a"), b.make(t, w, w.Member, "b")}
			var statuses [2]int
			var both sync.WaitGroup
			start := make(chan struct{})
			for i := range pair {
				both.Go(func() {
					<-start
					statuses[i] = w.Member.Post(t, w.Path("/tasks/%s/move", pair[i]), fields{"parent_id": pair[1-i]}).Status
				})
			}
			close(start)
			both.Wait()
			slices.Sort(statuses[:])
			if statuses != [2]int{http.StatusOK, http.StatusUnprocessableEntity} {
				t.Fatalf("the two moves answered %v", statuses)
			}
		}
	})
}
