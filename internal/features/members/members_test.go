package members_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

func TestNobodyGrantsOrTakesAboveHimself(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		change := func(by, whom *testworld.Person, role string) *testworld.Answer {
			return by.Patch(t, w.Path("/members/%s", whom.ID), map[string]any{"role": role})
		}
		change(w.Admin, w.Member, "owner").WantProblem(t, problem.CodeForbidden)
		change(w.Admin, w.Owner, "guest").WantProblem(t, problem.CodeForbidden)
		change(w.Admin, w.Admin, "owner").WantProblem(t, problem.CodeForbidden)
		change(w.Member, w.Guest, "guest").WantProblem(t, problem.CodeForbidden)
		change(w.Outsider, w.Guest, "member").WantProblem(t, problem.CodeNotFound)
		change(w.Owner, w.Outsider, "guest").WantProblem(t, problem.CodeNotFound)
		change(w.Admin, w.Member, "admin").Want(t, http.StatusOK)
		change(w.Admin, w.Member, "guest").Want(t, http.StatusOK)
		w.Admin.Delete(t, w.Path("/members/%s", w.Owner.ID)).WantProblem(t, problem.CodeForbidden)
	})
}

func TestARemovedMemberIsOutAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		token := w.WithToken(t, w.Member)
		token.Get(t, w.Path("/members")).Want(t, http.StatusOK)
		w.Admin.Delete(t, w.Path("/members/%s", w.Member.ID)).Want(t, http.StatusNoContent)
		w.Member.Get(t, w.Path("/members")).WantProblem(t, problem.CodeNotFound)
		token.Get(t, w.Path("/members")).WantProblem(t, problem.CodeNotFound)
		w.Second.Post(t, w.Path("/leave"), nil).Want(t, http.StatusNoContent)
		w.Second.Get(t, w.Path("/members")).WantProblem(t, problem.CodeNotFound)
	})
}

func TestGuestsSeeNoAddresses(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/members/%s", w.Owner.ID)
		if email := w.Guest.Get(t, path).Want(t, http.StatusOK).Field(t, "email"); email != nil {
			t.Fatalf("a guest was shown %v", email)
		}
		if email := w.Member.Get(t, path).Want(t, http.StatusOK).Field(t, "email"); email != w.Owner.Email {
			t.Fatalf("a member was shown %v", email)
		}
	})
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Owner.Post(t, w.Path("/leave"), nil).WantProblem(t, problem.CodeConflict)
		w.Owner.Delete(t, w.Path("/members/%s", w.Owner.ID)).WantProblem(t, problem.CodeConflict)
		w.Owner.Patch(t, w.Path("/members/%s", w.Owner.ID), map[string]any{"role": "admin"}).WantProblem(t, problem.CodeConflict)
	})
}

// Twenty owners leave, are demoted and are removed at the same moment.
func TestOneOfTwentyOwnersStays(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		owners := []*testworld.Person{w.Owner}
		for range 19 {
			p := w.NewPerson(t, "Coowner")
			w.Join(t, w.Acme, p, authz.Owner)
			owners = append(owners, p)
		}
		var refused atomic.Int32
		var all sync.WaitGroup
		start := make(chan struct{})
		for i, p := range owners {
			all.Go(func() {
				<-start
				got := settled(t, func() *testworld.Answer {
					switch i % 3 {
					case 0:
						return p.Post(t, w.Path("/leave"), nil)
					case 1:
						return p.Patch(t, w.Path("/members/%s", p.ID), map[string]any{"role": "guest"})
					}
					return p.Delete(t, w.Path("/members/%s", p.ID))
				})
				if got.Status == http.StatusConflict {
					refused.Add(1)
				} else if got.Status >= 300 {
					t.Errorf("answered %d: %s", got.Status, got.Body)
				}
			})
		}
		close(start)
		all.Wait()
		var left int64
		w.Ask(t, db.Scope{Workspace: w.Acme}, "SELECT count(*) FROM members WHERE workspace_id = $1 AND role = 'owner'", []any{w.Acme}, &left)
		if left != 1 || refused.Load() != 1 {
			t.Fatalf("%d owners are left, %d were refused", left, refused.Load())
		}
	})
}
