package tasks_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// The tests' clock begins on Monday, the 2nd of March 2026, at nine in UTC.

func every(rule string) fields { return fields{"rule": rule, "zone": "Europe/Berlin"} }

// done completes a task, and returns the next one that this has made.
func done(t testing.TB, w *testworld.World, task string) string {
	t.Helper()
	next, _ := w.Member.Post(t, w.Path("/tasks/%s/complete", task), nil).Want(t, http.StatusOK).Field(t, "next_id").(string)
	return next
}

func shownAs(t testing.TB, w *testworld.World, task string) fields {
	t.Helper()
	got := fields{}
	w.Member.Get(t, w.Path("/tasks/%s", task)).Want(t, http.StatusOK).JSON(t, &got)
	return got
}

func steps(t testing.TB, w *testworld.World, task string) (list []string) {
	t.Helper()
	var page struct {
		Items []struct {
			Text string
			Done bool
		}
	}
	w.Member.Get(t, w.Path("/tasks/%s/checklist", task)).Want(t, http.StatusOK).JSON(t, &page)
	for _, i := range page.Items {
		list = append(list, fmt.Sprint(i.Text, " ", i.Done))
	}
	return list
}

func TestCompletingMakesTheNextOneWithAllThatBelongsToIt(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		label := newLabel(t, w, w.Acme, "chore").String()
		task := b.make(t, w, w.Member, "Water the plants", fields{
			"description": "All *of* them", "priority": "high", "labels": []string{label}, "assignee_id": w.Second.ID.String(), "due": "2026-03-03", "repeat": every("FREQ=WEEKLY"),
		})
		b.make(t, w, w.Member, "Another")
		sub := b.below(t, w, task, "Those on the roof", fields{"due": "2026-03-01", "labels": []string{label}})
		deep := b.below(t, w, sub, "The cactus")
		for _, text := range []string{"fill the can", "don't drown them"} {
			w.Member.Post(t, w.Path("/tasks/%s/checklist", task), fields{"text": text, "done": true}).Want(t, http.StatusCreated)
		}
		w.Member.Post(t, w.Path("/tasks/%s/checklist", deep), fields{"text": "a drop", "done": true}).Want(t, http.StatusCreated)
		w.Member.Post(t, w.Path("/tasks/%s/complete", deep), nil).Want(t, http.StatusOK)
		before := shownAs(t, w, task)
		if diff := cmp.Diff(fields{"rule": "FREQ=WEEKLY;BYDAY=TU", "zone": "Europe/Berlin"}, before["repeat"]); diff != "" {
			t.Errorf("it repeats otherwise (-want +got):\n%s", diff)
		}

		next := done(t, w, task)
		now, after := shownAs(t, w, next), shownAs(t, w, task)
		if after["repeat"] != nil || after["completed_at"] == nil || after["next_id"] != next {
			t.Errorf("the completed one is %v", after)
		}
		for _, name := range []string{"title", "description", "priority", "labels", "assignee_id", "created_by", "repeat", "column_id", "subtasks", "parent_id", "project_id"} {
			if diff := cmp.Diff(before[name], now[name]); diff != "" {
				t.Errorf("%s differs (-first +next):\n%s", name, diff)
			}
		}
		if now["due"] != "2026-03-10" || now["completed_at"] != nil || now["version"] != float64(1) || now["subtasks_done"] != float64(0) {
			t.Errorf("the next one is %v", now)
		}
		if diff := cmp.Diff([]string{"fill the can false", "don't drown them false"}, steps(t, w, next)); diff != "" {
			t.Errorf("its checklist (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"fill the can true", "don't drown them true"}, steps(t, w, task)); diff != "" {
			t.Errorf("the first one's checklist (-want +got):\n%s", diff)
		}
		if got := strings.Join(b.cards(t, w, w.Member).titles(), ", "); got != "Water the plants, Water the plants, Another" {
			t.Errorf("the board is %q", got)
		}
		var below listed
		w.Member.Get(t, w.Path("/tasks?parent=%s", next)).JSON(t, &below)
		copied := shownAs(t, w, below.Items[0].ID)
		if copied["title"] != "Those on the roof" || copied["due"] != "2026-03-08" || copied["subtasks"] != float64(1) || fmt.Sprint(copied["labels"]) != "["+label+"]" {
			t.Errorf("its subtask is %v", copied)
		}
		w.Member.Get(t, w.Path("/tasks?parent=%s", below.Items[0].ID)).JSON(t, &below)
		if diff := cmp.Diff([]string{"a drop false"}, steps(t, w, below.Items[0].ID)); diff != "" {
			t.Errorf("the checklist at the bottom (-want +got):\n%s", diff)
		}
		if told := last(t, w, next, "task.created").Data; told["title"] != "Water the plants" || told["due"] != "2026-03-10" {
			t.Errorf("of the next one is told %v", told)
		}
		if told := last(t, w, task, "task.completed").Data; told["repeat"] != nil || told["next_id"] != next {
			t.Errorf("of the first one is told %v", told)
		}
	})
}

func TestTheNextOneBeginsWhereWorkBegins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		daily := fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")}
		task := b.make(t, w, w.Member, "daily", daily)
		b.make(t, w, w.Member, "other")
		w.Member.Post(t, w.Path("/tasks/%s/move", task), fields{"column_id": b.columns[1].String()}).Want(t, http.StatusOK)
		done(t, w, task)
		if first, last := b.titles(t, w, 0), b.titles(t, w, 1); first != "other daily" || last != "daily" {
			t.Errorf("the columns are %q and %q", first, last)
		}
		whole := b.make(t, w, w.Member, "whole", daily)
		b.below(t, w, whole, "finished", fields{"column_id": b.columns[1].String()})
		var parts listed
		w.Member.Get(t, w.Path("/tasks?parent=%s", done(t, w, whole))).JSON(t, &parts)
		if parts.Items[0].ColumnID != b.columns[0].String() {
			t.Errorf("what was finished is finished again: %v", parts.Items)
		}
		top := b.make(t, w, w.Member, "top")
		one := b.below(t, w, top, "one", daily)
		b.below(t, w, top, "two")
		if next := shownAs(t, w, done(t, w, one)); next["parent_id"] != top || children(t, w, top) != "one one two" {
			t.Errorf("below it are %q, and the next one is %v", children(t, w, top), next)
		}
	})
}

func TestReopeningTakesTheNextOneBackWhileNobodyHasTouchedIt(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "daily", fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")})
		reopen := func() fields {
			w.Member.Post(t, w.Path("/tasks/%s/reopen", task), nil).Want(t, http.StatusOK)
			return shownAs(t, w, task)
		}
		next := done(t, w, task)
		if now := reopen(); now["next_id"] != nil || now["completed_at"] != nil || fmt.Sprint(now["repeat"]) != "map[rule:FREQ=DAILY zone:Europe/Berlin]" {
			t.Errorf("reopened it is %v", now)
		}
		w.Member.Get(t, w.Path("/tasks/%s", next)).WantProblem(t, problem.CodeNotFound)
		if n := w.Count(t, "tasks", "deleted_at IS NULL AND title = $1", "daily"); n != 1 {
			t.Errorf("there are %d of it", n)
		}

		next = done(t, w, task)
		w.Member.Patch(t, w.Path("/tasks/%s", next), fields{"title": "begun"}).Want(t, http.StatusOK)
		if now := reopen(); now["repeat"] != nil || now["next_id"] != next {
			t.Errorf("reopened while the next one is worked on it is %v", now)
		}
		if shownAs(t, w, next)["repeat"] == nil {
			t.Error("nothing repeats any more")
		}
		if again := done(t, w, task); again != next {
			t.Errorf("completed again, it has made %q", again)
		}
		discard(t, w, next)
		var list struct{ Items []fields }
		w.Member.Get(t, w.Path("/tasks?completed=true")).Want(t, http.StatusOK).JSON(t, &list)
		if now := shownAs(t, w, task); now["next_id"] != nil || list.Items[0]["next_id"] != nil {
			t.Errorf("what is gone comes next: %v, %v", now, list.Items)
		}
	})
}

func TestUndoneManyGoBackToOne(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		daily := fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")}
		tasks := []string{b.make(t, w, w.Member, "a", daily), b.make(t, w, w.Member, "b", daily), b.make(t, w, w.Member, "c")}
		was := state(t, w, tasks)
		got := bulk(t, w, w.Member, fields{"completed": true}, tasks...)
		if titles := b.titles(t, w, 0); titles != "a a b b c" {
			t.Errorf("the column is %q", titles)
		}
		w.Member.Post(t, w.Path("/tasks/bulk"), got.Undo).Want(t, http.StatusOK)
		if diff := cmp.Diff(was, state(t, w, tasks)); diff != "" || b.titles(t, w, 0) != "a b c" {
			t.Errorf("undone it is %q (-was +is):\n%s", b.titles(t, w, 0), diff)
		}
		got = bulk(t, w, w.Member, fields{"due": nil}, tasks...)
		if now := shownAs(t, w, tasks[0]); now["repeat"] != nil || now["due"] != nil {
			t.Errorf("without a due date it is %v", now)
		}
		w.Member.Post(t, w.Path("/tasks/bulk"), got.Undo).Want(t, http.StatusOK)
		if diff := cmp.Diff(was, state(t, w, tasks)); diff != "" {
			t.Errorf("undone (-was +is):\n%s", diff)
		}
		w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named(tasks[:2]), "changes": fields{"completed": true, "repeat": every("FREQ=DAILY")}}).WantProblem(t, problem.CodeInvalid)

		got = bulk(t, w, w.Member, fields{"completed": true}, tasks[0])
		next, _ := got.Tasks[0]["next_id"].(string)
		w.Member.Patch(t, w.Path("/tasks/%s", next), fields{"title": "begun"}).Want(t, http.StatusOK)
		w.Member.Post(t, w.Path("/tasks/bulk"), got.Undo).Want(t, http.StatusOK)
		if now := shownAs(t, w, tasks[0]); now["completed_at"] != nil || now["repeat"] != nil {
			t.Errorf("there are two that repeat: %v", now)
		}
	})
}

// TestUndoingTakesTheNextOneBackThatWentAlong: what is above goes to another project in the same
// request that completes what is below, whichever of the two the list names first.
func TestUndoingTakesTheNextOneBackThatWentAlong(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, other := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)
		daily := fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")}
		top := b.make(t, w, w.Member, "top", daily)
		tasks := []string{top, b.below(t, w, top, "kid", daily)}
		was := state(t, w, tasks)
		for _, position := range []string{"top", "bottom"} {
			there := fields{"project_id": other.project.String(), "column_id": other.columns[0].String(), "position": position}
			for name, list := range map[string][]fields{
				"both move":  {{"id": tasks[0], "changes": fields{"completed": true, "move": there}}, {"id": tasks[1], "changes": fields{"completed": true, "move": there}}},
				"from above": {{"id": tasks[0], "changes": fields{"move": there}}, {"id": tasks[1], "changes": fields{"completed": true}}},
				"from below": {{"id": tasks[1], "changes": fields{"completed": true}}, {"id": tasks[0], "changes": fields{"move": there}}},
			} {
				var got bulked
				w.Member.Post(t, w.Path("/tasks/bulk"), fields{"tasks": list}).Want(t, http.StatusOK).JSON(t, &got)
				w.Member.Post(t, w.Path("/tasks/bulk"), got.Undo).Want(t, http.StatusOK)
				if diff := cmp.Diff(was, state(t, w, tasks)); diff != "" || children(t, w, top) != "kid" {
					t.Fatalf("%s, to the %s: undone, below is %q (-was +is):\n%s", name, position, children(t, w, top), diff)
				}
			}
		}
	})
}

// TestCompletingTwentyTimesAtOnceMakesOne: whoever is first, on two engines.
func TestCompletingTwentyTimesAtOnceMakesOne(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "daily", fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")})
		start := make(chan struct{})
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				<-start
				if i%2 == 0 {
					w.Member.Post(t, w.Path("/tasks/%s/complete", task), nil)
				} else {
					w.Owner.Post(t, w.Path("/tasks/bulk"), fields{"tasks": named([]string{task}), "changes": fields{"completed": true}})
				}
			})
		}
		close(start)
		all.Wait()
		if n := w.Count(t, "tasks", "title = $1", "daily"); n != 2 {
			t.Errorf("there are %d of it", n)
		}
	})
}

func TestRepetitionComesAndGoes(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "task")
		path := w.Path("/tasks/%s", task)
		w.Member.Patch(t, path, fields{"due": "2026-03-31", "repeat": every("FREQ=MONTHLY")}).Want(t, http.StatusOK)
		told := last(t, w, task, "task.updated").Data
		if fmt.Sprint(told["repeat"]) != "map[rule:FREQ=MONTHLY;BYMONTHDAY=31 zone:Europe/Berlin]" || told["was"].(fields)["repeat"] != nil {
			t.Errorf("told is %v", told)
		}
		for _, card := range b.cards(t, w, w.Member).Cards {
			if card.Repeat == nil || card.Repeat.Rule != "FREQ=MONTHLY;BYMONTHDAY=31" {
				t.Errorf("the card is %+v", card)
			}
		}
		w.Member.Patch(t, path, fields{"due": "2026-04-02"}).Want(t, http.StatusOK) // this time only
		if now := shownAs(t, w, task); fmt.Sprint(now["repeat"]) != "map[rule:FREQ=MONTHLY;BYMONTHDAY=31 zone:Europe/Berlin]" {
			t.Errorf("moved it is %v", now)
		}
		w.Member.Patch(t, path, fields{"due": nil}).Want(t, http.StatusOK)
		if told := last(t, w, task, "task.updated").Data; shownAs(t, w, task)["repeat"] != nil || told["was"].(fields)["repeat"] == nil {
			t.Errorf("without a date is told %v", told)
		}
		w.Member.Patch(t, path, fields{"due": "2026-03-31", "repeat": every("FREQ=DAILY")}).Want(t, http.StatusOK)
		w.Member.Patch(t, path, fields{"repeat": nil}).Want(t, http.StatusOK)
		if next := done(t, w, task); next != "" || shownAs(t, w, task)["due"] != "2026-03-31" {
			t.Errorf("what repeats no more has made %q", next)
		}
	})
}

// TestNobodyGetsRightsByCompleting: the next one is the task of whoever made the first, and
// of nobody who is gone.
func TestNobodyGetsRightsByCompleting(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, true, w.Member, w.Second)
		task := b.make(t, w, w.Member, "secret", fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY"), "assignee_id": w.Second.ID.String()})
		next, _ := w.Second.Post(t, w.Path("/tasks/%s/complete", task), nil).Want(t, http.StatusOK).Field(t, "next_id").(string)
		if now := shownAs(t, w, next); now["created_by"] != w.Member.ID.String() || now["assignee_id"] != w.Second.ID.String() {
			t.Errorf("the next one is %v", now)
		}
		w.Guest.Get(t, w.Path("/tasks/%s", next)).WantProblem(t, problem.CodeNotFound)
		w.Exec(t, db.Scope{Workspace: w.Acme}, "DELETE FROM project_members WHERE workspace_id = $1 AND project_id = $2 AND user_id = $3", w.Acme, b.project, w.Second.ID)
		if now := shownAs(t, w, done(t, w, next)); now["assignee_id"] != nil {
			t.Errorf("assigned is who is gone: %v", now)
		}
	})
}
