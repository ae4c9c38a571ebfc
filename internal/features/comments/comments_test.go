package comments_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type fields = map[string]any

// newTask makes a task in a project of its own.
func newTask(t testing.TB, w *testworld.World, workspace id.Workspace, private bool, people ...*testworld.Person) id.Task {
	t.Helper()
	project, column, task := id.New[id.Project](), id.New[id.Column](), id.New[id.Task]()
	in, now := db.Scope{Workspace: workspace}, w.Clock.Now()
	w.Exec(t, in, `INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
		VALUES ($1, $2, 'Board', '', $3, $4, $5, $5)`, workspace, project, private, w.Owner.ID, now)
	w.Exec(t, in, `INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
		VALUES ($1, $2, $3, 'Column', 'a0', $4, $4)`, workspace, column, project, now)
	w.Exec(t, in, `INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'a0', 'Task', '', 1, $5, $6, $6)`, workspace, task, project, column, w.Owner.ID, now)
	for _, p := range people {
		w.Exec(t, in, `INSERT INTO project_members (workspace_id, project_id, user_id, created_at) VALUES ($1, $2, $3, $4)`, workspace, project, p.ID, now)
	}
	return task
}

func TestCommentsAreKeptExactlyAndInOrder(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/tasks/%s/comments", newTask(t, w, w.Acme, false))
		bodies := []string{" first\n", "<b>&amp;</b> \u202e", "日本語 👍🏽", strings.Repeat("ß", 10000)}
		for _, body := range bodies {
			made := w.Member.Post(t, path, fields{"body": body}).Want(t, http.StatusCreated)
			read := w.Guest.Get(t, path+"/"+made.ID(t)).Want(t, http.StatusOK)
			if read.Field(t, "body") != body || string(read.Body) != string(made.Body) {
				t.Errorf("%.40q came back as %.200s", body, read.Body)
			}
		}
		var got []string
		for cursor := ""; ; {
			var page struct {
				Items      []struct{ Body string }
				NextCursor string `json:"next_cursor"`
			}
			w.Guest.Get(t, path+"?limit=3"+cursor).Want(t, http.StatusOK).JSON(t, &page)
			for _, c := range page.Items {
				got = append(got, c.Body)
			}
			if cursor = "&cursor=" + page.NextCursor; page.NextCursor == "" {
				break
			}
		}
		if !slices.Equal(got, bodies) {
			t.Errorf("listed %.200q", got)
		}
		for _, body := range []string{"", " \n\t", strings.Repeat("ß", 10001), "a\x00b"} {
			w.Member.Post(t, path, fields{"body": body}).WantProblem(t, problem.CodeInvalid)
		}
	})
}

func TestWhoMayComment(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/tasks/%s/comments", newTask(t, w, w.Acme, false))
		text := fields{"body": "x"}
		w.Guest.Post(t, path, text).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Post(t, path, text).WantProblem(t, problem.CodeNotFound)
		one := path + "/" + w.Member.Post(t, path, text).Want(t, http.StatusCreated).ID(t)
		for _, p := range []*testworld.Person{w.Second, w.Guest, w.Owner, w.Admin} {
			p.Patch(t, one, text).WantProblem(t, problem.CodeForbidden)
		}
		w.Member.Patch(t, one, fields{"body": "y"}, testworld.Header("If-Match", `"1"`)).Want(t, http.StatusOK)
		w.Member.Patch(t, one, fields{"body": "z"}, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		if got := w.Guest.Get(t, one).Field(t, "body"); got != "y" {
			t.Errorf("the comment says %v", got)
		}
		w.Second.Delete(t, one).WantProblem(t, problem.CodeForbidden)
		w.Admin.Delete(t, one).Want(t, http.StatusNoContent)
		w.Member.Get(t, one).WantProblem(t, problem.CodeNotFound)
		own := path + "/" + w.Member.Post(t, path, text).Want(t, http.StatusCreated).ID(t)
		w.Member.Delete(t, own).Want(t, http.StatusNoContent)
	})
}

// By the path of another task, of another workspace, or of a project out of
// reach, a comment doesn't exist.
func TestACommentIsReachedThroughItsTaskOnly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		mine, other := newTask(t, w, w.Acme, true, w.Member), newTask(t, w, w.Acme, false)
		foreign := newTask(t, w, w.Umbra, false)
		comment := w.Member.Post(t, w.Path("/tasks/%s/comments", mine), fields{"body": "x"}).Want(t, http.StatusCreated).ID(t)
		theirs := w.Outsider.Post(t, w.ForeignPath("/tasks/%s/comments", foreign), fields{"body": "x"}).Want(t, http.StatusCreated).ID(t)
		for name, try := range map[string]struct {
			by   *testworld.Person
			path string
		}{
			"another task's path":   {w.Member, w.Path("/tasks/%s/comments/%s", other, comment)},
			"a foreign comment":     {w.Member, w.Path("/tasks/%s/comments/%s", mine, theirs)},
			"a foreign task":        {w.Member, w.Path("/tasks/%s/comments/%s", foreign, theirs)},
			"a foreign workspace":   {w.Member, w.ForeignPath("/tasks/%s/comments/%s", foreign, theirs)},
			"ours by their path":    {w.Outsider, w.ForeignPath("/tasks/%s/comments/%s", mine, comment)},
			"a private task":        {w.Second, w.Path("/tasks/%s/comments/%s", mine, comment)},
			"a private task, owner": {w.Owner, w.Path("/tasks/%s/comments/%s", mine, comment)},
		} {
			if got := try.by.Get(t, try.path).Status; got != http.StatusNotFound {
				t.Errorf("%s: GET %d", name, got)
			}
			if got := try.by.Patch(t, try.path, fields{"body": "y"}).Status; got != http.StatusNotFound {
				t.Errorf("%s: PATCH %d", name, got)
			}
			if got := try.by.Delete(t, try.path).Status; got != http.StatusNotFound {
				t.Errorf("%s: DELETE %d", name, got)
			}
		}
		w.Second.Get(t, w.Path("/tasks/%s/comments", mine)).WantProblem(t, problem.CodeNotFound)
		w.Second.Post(t, w.Path("/tasks/%s/comments", mine), fields{"body": "x"}).WantProblem(t, problem.CodeNotFound)
		w.Member.Get(t, w.Path("/tasks/%s/comments", foreign)).WantProblem(t, problem.CodeNotFound)
		if got := w.Member.Get(t, w.Path("/tasks/%s/comments/%s", mine, comment)).Field(t, "body"); got != "x" {
			t.Errorf("the comment says %v", got)
		}
	})
}
