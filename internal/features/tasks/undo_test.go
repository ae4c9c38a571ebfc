package tasks_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/testworld"
)

type happening struct {
	Kind    string `json:"kind"`
	Project string `json:"project_id"`
	Data    fields `json:"data"`
}

// last is the newest event of a kind that a task's activity tells of.
func last(t testing.TB, w *testworld.World, task, kind string) happening {
	t.Helper()
	var page struct {
		Items []happening `json:"items"`
	}
	w.Member.Get(t, w.Path("/tasks/%s/activity", task)).Want(t, http.StatusOK).JSON(t, &page)
	for _, h := range page.Items {
		if h.Kind == kind {
			return h
		}
	}
	t.Fatalf("no %s in %+v", kind, page.Items)
	return happening{}
}

// TestEventsTellHowToTakeThemBack: what was is in them, in the form in which it is asked for.
func TestEventsTellHowToTakeThemBack(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, other := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Member)
		one, two := newLabel(t, w, w.Acme, "one").String(), newLabel(t, w, w.Acme, "two").String()
		top := b.make(t, w, w.Member, "top")
		kid := b.below(t, w, top, "kid", fields{"due": "2026-04-01", "assignee_id": w.Second.ID.String(), "labels": []string{one}})
		b.below(t, w, top, "after")
		patch := func(body fields) { w.Member.Patch(t, w.Path("/tasks/%s", kid), body).Want(t, http.StatusOK) }
		move := func(body fields) {
			w.Member.Post(t, w.Path("/tasks/%s/move", kid), body).Want(t, http.StatusOK)
		}
		updated := func() { patch(last(t, w, kid, "task.updated").Data["was"].(fields)) }
		moved := func() {
			was := last(t, w, kid, "task.moved").Data
			move(fields{"column_id": was["from_column_id"], "parent_id": was["from_parent_id"], "rank": was["from_rank"]})
		}
		left := func() {
			was := last(t, w, kid, "task.left")
			move(fields{"project_id": was.Project, "column_id": was.Data["column_id"], "parent_id": was.Data["parent_id"], "rank": was.Data["rank"]})
			patch(fields{"assignee_id": was.Data["assignee_id"]})
		}
		for name, step := range map[string]struct{ do, undo func() }{
			"texts":  {func() { patch(fields{"title": "x", "description": "y", "priority": "urgent"}) }, updated},
			"others": {func() { patch(fields{"due": nil, "assignee_id": nil, "labels": []string{two}, "archived": true}) }, updated},
			"column": {func() { move(fields{"column_id": b.columns[1].String()}) }, moved},
			"order":  {func() { move(fields{"position": "bottom"}) }, moved},
			"parent": {func() { move(fields{"parent_id": nil, "position": "top"}) }, moved},
			"project": {func() {
				move(fields{"project_id": other.project.String(), "column_id": other.columns[1].String()})
			}, left},
			"deletion": {func() { discard(t, w, kid) }, func() { w.Member.Post(t, w.Path("/tasks/%s/restore", kid), nil).Want(t, http.StatusOK) }},
		} {
			before := state(t, w, []string{kid})
			step.do()
			step.undo()
			if diff := cmp.Diff(before, state(t, w, []string{kid})); diff != "" {
				t.Errorf("%s (-before +after undoing):\n%s", name, diff)
			}
		}
	})
}

// A tree that comes back is told of task by task, each as it is.
func TestWhatIsRestoredIsToldWhole(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top := b.make(t, w, w.Member, "top")
		kid := b.below(t, w, top, "kid")
		discard(t, w, top)
		w.Member.Post(t, w.Path("/tasks/%s/restore", top), nil).Want(t, http.StatusOK)
		for _, task := range []string{top, kid} {
			now := fields{}
			w.Member.Get(t, w.Path("/tasks/%s", task)).Want(t, http.StatusOK).JSON(t, &now)
			if diff := cmp.Diff(now, last(t, w, task, "task.restored").Data); diff != "" {
				t.Errorf("there is (-), told was (+):\n%s", diff)
			}
		}
	})
}
