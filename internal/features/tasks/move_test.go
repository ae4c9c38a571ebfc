package tasks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func (b board) titles(t testing.TB, w *testworld.World, column int) string {
	t.Helper()
	return strings.Join(all(t, w.Member, w.Path("/tasks?sort=rank&limit=3&status=%s", b.columns[column])), " ")
}

func TestMoveToEveryKindOfPlace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		tasks := map[string]string{}
		for _, title := range []string{"a", "b", "c", "d"} {
			tasks[title] = b.make(t, w, w.Member, title)
		}
		move := func(title string, column int, spot fields) {
			t.Helper()
			spot["column_id"] = b.columns[column].String()
			w.Member.Post(t, w.Path("/tasks/%s/move", tasks[title]), spot).Want(t, http.StatusOK)
		}
		for _, step := range []struct {
			title  string
			column int
			spot   fields
			left   string
			right  string
		}{
			{"d", 0, fields{"position": "top"}, "d a b c", ""},
			{"a", 0, fields{"position": "bottom"}, "d b c a", ""},
			{"a", 0, fields{}, "d b c a", ""},
			{"a", 0, fields{"before": tasks["d"]}, "a d b c", ""},
			{"a", 0, fields{"after": tasks["d"]}, "d a b c", ""},
			{"a", 0, fields{"after": tasks["d"]}, "d a b c", ""},
			{"d", 0, fields{"before": tasks["c"]}, "a b d c", ""},
			{"c", 0, fields{"after": tasks["a"]}, "a c b d", ""},
			{"c", 1, fields{"position": "top"}, "a b d", "c"},
			{"b", 1, fields{"before": tasks["c"]}, "a d", "b c"},
			{"a", 1, fields{"after": tasks["b"]}, "d", "b a c"},
			{"d", 1, fields{}, "", "b a c d"},
		} {
			move(step.title, step.column, step.spot)
			if left, right := b.titles(t, w, 0), b.titles(t, w, 1); left != step.left || right != step.right {
				t.Fatalf("after moving %s to %v: %q %q, want %q %q", step.title, step.spot, left, right, step.left, step.right)
			}
		}
		b.make(t, w, w.Member, "e", fields{"column_id": b.columns[1].String(), "before": tasks["a"]})
		b.make(t, w, w.Member, "f", fields{"column_id": b.columns[1].String(), "position": "top"})
		if got := b.titles(t, w, 1); got != "f b e a c d" {
			t.Errorf("after making at places: %s", got)
		}
	})
}

// A right to the task is none to the place.
func TestMoveChecksTheDestination(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, open := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)
		hidden, own := newBoard(t, w, w.Acme, true, w.Second), newBoard(t, w, w.Acme, true, w.Member)
		foreign := newBoard(t, w, w.Umbra, false)
		task, elsewhere := b.make(t, w, w.Member, "x", fields{"assignee_id": w.Second.ID.String()}), open.make(t, w, w.Member, "y")
		path := w.Path("/tasks/%s/move", task)
		for name, body := range map[string]fields{
			"a hidden project":                     {"project_id": hidden.project.String(), "column_id": hidden.columns[0].String()},
			"a hidden project's column":            {"column_id": hidden.columns[0].String()},
			"a foreign project":                    {"project_id": foreign.project.String(), "column_id": foreign.columns[0].String()},
			"a foreign column":                     {"column_id": foreign.columns[0].String()},
			"a column of another project":          {"column_id": open.columns[0].String()},
			"a column that isn't the project's":    {"project_id": open.project.String(), "column_id": b.columns[0].String()},
			"beside a task of another column":      {"column_id": b.columns[0].String(), "after": elsewhere},
			"beside itself":                        {"column_id": b.columns[0].String(), "before": task},
			"beside a task that isn't there":       {"column_id": b.columns[0].String(), "before": id.New[id.Task]().String()},
			"a column that isn't there, somewhere": {"column_id": id.New[id.Column]().String()},
		} {
			if answer := w.Member.Post(t, path, body); answer.Status != http.StatusNotFound {
				t.Errorf("%s: answered %d %s", name, answer.Status, answer.Body)
			}
		}
		w.Guest.Post(t, path, fields{"column_id": b.columns[1].String()}).WantProblem(t, problem.CodeForbidden)
		if v := w.Member.Get(t, w.Path("/tasks/%s", task)).Field(t, "version"); v != float64(1) {
			t.Errorf("a refused move made version %v", v)
		}
		moved := w.Member.Post(t, path, fields{"project_id": own.project.String(), "column_id": own.columns[1].String()}).Want(t, http.StatusOK)
		if who := moved.Field(t, "assignee_id"); who != nil {
			t.Errorf("%v is still assigned to what he doesn't reach", who)
		}
		if read := w.Member.Get(t, w.Path("/tasks/%s", task)); string(read.Body) != string(moved.Body) {
			t.Errorf("moved %s, but %s is there", moved.Body, read.Body)
		}
		w.Second.Get(t, w.Path("/tasks/%s", task)).WantProblem(t, problem.CodeNotFound)
	})
}

// Random moves and inserts keep the order that a plain list would have.
func TestOrderIsThatOfAList(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		rapid.Check(t, func(r *rapid.T) {
			b := newBoard(t, w, w.Acme, false)
			model, ids := [2][]string{}, map[string]string{}
			for i := range rapid.IntRange(1, 25).Draw(r, "steps") {
				column := rapid.IntRange(0, 1).Draw(r, "column")
				title := fmt.Sprint(i)
				if len(ids) > 0 && rapid.Bool().Draw(r, "move") {
					title = fmt.Sprint(rapid.SampledFrom(slices.Sorted(keys(ids))).Draw(r, "which"))
					for c := range model {
						model[c] = slices.DeleteFunc(model[c], func(s string) bool { return s == title })
					}
				}
				at := rapid.IntRange(0, len(model[column])).Draw(r, "at")
				body := fields{"column_id": b.columns[column].String()}
				switch {
				case at == len(model[column]) && rapid.Bool().Draw(r, "plain"):
				case at == 0 && rapid.Bool().Draw(r, "top"):
					body["position"] = "top"
				case at < len(model[column]):
					body["before"] = ids[model[column][at]]
				case at > 0:
					body["after"] = ids[model[column][at-1]]
				}
				if known := ids[title]; known != "" {
					w.Member.Post(t, w.Path("/tasks/%s/move", known), body).Want(t, http.StatusOK)
				} else {
					ids[title] = b.make(t, w, w.Member, title, body)
				}
				model[column] = slices.Insert(model[column], at, title)
			}
			for c := range model {
				if got, want := b.titles(t, w, c), strings.Join(model[c], " "); got != want {
					r.Fatalf("column %d is %q, want %q", c, got, want)
				}
			}
		})
	})
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Everybody drops his card on the same spot at once.
func TestParallelCreatesAndMovesHaveNoError(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		first, second := b.make(t, w, w.Owner, "first"), b.make(t, w, w.Owner, "second")
		before := b.ranks(t, w, 0)
		const crowd = 32
		var ready, done sync.WaitGroup
		start, failed := make(chan struct{}), make(chan string, 4*crowd)
		ready.Add(crowd)
		for i := range crowd {
			done.Go(func() {
				ready.Done()
				<-start
				made := w.Member.Post(t, w.Path("/tasks"), fields{"project_id": b.project.String(), "title": fmt.Sprint(i), "after": first})
				if made.Status != http.StatusCreated {
					failed <- string(made.Body)
					return
				}
				for _, body := range []fields{
					{"column_id": b.columns[1].String()}, {"column_id": b.columns[0].String(), "before": second},
				} {
					if moved := w.Member.Post(t, w.Path("/tasks/%s/move", made.ID(t)), body); moved.Status != http.StatusOK {
						failed <- string(moved.Body)
					}
				}
				shared := w.Owner.Post(t, w.Path("/tasks/%s/move", second), fields{"column_id": b.columns[0].String()})
				if shared.Status != http.StatusOK {
					failed <- string(shared.Body)
				}
			})
		}
		ready.Wait()
		close(start)
		done.Wait()
		close(failed)
		for f := range failed {
			t.Error(f)
		}
		after := b.ranks(t, w, 0)
		if len(after) != crowd+2 {
			t.Errorf("%d tasks, want %d", len(after), crowd+2)
		}
		if after[first] != before[first] {
			t.Errorf("a neighbour was renumbered: %s to %s", before[first], after[first])
		}
		if got := all(t, w.Member, w.Path("/tasks?sort=rank&limit=7&status=%s", b.columns[0])); got[0] != "first" || len(got) != crowd+2 {
			t.Errorf("the pages hold %v", got)
		}
	})
}

func (b board) ranks(t testing.TB, w *testworld.World, column int) map[string]string {
	t.Helper()
	var page listed
	w.Member.Get(t, w.Path("/tasks?sort=rank&limit=100&status=%s", b.columns[column])).Want(t, http.StatusOK).JSON(t, &page)
	ranks := map[string]string{}
	for _, i := range page.Items {
		ranks[i.ID] = i.Rank
	}
	return ranks
}

// Where no rank fits between two tasks, a few neighbours make room and the rest stays.
func TestACrowdedPlaceIsSpread(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		ids := []string{}
		for i := range 40 {
			ids = append(ids, b.make(t, w, w.Member, fmt.Sprintf("%02d", i)))
		}
		for i, name := range ids { // eleven in the middle stand on the same rank
			task, err := id.Parse[id.Task](name)
			if err != nil {
				t.Fatal(err)
			}
			r := "b11"
			if i < 15 {
				r = fmt.Sprintf("b0%c", 'a'+i)
			}
			if i > 25 {
				r = fmt.Sprintf("b2%c", 'a'+i-26)
			}
			w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE tasks SET rank = $1 WHERE workspace_id = $2 AND id = $3", r, w.Acme, task)
		}
		want := all(t, w.Member, w.Path("/tasks?sort=rank&status=%s", b.columns[0]))
		b.make(t, w, w.Member, "new", fields{"after": ids[17]})
		want = slices.Insert(want, slices.Index(want, "17")+1, "new")
		if got := all(t, w.Member, w.Path("/tasks?sort=rank&limit=9&status=%s", b.columns[0])); !slices.Equal(got, want) {
			t.Fatalf("the order is\n%v, want\n%v", got, want)
		}
		ranks := b.ranks(t, w, 0)
		if ranks[ids[0]] != "b0a" || ranks[ids[9]] != "b0j" || ranks[ids[26]] != "b2a" {
			t.Errorf("more than the neighbours were renumbered: %v", ranks)
		}
	})
}
