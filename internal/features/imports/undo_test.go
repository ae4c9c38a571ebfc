package imports_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestUndoOfAnUntouchedImportLeavesNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		before := w.RowsAtRest(t)
		made := bring(t, w, small).Want(t, http.StatusCreated)
		undone := w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).Want(t, http.StatusOK)
		for _, table := range before.Changed(w.Rows(t)) {
			if !slices.Contains([]string{"audit_events", "events", "imports"}, table) && !strings.HasPrefix(table, "sqlite_") && !strings.HasPrefix(table, "tasks_fts") {
				t.Errorf("%s is not as it was: %s", table, undone.Body)
			}
		}
		w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).WantProblem(t, problem.CodeConflict)
		if n := w.Count(t, "audit_events", "name = 'import.undone' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		again := bring(t, w, small).Want(t, http.StatusCreated)
		if again.ID(t) == made.ID(t) || counts(t, again)["tasks"] != 3 {
			t.Errorf("after the undo it came in as %s", again.Body)
		}
	})
}

func TestUndoKeepsWhatPeopleWorkedOn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := bring(t, w, small).Want(t, http.StatusCreated)
		tasks := tasksOf(t, w, made.Field(t, "project_id"))
		w.Member.Post(t, w.Path("/tasks/%s/comments", tasks["First"].ID), map[string]any{"body": "Mine"}).Want(t, http.StatusCreated)
		w.Admin.Patch(t, w.Path("/tasks/%s", tasks["Third"].ID), map[string]any{"priority": "high"}).Want(t, http.StatusOK)
		undone := w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).Want(t, http.StatusOK)
		var body struct {
			Removed, Kept map[string]int64
			KeptTasks     []struct{ Title string } `json:"kept_tasks"`
		}
		undone.JSON(t, &body)
		if body.Removed["tasks"] != 1 || body.Kept["tasks"] != 2 || body.Kept["projects"] != 1 || body.Kept["comments"] != 1 || len(body.KeptTasks) != 2 {
			t.Errorf("got %s", undone.Body)
		}
		left := tasksOf(t, w, made.Field(t, "project_id"))
		if len(left) != 2 || left["Second"].ID != "" || len(left["First"].Labels) != 1 {
			t.Errorf("left are %v", left)
		}
		if n := w.Count(t, "checklist_items", "1 = 1"); n != 2 {
			t.Errorf("%d items of checklists are left of the kept task's 2", n)
		}
	})
}

func TestUndoKeepsATickedChecklistItemAndAnEditedColumn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := bring(t, w, small).Want(t, http.StatusCreated)
		w.Exec(t, db.Scope{Workspace: w.Acme}, `UPDATE checklist_items SET done = true, version = 2 WHERE workspace_id = $1 AND text = 'Two'`, w.Acme)
		w.Exec(t, db.Scope{Workspace: w.Acme}, `UPDATE columns SET name = 'Ours', version = 2 WHERE workspace_id = $1 AND name = 'Old'`, w.Acme)
		w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).Want(t, http.StatusOK)
		if left := tasksOf(t, w, made.Field(t, "project_id")); len(left) != 1 || left["First"].ID == "" {
			t.Errorf("left are %v", left)
		}
		if n := w.Count(t, "columns", "name IN ('Ours', 'To do')"); n != 2 {
			t.Errorf("%d columns are left", n)
		}
	})
}
