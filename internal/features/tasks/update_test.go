package tasks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestUpdateChangesWhatIsNamed(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, red, blue := newBoard(t, w, w.Acme, false), newLabel(t, w, w.Acme, "red"), newLabel(t, w, w.Acme, "blue")
		task := b.make(t, w, w.Member, "old", fields{"due": "2026-12-01", "labels": []string{red.String()}, "assignee_id": w.Second.ID.String()})
		path := w.Path("/tasks/%s", task)
		w.Clock.Advance(time.Minute)
		for _, tt := range []struct {
			body  fields
			field string
			want  any
		}{
			{fields{"title": " new "}, "title", "new"},
			{fields{"description": "more"}, "description", "more"},
			{fields{"priority": "low"}, "priority", "low"},
			{fields{"due": "2026-12-02T08:00:00Z"}, "due", "2026-12-02T08:00:00Z"},
			{fields{"due": "2026-12-02"}, "due", "2026-12-02"},
			{fields{"due": nil}, "due", nil},
			{fields{"assignee_id": w.Admin.ID.String()}, "assignee_id", w.Admin.ID.String()},
			{fields{"assignee_id": nil}, "assignee_id", nil},
			{fields{"archived": true}, "archived_at", "2026-03-02T09:01:00Z"},
			{fields{"archived": false}, "archived_at", nil},
		} {
			answer := w.Member.Patch(t, path, tt.body).Want(t, http.StatusOK)
			if got := answer.Field(t, tt.field); got != tt.want {
				t.Errorf("PATCH %v answered %s = %v", tt.body, tt.field, got)
			}
			read := w.Member.Get(t, path)
			if string(read.Body) != string(answer.Body) {
				t.Errorf("PATCH %v answered %s, but %s is there", tt.body, answer.Body, read.Body)
			}
		}
		answer := w.Member.Patch(t, path, fields{"labels": []string{blue.String()}}).Want(t, http.StatusOK)
		if got := string(w.Member.Get(t, path).Body); got != string(answer.Body) || !strings.Contains(got, blue.String()) || strings.Contains(got, red.String()) {
			t.Errorf("labels: %s", got)
		}
		if v := answer.Field(t, "version"); v != float64(12) {
			t.Errorf("version %v after 11 changes", v)
		}
		same := w.Member.Patch(t, path, fields{"title": "new", "due": nil}).Want(t, http.StatusOK)
		if v := same.Field(t, "version"); v != float64(12) {
			t.Errorf("changing nothing made version %v", v)
		}
	})
}

func TestLostUpdatesAreRefused(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "old")
		path, first := w.Path("/tasks/%s", task), testworld.Header("If-Match", `"1"`)
		w.Member.Patch(t, path, fields{"title": "new"}, first).Want(t, http.StatusOK)
		w.Member.Patch(t, path, fields{"title": "newer"}, first).WantProblem(t, problem.CodeEditConflict)
		w.Owner.Delete(t, path, first).WantProblem(t, problem.CodeEditConflict)
		w.Member.Post(t, path+"/complete", nil, first).WantProblem(t, problem.CodeEditConflict)
		w.Member.Post(t, path+"/move", fields{"column_id": b.columns[1].String()}, first).WantProblem(t, problem.CodeEditConflict)
		if got := w.Member.Get(t, path).Field(t, "title"); got != "new" {
			t.Errorf("title %v", got)
		}
	})
}

func TestWhoMayChangeATask(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "x")
		path := w.Path("/tasks/%s", task)
		w.Second.Patch(t, path, fields{"title": "y"}).WantProblem(t, problem.CodeForbidden)
		w.Guest.Patch(t, path, fields{"title": "y"}).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Patch(t, path, fields{"title": "y"}).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Get(t, w.ForeignPath("/tasks/%s", task)).WantProblem(t, problem.CodeNotFound)
		w.Second.Delete(t, path).WantProblem(t, problem.CodeForbidden)
		w.Member.Delete(t, path).WantProblem(t, problem.CodeForbidden)
		w.Member.Patch(t, path, fields{"assignee_id": w.Second.ID.String()}).Want(t, http.StatusOK)
		w.Second.Patch(t, path, fields{"title": "y"}).Want(t, http.StatusOK)
		w.Admin.Patch(t, path, fields{"assignee_id": w.Outsider.ID.String()}).WantProblem(t, problem.CodeNotFound)
		w.Admin.Patch(t, path, fields{"labels": []string{newLabel(t, w, w.Umbra, "x").String()}}).WantProblem(t, problem.CodeNotFound)
		w.Admin.Patch(t, path, fields{"title": "z"}).Want(t, http.StatusOK)
		w.Admin.Delete(t, path).Want(t, http.StatusNoContent)
		w.Admin.Get(t, path).WantProblem(t, problem.CodeNotFound)
	})
}

func TestPrivateTasksAreNotThereForOthers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, true, w.Member)
		path := w.Path("/tasks/%s", b.make(t, w, w.Member, "x"))
		for _, p := range []*testworld.Person{w.Owner, w.Admin, w.Second, w.Guest} {
			p.Get(t, path).WantProblem(t, problem.CodeNotFound)
			p.Patch(t, path, fields{"title": "y"}).WantProblem(t, problem.CodeNotFound)
			p.Delete(t, path).WantProblem(t, problem.CodeNotFound)
			p.Post(t, path+"/complete", nil).WantProblem(t, problem.CodeNotFound)
			p.Post(t, path+"/reopen", nil).WantProblem(t, problem.CodeNotFound)
			p.Post(t, path+"/move", fields{"column_id": b.columns[1].String()}).WantProblem(t, problem.CodeNotFound)
		}
		w.Member.Get(t, path).Want(t, http.StatusOK)
	})
}

func TestCompletedTasksCloseAfterADay(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		path := w.Path("/tasks/%s", b.make(t, w, w.Member, "x"))
		w.Second.Post(t, path+"/complete", nil).WantProblem(t, problem.CodeForbidden)
		done := w.Member.Post(t, path+"/complete", nil).Want(t, http.StatusOK)
		if at := done.Field(t, "completed_at"); at != "2026-03-02T09:00:00Z" {
			t.Fatalf("completed at %v", at)
		}
		w.Clock.Advance(time.Hour)
		again := w.Member.Post(t, path+"/complete", nil).Want(t, http.StatusOK)
		if string(again.Body) != string(done.Body) {
			t.Errorf("completing again made %s of %s", again.Body, done.Body)
		}
		w.Member.Patch(t, path, fields{"title": "y"}).Want(t, http.StatusOK)
		w.Clock.Advance(24 * time.Hour)
		w.SignIn(t, w.Member)
		w.SignIn(t, w.Owner)
		w.Member.Patch(t, path, fields{"title": "z"}).WantProblem(t, problem.CodeForbidden)
		w.Owner.Patch(t, path, fields{"title": "z"}).WantProblem(t, problem.CodeForbidden)
		open := w.Member.Post(t, path+"/reopen", nil).Want(t, http.StatusOK)
		if at := open.Field(t, "completed_at"); at != nil {
			t.Errorf("reopened, completed at %v", at)
		}
		w.Member.Post(t, path+"/reopen", nil).Want(t, http.StatusOK)
		w.Member.Patch(t, path, fields{"title": "z"}).Want(t, http.StatusOK)
	})
}

func TestEveryChangeLeavesAnEventAndAnEntry(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, other := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "secret plan")
		path := w.Path("/tasks/%s", task)
		w.Member.Patch(t, path, fields{"title": "secret change", "priority": "low"}).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/move", fields{"column_id": b.columns[1].String()}).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/complete", nil).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/complete", nil).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/reopen", nil).Want(t, http.StatusOK)
		w.Member.Post(t, path+"/move", fields{"project_id": other.project.String(), "column_id": other.columns[0].String()}).Want(t, http.StatusOK)
		w.Owner.Delete(t, path).Want(t, http.StatusNoContent)
		in := db.Scope{Workspace: w.Acme}
		var kinds, names, details string
		w.Ask(t, in, `SELECT string_agg(kind, ' ') FROM (SELECT kind FROM events WHERE workspace_id = $1 ORDER BY position) AS e`, []any{w.Acme}, &kinds)
		if want := "task.created task.updated task.moved task.completed task.reopened task.left task.arrived task.deleted"; kinds != want {
			t.Errorf("events:\n%s, want\n%s", kinds, want)
		}
		w.Ask(t, in, `SELECT string_agg(name, ' '), string_agg(details, ' ') FROM (
			SELECT name, details FROM audit_events WHERE workspace_id = $1 AND outcome = 'success' ORDER BY id) AS e`, []any{w.Acme}, &names, &details)
		if want := "task.created task.updated task.moved task.completed task.completed task.reopened task.moved task.deleted"; names != want {
			t.Errorf("entries:\n%s, want\n%s", names, want)
		}
		if !strings.Contains(details, `"fields":"priority,title"`) || strings.Contains(details, "secret") {
			t.Errorf("details: %s", details)
		}
	})
}
