package checklists_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type fields = map[string]any

// newTask makes a task of creator's in a project of its own.
func newTask(t testing.TB, w *testworld.World, workspace id.Workspace, private bool, creator *testworld.Person) id.Task {
	t.Helper()
	project, column, task := id.New[id.Project](), id.New[id.Column](), id.New[id.Task]()
	in, now := db.Scope{Workspace: workspace}, w.Clock.Now()
	w.Exec(t, in, `INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
		VALUES ($1, $2, 'Board', '', $3, $4, $5, $5)`, workspace, project, private, creator.ID, now)
	w.Exec(t, in, `INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
		VALUES ($1, $2, $3, 'Column', 'a0', $4, $4)`, workspace, column, project, now)
	w.Exec(t, in, `INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'a0', 'Task', '', 1, $5, $6, $6)`, workspace, task, project, column, creator.ID, now)
	w.Exec(t, in, `INSERT INTO project_members (workspace_id, project_id, user_id, created_at) VALUES ($1, $2, $3, $4)`, workspace, project, creator.ID, now)
	return task
}

type item struct {
	ID, Text, Checklist string
	Done                bool
}

func listed(t testing.TB, by *testworld.Person, path string) (items []item) {
	t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items      []item
			NextCursor string `json:"next_cursor"`
		}
		by.Get(t, path+"?limit=3"+cursor).Want(t, http.StatusOK).JSON(t, &page)
		items = append(items, page.Items...)
		if cursor = "&cursor=" + page.NextCursor; page.NextCursor == "" {
			return items
		}
	}
}

func TestAChecklistIsKeptInOrder(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/tasks/%s/checklist", newTask(t, w, w.Acme, false, w.Member))
		var want []item
		for i := range 10 {
			add := fields{"text": fmt.Sprintf(" step %d 👍", i), "checklist": "Before"}
			made := w.Member.Post(t, path, add).Want(t, http.StatusCreated)
			want = append(want, item{ID: made.ID(t), Text: add["text"].(string), Checklist: "Before"})
		}
		w.Member.Patch(t, path+"/"+want[3].ID, fields{"done": true}).Want(t, http.StatusOK)
		w.Member.Patch(t, path+"/"+want[4].ID, fields{"text": "other"}, testworld.Header("If-Match", `"1"`)).Want(t, http.StatusOK)
		w.Member.Patch(t, path+"/"+want[4].ID, fields{"text": "lost"}, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		same := w.Member.Patch(t, path+"/"+want[4].ID, fields{"text": "other"}).Want(t, http.StatusOK)
		if v := same.Field(t, "version"); v != float64(2) {
			t.Errorf("changing nothing made version %v", v)
		}
		w.Member.Delete(t, path+"/"+want[0].ID).Want(t, http.StatusNoContent)
		want[3].Done, want[4].Text = true, "other"
		if got := listed(t, w.Guest, path); !slices.Equal(got, want[1:]) {
			t.Errorf("listed\n%v, want\n%v", got, want[1:])
		}
		for _, body := range []fields{{"text": ""}, {"text": " \t"}, {"text": strings.Repeat("ß", 501)}, {"text": "x", "checklist": strings.Repeat("ß", 101)}} {
			w.Member.Post(t, path, body).WantProblem(t, problem.CodeInvalid)
		}
	})
}

// Who may change the task may change its checklist, and nobody else.
func TestAChecklistFollowsItsTask(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		task, hidden := newTask(t, w, w.Acme, false, w.Member), newTask(t, w, w.Acme, true, w.Member)
		foreign := newTask(t, w, w.Umbra, false, w.Outsider)
		path, text, done := w.Path("/tasks/%s/checklist", task), fields{"text": "x"}, fields{"done": true}
		one := w.Member.Post(t, path, text).Want(t, http.StatusCreated).ID(t)
		secret := w.Member.Post(t, w.Path("/tasks/%s/checklist", hidden), text).Want(t, http.StatusCreated).ID(t)
		theirs := w.Outsider.Post(t, w.ForeignPath("/tasks/%s/checklist", foreign), text).Want(t, http.StatusCreated).ID(t)
		for _, p := range []*testworld.Person{w.Second, w.Guest} {
			p.Post(t, path, text).WantProblem(t, problem.CodeForbidden)
			p.Patch(t, path+"/"+one, done).WantProblem(t, problem.CodeForbidden)
			p.Delete(t, path+"/"+one).WantProblem(t, problem.CodeForbidden)
		}
		for name, try := range map[string]struct {
			by   *testworld.Person
			path string
		}{
			"another task's path": {w.Member, w.Path("/tasks/%s/checklist/%s", hidden, one)},
			"a foreign item":      {w.Member, w.Path("/tasks/%s/checklist/%s", task, theirs)},
			"a foreign task":      {w.Member, w.Path("/tasks/%s/checklist/%s", foreign, theirs)},
			"ours by their path":  {w.Outsider, w.ForeignPath("/tasks/%s/checklist/%s", task, one)},
			"a private task":      {w.Owner, w.Path("/tasks/%s/checklist/%s", hidden, secret)},
		} {
			if got := try.by.Patch(t, try.path, done).Status; got != http.StatusNotFound {
				t.Errorf("%s: PATCH %d", name, got)
			}
			if got := try.by.Delete(t, try.path).Status; got != http.StatusNotFound {
				t.Errorf("%s: DELETE %d", name, got)
			}
		}
		w.Owner.Get(t, w.Path("/tasks/%s/checklist", hidden)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, w.Path("/tasks/%s/checklist", hidden), text).WantProblem(t, problem.CodeNotFound)
		w.Member.Get(t, w.Path("/tasks/%s/checklist", foreign)).WantProblem(t, problem.CodeNotFound)
		w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE tasks SET completed_at = $1 WHERE workspace_id = $2 AND id = $3",
			w.Clock.Now().Add(-25*time.Hour), w.Acme, task)
		w.Owner.Patch(t, path+"/"+one, done).WantProblem(t, problem.CodeForbidden)
		if got := listed(t, w.Guest, path); len(got) != 1 || got[0].Done {
			t.Errorf("the checklist is %v", got)
		}
	})
}
