package app_test

import (
	"net/http"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// ownIDs are the endpoints that make something with an id of the client's: a new
// id, how the body may say something else, and whose ids must tell nothing.
var ownIDs = map[string]struct {
	made    func() string
	differs func(body map[string]any)
	other   func(h testworld.Shelf, s *testworld.Stock) string
}{
	"tasks.create": {
		func() string { return id.New[id.Task]().String() }, func(b map[string]any) { b["title"] = "Another" },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.Task.String() },
	},
	"comments.create": {
		func() string { return id.New[id.Comment]().String() }, func(b map[string]any) { b["body"] = "Another" },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.Comment.String() },
	},
	"checklists.create": {
		func() string { return id.New[id.ChecklistItem]().String() }, func(b map[string]any) { b["text"] = "Another" },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.Item.String() },
	},
	"columns.create": {
		func() string { return id.New[id.Column]().String() }, func(b map[string]any) { b["wip_limit"] = 77 },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.Column.String() },
	},
	"projects.create": {
		func() string { return id.New[id.Project]().String() }, func(b map[string]any) { b["description"] = "Another" },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.Project.String() },
	},
	"views.create": {
		func() string { return id.New[id.View]().String() }, func(b map[string]any) { b["name"] = "Another" },
		func(h testworld.Shelf, _ *testworld.Stock) string { return h.View.String() },
	},
	"labels.create": {
		func() string { return id.New[id.Label]().String() }, func(b map[string]any) { b["color"] = "teal" },
		func(_ testworld.Shelf, s *testworld.Stock) string { return s.Label.String() },
	},
}

// TestTheSameIDTwiceMakesOneThing: who sends a request again that had an id in
// it, without any key, is answered alike; whoever takes an id for something else isn't.
func TestTheSameIDTwiceMakesOneThing(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		tried := 0
		for _, o := range s.list {
			own, has := ownIDs[o.Name]
			if !has {
				continue
			}
			tried++
			d := s.working(t, o, s.Owner)
			d.put(t, "id", own.made())
			first := d.send(t, s.World, s.Owner).Want(t, http.StatusCreated)
			before := s.RowsAtRest(t)
			if again := d.send(t, s.World, s.Owner).Want(t, http.StatusCreated); string(again.Body) != string(first.Body) {
				t.Errorf("%s answered %s and then %s", o.Name, first.Body, again.Body)
			}
			another := d
			body := d.object(t)
			own.differs(body)
			for name, value := range body {
				another.put(t, name, value)
			}
			another.send(t, s.World, s.Owner).WantProblem(t, problem.CodeConflict)
			d.put(t, "id", d.member(t, "id")[:4]+"00000000000000000000000001")
			d.send(t, s.World, s.Owner).WantProblem(t, problem.CodeInvalid)
			if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
				t.Errorf("%s again changed %v", o.Name, changed)
			}
		}
		if tried != len(ownIDs) {
			t.Errorf("%d of %d endpoints are there", tried, len(ownIDs))
		}
	})
}

// TestAnIDTellsNothingOfAnotherWorkspace: one that is taken there is free here,
// and what is there stays as it is.
func TestAnIDTellsNothingOfAnotherWorkspace(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, o := range s.list {
			own, has := ownIDs[o.Name]
			if !has {
				continue
			}
			d := s.working(t, o, s.Owner)
			d.put(t, "id", own.other(s.umbra.Main, s.umbra))
			d.send(t, s.World, s.Owner).Want(t, http.StatusCreated)
			d = s.working(t, o, s.Owner)
			d.put(t, "id", own.other(s.acme.Private, s.acme))
			if o.Name == "labels.create" { // labels are everybody's; only the id is taken
				d.put(t, "name", "Another name")
			}
			before := s.RowsAtRest(t)
			d.send(t, s.World, s.Owner).WantProblem(t, problem.CodeConflict)
			if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
				t.Errorf("%s with an id that is taken changed %v", o.Name, changed)
			}
			s.reset(t)
		}
	})
}
