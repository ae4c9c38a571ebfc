package comments_test

import (
	"net/http"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestADeletedCommentComesBackAsItWas(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/tasks/%s/comments", newTask(t, w, w.Acme, false))
		one := path + "/" + w.Member.Post(t, path, fields{"body": "once"}).Want(t, http.StatusCreated).ID(t)
		was := w.Member.Patch(t, one, fields{"body": "twice"}).Want(t, http.StatusOK)
		w.Member.Delete(t, one).Want(t, http.StatusNoContent)
		taken := w.Member.Post(t, path, fields{"id": was.ID(t), "body": "another"})
		taken.WantProblem(t, problem.CodeConflict)
		w.Clock.Advance(time.Hour)
		back := w.Member.Post(t, one+"/restore", nil).Want(t, http.StatusOK)
		for _, name := range []string{"id", "body", "author_id", "created_at", "updated_at"} {
			if got, want := back.Field(t, name), was.Field(t, name); got != want {
				t.Errorf("%s is %v, was %v", name, got, want)
			}
		}
		if read := w.Guest.Get(t, one); string(read.Body) != string(back.Body) {
			t.Errorf("restored %s, but %s is there", back.Body, read.Body)
		}
		w.Member.Post(t, one+"/restore", nil).WantProblem(t, problem.CodeConflict)
		w.Member.Delete(t, one).Want(t, http.StatusNoContent)
		w.Member.Post(t, one+"/restore", nil).Want(t, http.StatusOK)
	})
}

// What an admin has taken away only those bring back who could have done so.
func TestWhoMayBringACommentBack(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/tasks/%s/comments", newTask(t, w, w.Acme, false))
		one := path + "/" + w.Member.Post(t, path, fields{"body": "rude"}).Want(t, http.StatusCreated).ID(t)
		w.Admin.Delete(t, one).Want(t, http.StatusNoContent)
		w.Member.Post(t, one+"/restore", nil).WantProblem(t, problem.CodeForbidden)
		w.Second.Post(t, one+"/restore", nil).WantProblem(t, problem.CodeForbidden)
		w.Guest.Post(t, one+"/restore", nil).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Post(t, one+"/restore", nil).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, one+"/restore", nil).Want(t, http.StatusOK)
	})
}
