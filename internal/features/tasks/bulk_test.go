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

type bulked struct {
	Tasks []fields `json:"tasks"`
	Undo  fields   `json:"undo"`
}

// bulk changes tasks alike.
func bulk(t testing.TB, w *testworld.World, by *testworld.Person, changes fields, tasks ...string) (got bulked) {
	t.Helper()
	by.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(tasks), "changes": changes}).Want(t, http.StatusOK).JSON(t, &got)
	return got
}

func named(tasks []string) (list []fields) {
	for _, task := range tasks {
		list = append(list, fields{"id": task})
	}
	return list
}

func (b board) several(t testing.TB, w *testworld.World, by *testworld.Person, titles ...string) (list []string) {
	t.Helper()
	for _, title := range titles {
		list = append(list, b.make(t, w, by, title))
	}
	return list
}

// TestManyTasksChangeAsEachAloneWould does the same to two boards: on one by
// one request for all, on the other by a request for each task and step.
func TestManyTasksChangeAsEachAloneWould(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		old, fresh := newLabel(t, w, w.Acme, "old").String(), newLabel(t, w, w.Acme, "new").String()
		var left, right []string
		boards := []board{newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)}
		for _, title := range []string{"a", "b", "c"} {
			left = append(left, boards[0].make(t, w, w.Member, title, fields{"labels": []string{old}}))
			right = append(right, boards[1].make(t, w, w.Member, title, fields{"labels": []string{old}}))
		}
		got := bulk(t, w, w.Member, fields{
			"priority": "urgent", "due": "2026-05-01", "assignee_id": w.Second.ID.String(), "add_labels": []string{fresh}, "remove_labels": []string{old},
			"completed": true, "move": fields{"column_id": boards[0].columns[1].String()},
		}, left...)
		for _, task := range right {
			w.Member.Post(t, w.Path("/tasks/%s/move", task), fields{"column_id": boards[1].columns[1].String()}).Want(t, http.StatusOK)
			w.Member.Patch(t, w.Path("/tasks/%s", task), fields{"priority": "urgent", "due": "2026-05-01", "assignee_id": w.Second.ID.String(), "labels": []string{fresh}}).Want(t, http.StatusOK)
			w.Member.Post(t, w.Path("/tasks/%s/complete", task), nil).Want(t, http.StatusOK)
		}
		for i := range left {
			one, other := fields{}, fields{}
			w.Member.Get(t, w.Path("/tasks/%s", left[i])).JSON(t, &one)
			w.Member.Get(t, w.Path("/tasks/%s", right[i])).JSON(t, &other)
			if fmt.Sprint(got.Tasks[i]) != fmt.Sprint(one) {
				t.Errorf("answered %v, but %v is there", got.Tasks[i], one)
			}
			for _, name := range []string{"title", "priority", "due", "assignee_id", "labels", "completed_at", "version"} {
				if fmt.Sprint(one[name]) != fmt.Sprint(other[name]) {
					t.Errorf("%s: %s is %v, alone it is %v", one["title"], name, one[name], other[name])
				}
			}
			if a, b := told(t, w, left[i]), told(t, w, right[i]); a != b || !strings.Contains(a, "task.completed") {
				t.Errorf("of %s is told %q, alone %q", one["title"], a, b)
			}
		}
		if a, b := boards[0].titles(t, w, 1), boards[1].titles(t, w, 1); a != b || a != "a b c" {
			t.Errorf("the order is %q, alone %q", a, b)
		}
	})
}

// told is what streams and the audit log say of a task.
func told(t testing.TB, w *testworld.World, task string) string {
	t.Helper()
	key, err := id.Parse[id.Task](task)
	if err != nil {
		t.Fatal(err)
	}
	var events, entries string
	in := db.Scope{Workspace: w.Acme}
	w.Ask(t, in, `SELECT string_agg(kind, ' ') FROM (SELECT kind FROM events WHERE workspace_id = $1 AND task_id = $2 ORDER BY kind) AS k`, []any{w.Acme, key}, &events)
	w.Ask(t, in, `SELECT string_agg(name || says, ' ') FROM (
		SELECT name, CASE WHEN name = 'task.updated' THEN CAST(details AS TEXT) ELSE '' END AS says FROM audit_events
		WHERE workspace_id = $1 AND target = $2 ORDER BY name) AS k`, []any{w.Acme, task}, &entries)
	return events + "; " + entries
}

func TestOneRefusedTaskKeepsAllAsTheyAre(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, hidden := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Second)
		mine := b.several(t, w, w.Member, "a", "b")
		theirs, secret := b.make(t, w, w.Second, "theirs"), hidden.make(t, w, w.Second, "secret")
		trashed := b.make(t, w, w.Member, "trashed")
		discard(t, w, trashed)
		change := fields{"priority": "high"}
		for name, step := range map[string]struct {
			tasks   []fields
			changes fields
			code    problem.Code
			names   string
		}{
			"another's":       {named([]string{mine[0], theirs, mine[1]}), change, problem.CodeForbidden, theirs},
			"a hidden one":    {named([]string{mine[0], secret}), change, problem.CodeNotFound, secret},
			"one in trash":    {named([]string{mine[0], trashed}), change, problem.CodeNotFound, trashed},
			"an old version":  {[]fields{{"id": mine[0], "version": 1}, {"id": mine[1], "version": 7}}, change, problem.CodeEditConflict, mine[1]},
			"a deletion":      {named(mine), fields{"deleted": true}, problem.CodeForbidden, mine[0]},
			"twice":           {named([]string{mine[0], mine[0]}), change, problem.CodeInvalid, ""},
			"nothing":         {named(mine), fields{}, problem.CodeInvalid, ""},
			"too much":        {named(mine), fields{"deleted": false, "priority": "low"}, problem.CodeInvalid, ""},
			"a hidden column": {named(mine), fields{"priority": "low", "move": fields{"column_id": hidden.columns[0].String()}}, problem.CodeNotFound, ""},
			"no such label":   {named(mine), fields{"add_labels": []string{newLabel(t, w, w.Umbra, "x").String()}}, problem.CodeNotFound, ""},
		} {
			answer := w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": step.tasks, "changes": step.changes})
			answer.WantProblem(t, step.code)
			if !strings.Contains(string(answer.Body), step.names) {
				t.Errorf("%s: the answer doesn't name the task: %s", name, answer.Body)
			}
			for _, task := range mine {
				if v := w.Member.Get(t, w.Path("/tasks/%s", task)).Field(t, "version"); v != float64(1) {
					t.Fatalf("%s: refused, but %s has version %v", name, task, v)
				}
			}
		}
		w.Guest.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(mine), "changes": change}).WantProblem(t, problem.CodeForbidden)
	})
}

// A token does by the list what it may do one by one.
func TestAListNeedsThePermissionOfEachStep(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.several(t, w, w.Owner, "x")
		limited := w.WithToken(t, w.Owner, "tasks:update")
		bulk(t, w, limited, fields{"completed": true}, task...)
		for _, changes := range []fields{{"deleted": true}, {"completed": false}} {
			limited.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(task), "changes": changes}).WantProblem(t, problem.CodeForbidden)
		}
		bulk(t, w, w.WithToken(t, w.Owner, "tasks:update", "tasks:delete"), fields{"deleted": true}, task...)
		limited.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(task), "changes": fields{"deleted": false}}).WantProblem(t, problem.CodeForbidden)
	})
}

func TestAListKeepsItsOrderAtEveryPlace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		x := b.several(t, w, w.Member, "a", "b", "c", "d")
		for _, step := range []struct {
			tasks []string
			spot  fields
			want  string
		}{
			{[]string{x[2], x[1]}, fields{"position": "top"}, "c b a d"},
			{[]string{x[0], x[2]}, fields{"position": "bottom"}, "b d a c"},
			{[]string{x[2], x[1]}, fields{"before": x[0]}, "d c b a"},
			{[]string{x[0], x[1]}, fields{"after": x[3]}, "d a b c"},
			{[]string{x[2], x[3], x[0]}, fields{"after": x[3]}, "d c a b"},
		} {
			bulk(t, w, w.Member, fields{"move": step.spot}, step.tasks...)
			if got := b.titles(t, w, 0); got != step.want {
				t.Errorf("after %v: %q, want %q", step.spot, got, step.want)
			}
		}
	})
}

func TestTreesGoToTheTrashByAList(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top, alone := b.make(t, w, w.Member, "top"), b.make(t, w, w.Member, "alone")
		kid := b.below(t, w, top, "kid")
		deep := b.below(t, w, kid, "deep")
		for _, list := range [][]string{{top, alone}, {top, kid, deep}, {deep, alone, kid, top}, {kid, top}} {
			gone := bulk(t, w, w.Owner, fields{"deleted": true}, list...)
			if len(gone.Tasks) != 0 {
				t.Errorf("%v are left", gone.Tasks)
			}
			w.Member.Get(t, w.Path("/tasks/%s", deep)).WantProblem(t, problem.CodeNotFound)
			w.Owner.Post(t, w.Path("/tasks/bulk"), gone.Undo).Want(t, http.StatusOK)
			if n := len(trashOf(t, w, w.Owner, "").Items); n != 0 || children(t, w, top) != "kid" || children(t, w, kid) != "deep" {
				t.Fatalf("%v: %d are left in the trash, below are %q and %q", list, n, children(t, w, top), children(t, w, kid))
			}
		}
		bulk(t, w, w.Owner, fields{"deleted": true}, deep, kid, top)
		bulk(t, w, w.Member, fields{"deleted": false}, deep, kid, top) // those above come back first, whatever the order
		if children(t, w, kid) != "deep" {
			t.Error("a list that names those below first restored nothing")
		}
	})
}

// TestUndoTakesBackExactly: whatever is changed, what the answer says makes all as it was.
func TestUndoTakesBackExactly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		labels := []string{newLabel(t, w, w.Acme, "one").String(), newLabel(t, w, w.Acme, "two").String()}
		rapid.Check(t, func(r *rapid.T) {
			b, other := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Owner, w.Second)
			tasks := b.several(t, w, w.Owner, "a", "b", "c", "d")
			tasks = append(tasks, b.below(t, w, tasks[0], "kid"))
			for i := range 2 {
				bulk(t, w, w.Owner, drawChanges(r, fmt.Sprint("start", i), b, b, w, labels), some(r, fmt.Sprint("of", i), tasks[i:])...)
			}
			before := state(t, w, tasks)
			list := some(r, "changed", tasks)
			done := bulk(t, w, w.Owner, drawChanges(r, "change", b, other, w, labels), list...)
			if done.Undo == nil {
				if now := state(t, w, tasks); !slices.Equal(before, now) {
					r.Fatalf("it changed\n%v to\n%v, and says that it changed nothing", before, now)
				}
				return
			}
			w.Owner.Post(t, w.Path("/tasks/bulk"), done.Undo).Want(t, http.StatusOK)
			if now := state(t, w, tasks); !slices.Equal(before, now) {
				r.Fatalf("it was\n%v\nand is after undoing by %v\n%v", strings.Join(before, "\n"), done.Undo, strings.Join(now, "\n"))
			}
		})
	})
}

func some(r *rapid.T, label string, list []string) []string {
	return list[:rapid.IntRange(1, len(list)).Draw(r, label)]
}

// drawChanges draws what one request may ask for.
func drawChanges(r *rapid.T, label string, b, other board, w *testworld.World, labels []string) fields {
	kinds := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"priority", "due", "assignee", "labels", "completed", "repeat", "archived", "move", "leave"}), 1, 5, rapid.ID).Draw(r, label)
	if label == "change" && rapid.IntRange(0, 5).Draw(r, "delete") == 0 {
		return fields{"deleted": true}
	}
	changes := fields{}
	for _, kind := range kinds {
		switch kind {
		case "priority":
			changes["priority"] = rapid.SampledFrom([]string{"low", "urgent"}).Draw(r, label+" priority")
		case "due":
			if changes["repeat"] != nil {
				continue
			}
			changes["due"] = rapid.SampledFrom([]any{nil, "2026-07-01", "2026-07-01T10:00:00Z"}).Draw(r, label+" due")
		case "assignee":
			changes["assignee_id"] = w.Second.ID.String()
		case "labels":
			changes["add_labels"], changes["remove_labels"] = labels[:1], labels[1:]
		case "completed":
			changes["completed"] = true
			delete(changes, "repeat")
		case "repeat":
			if changes["completed"] == nil {
				changes["due"] = "2026-07-01"
				changes["repeat"] = fields{"rule": rapid.SampledFrom([]string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO"}).Draw(r, label+" rule"), "zone": "UTC"}
			}
		case "archived":
			changes["archived"] = true
		case "move":
			changes["move"] = fields{"column_id": b.columns[1].String(), "position": rapid.SampledFrom([]string{"top", "bottom"}).Draw(r, label+" at")}
		case "leave":
			if label == "change" {
				changes["move"] = fields{"project_id": other.project.String(), "column_id": other.columns[0].String()}
			} else {
				changes["priority"] = "high"
			}
		}
	}
	return changes
}

// state is all of the tasks but their versions and times.
func state(t testing.TB, w *testworld.World, tasks []string) (list []string) {
	t.Helper()
	for _, task := range tasks {
		got := fields{}
		w.Owner.Get(t, w.Path("/tasks/%s", task)).Want(t, http.StatusOK).JSON(t, &got)
		delete(got, "version")
		delete(got, "updated_at")
		list = append(list, fmt.Sprint(got))
	}
	return list
}

// TestListsAtOnceWaitForEachOther: two requests for the same tasks in opposite orders.
func TestListsAtOnceWaitForEachOther(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		tasks := b.several(t, w, w.Member, "a", "b", "c", "d", "e")
		opposite := slices.Clone(tasks)
		slices.Reverse(opposite)
		statuses := make(chan int, 12)
		var all sync.WaitGroup
		for i := range 6 {
			for _, list := range [][]string{tasks, opposite} {
				all.Go(func() {
					changes := fields{"priority": []string{"low", "high"}[i%2], "move": fields{"column_id": b.columns[i%2].String()}}
					statuses <- w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(list), "changes": changes}).Status
				})
			}
		}
		all.Wait()
		close(statuses)
		for status := range statuses {
			if status != http.StatusOK {
				t.Errorf("one of them answered %d", status)
			}
		}
		if left, right := b.titles(t, w, 0), b.titles(t, w, 1); len(left) != 9 && len(right) != 9 {
			t.Errorf("they are torn: %q and %q", left, right)
		}
	})
}

// TestOneOfTwentyListsOfAVersionWins: and the others are told which tasks have changed.
func TestOneOfTwentyListsOfAVersionWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		tasks := b.several(t, w, w.Member, "a", "b", "c")
		answers := make(chan *testworld.Answer, 20)
		var senders sync.WaitGroup
		for n := range cap(answers) {
			list := []fields{}
			for i := range tasks {
				list = append(list, fields{"id": tasks[(i+n)%3], "version": 1})
			}
			senders.Go(func() {
				answers <- w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": list, "changes": fields{"due": fmt.Sprintf("2026-05-%02d", n+1)}})
			})
		}
		senders.Wait()
		close(answers)
		won := 0
		for answer := range answers {
			if answer.Status == http.StatusOK {
				won++
				continue
			}
			answer.WantProblem(t, problem.CodeEditConflict)
			for _, task := range tasks {
				if !strings.Contains(string(answer.Body), task) {
					t.Errorf("the refusal doesn't name %s: %s", task, answer.Body)
				}
			}
		}
		if won != 1 {
			t.Errorf("%d of twenty won", won)
		}
	})
}

func TestTwoHundredTasksAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		b.fill(t, w, 201, usualTitle)
		var tasks []string
		for _, card := range b.cards(t, w, w.Member).Cards {
			tasks = append(tasks, card.ID)
		}
		w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(tasks), "changes": fields{"priority": "low"}}).WantProblem(t, problem.CodeInvalid)
		got := bulk(t, w, w.Member, fields{"priority": "low", "completed": true, "move": fields{"column_id": b.columns[1].String(), "position": "top"}}, tasks[:200]...)
		if len(got.Tasks) != 200 || got.Tasks[199]["version"] != float64(4) {
			t.Errorf("%d tasks, the last one %v", len(got.Tasks), got.Tasks[len(got.Tasks)-1])
		}
	})
}
