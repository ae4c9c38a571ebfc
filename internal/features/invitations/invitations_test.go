package invitations_test

import (
	"net/http"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/features/invitations"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

var link = regexp.MustCompile(`token=(tfi_\w+)`)

// invite has somebody invite an address, and returns the token of the mail.
func invite(t *testing.T, w *testworld.World, by *testworld.Person, email, role string) (id, token string) {
	t.Helper()
	before := len(w.Mail.Sent(email))
	made := by.Post(t, w.Path("/invitations"), map[string]any{"email": email, "role": role}).Want(t, http.StatusCreated)
	sent := w.Mail.Sent(email)
	for deadline := time.Now().Add(10 * time.Second); len(sent) == before; sent = w.Mail.Sent(email) {
		if time.Now().After(deadline) {
			t.Fatal("no mail was sent")
		}
		runtime.Gosched()
	}
	return made.ID(t), link.FindStringSubmatch(sent[len(sent)-1].Text)[1]
}

func accept(t *testing.T, p *testworld.Person, token string) *testworld.Answer {
	t.Helper()
	return p.Post(t, "/api/v1/invitations/accept", map[string]any{"token": token})
}

func TestAnInvitationMakesAMember(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		newcomer, other := w.NewPerson(t, "Newcomer"), w.NewPerson(t, "Other")
		_, token := invite(t, w, w.Admin, newcomer.Email, "member")
		newcomer.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		accept(t, other, token).WantProblem(t, problem.CodeForbidden)
		got := accept(t, newcomer, token).Want(t, http.StatusOK)
		if got.Field(t, "workspace_id") != w.Acme.String() || got.Field(t, "role") != "member" {
			t.Fatalf("accepted as %s", got.Body)
		}
		newcomer.Get(t, w.Path("")).Want(t, http.StatusOK)
		accept(t, newcomer, token).WantProblem(t, problem.CodeGone)
	})
}

func TestWhoMayInvite(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		body := func(role string) map[string]any { return map[string]any{"email": "x@example.org", "role": role} }
		w.Admin.Post(t, w.Path("/invitations"), body("owner")).WantProblem(t, problem.CodeForbidden)
		w.Member.Post(t, w.Path("/invitations"), body("guest")).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Post(t, w.Path("/invitations"), body("guest")).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, w.Path("/invitations"), map[string]any{"email": w.Guest.Email, "role": "admin"}).WantProblem(t, problem.CodeConflict)
		w.Owner.Post(t, w.Path("/invitations"), map[string]any{"email": "a@b@c", "role": "admin"}).WantProblem(t, problem.CodeInvalid)
		// An address with an account elsewhere is answered like any other.
		w.Owner.Post(t, w.Path("/invitations"), map[string]any{"email": w.Outsider.Email, "role": "guest"}).Want(t, http.StatusCreated)
	})
}

func TestLinksEnd(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := w.NewPerson(t, "Newcomer")
		one, first := invite(t, w, w.Owner, p.Email, "guest")
		again := w.Owner.Post(t, w.Path("/invitations/%s/resend", one), nil).Want(t, http.StatusOK)
		if again.Header.Get("ETag") != `"2"` {
			t.Errorf("the version is %s", again.Header.Get("ETag"))
		}
		accept(t, p, first).WantProblem(t, problem.CodeGone)
		two, second := invite(t, w, w.Owner, p.Email, "guest")
		w.Owner.Delete(t, w.Path("/invitations/%s", one)).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Delete(t, w.ForeignPath("/invitations/%s", two)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, w.Path("/invitations/%s", two)).Want(t, http.StatusNoContent)
		accept(t, p, second).WantProblem(t, problem.CodeGone)
		accept(t, p, "tfi_nonsense").WantProblem(t, problem.CodeGone)
	})
}

func TestSevenDaysToTheEdge(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		late, early := w.NewPerson(t, "Late"), w.NewPerson(t, "Early")
		_, lateToken := invite(t, w, w.Owner, late.Email, "member")
		_, earlyToken := invite(t, w, w.Owner, early.Email, "member")
		w.Clock.Advance(invitations.Life - time.Microsecond)
		w.SignIn(t, early)
		accept(t, early, earlyToken).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		w.SignIn(t, late)
		accept(t, late, lateToken).WantProblem(t, problem.CodeGone)
	})
}

func TestAnInviterWhoLostTheRightInvitesNobody(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		demoted, removed := w.NewPerson(t, "First"), w.NewPerson(t, "Second")
		_, one := invite(t, w, w.Admin, demoted.Email, "admin")
		w.Owner.Patch(t, w.Path("/members/%s", w.Admin.ID), map[string]any{"role": "member"}).Want(t, http.StatusOK)
		accept(t, demoted, one).WantProblem(t, problem.CodeGone)
		w.Owner.Patch(t, w.Path("/members/%s", w.Admin.ID), map[string]any{"role": "admin"}).Want(t, http.StatusOK)
		_, two := invite(t, w, w.Admin, removed.Email, "guest")
		w.Owner.Delete(t, w.Path("/members/%s", w.Admin.ID)).Want(t, http.StatusNoContent)
		accept(t, removed, two).WantProblem(t, problem.CodeGone)
	})
}

func TestAMemberKeepsHisRole(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := w.NewPerson(t, "Newcomer")
		_, token := invite(t, w, w.Owner, p.Email, "admin")
		w.Join(t, w.Acme, p, authz.Guest)
		if role := accept(t, p, token).Want(t, http.StatusOK).Field(t, "role"); role != "guest" {
			t.Fatalf("the role became %v", role)
		}
	})
}

func TestOneOfTwentySpendsTheLink(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := w.NewPerson(t, "Newcomer")
		_, token := invite(t, w, w.Owner, p.Email, "member")
		var won atomic.Int32
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 20 {
			all.Go(func() {
				<-start
				switch got := accept(t, p, token); got.Status {
				case http.StatusOK:
					won.Add(1)
				case http.StatusGone:
				default:
					t.Errorf("answered %d: %s", got.Status, got.Body)
				}
			})
		}
		close(start)
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d won", won.Load())
		}
	})
}
