package saml_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/features/saml"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// each runs f on every engine in a world in which Acme has a provider of its own.
func each(t *testing.T, f func(t *testing.T, w *testworld.World, p *testworld.Company), options ...testworld.Option) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			w := testworld.New(t, engine, options...)
			f(t, w, w.Company(t, w.Acme, w.Owner, "acme"))
		})
	}
}

// signedIn is the person of an answer, who goes on with its cookie.
func signedIn(t *testing.T, w *testworld.World, answer *testworld.Answer) *testworld.Person {
	t.Helper()
	answer.Want(t, http.StatusOK)
	if answer.Field(t, "user") == nil {
		t.Fatalf("nobody is signed in: %s", answer.Body)
	}
	return w.WithCookie(t, answer)
}

// TestSomebodyNewGetsAnAccountOnce signs the same subject in twice: the second time by the name, whatever address it has by then.
// ASVS: 6.8.1
func TestSomebodyNewGetsAnAccountOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		first := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t)).Get(t, "/api/v1/me").Want(t, http.StatusOK)
		if first.Field(t, "email") != p.Email || first.Field(t, "name") != "Robin" || first.Field(t, "bound_to") != w.Acme.String() {
			t.Errorf("an account of %s", first.Body)
		}
		p.Email = "another@company.example"
		robin := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		again := robin.Get(t, "/api/v1/me").Want(t, http.StatusOK)
		if again.ID(t) != first.ID(t) || again.Field(t, "email") == p.Email {
			t.Errorf("the same subject is somebody else, or its address was changed: %s", again.Body)
		}
		if role := robin.Get(t, w.Path("/members/%s", robin.ID)).Want(t, http.StatusOK).Field(t, "role"); role != "member" {
			t.Errorf("became a %s", role)
		}
		p.Subject = "mallory"
		if other := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t)).Get(t, "/api/v1/me"); other.ID(t) == first.ID(t) {
			t.Error("another subject is the same person")
		}
	})
}

// TestAnAddressAloneSignsNobodyIn comes with the address of an account that exists: of a member, of a stranger, of one that
// is shut. Only where the operator has given the workspace its domain is that told.
//
// ASVS: 6.3.8
func TestAnAddressAloneSignsNobodyIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		for who, name := range map[*testworld.Person]string{w.Second: "second", w.Outsider: "outsider"} {
			w.Exec(t, everywhere, `UPDATE users SET email = $1, email_key = $1 WHERE id = $2`, name+"@company.example", who.ID)
		}
		w.Exec(t, everywhere, `UPDATE users SET state = 'disabled' WHERE id = $1`, w.Outsider.ID)
		for email, code := range map[string]problem.Code{
			w.Member.Email: problem.CodeNotAdmitted, w.Disabled.Email: problem.CodeNotAdmitted, "nobody@example.org": problem.CodeNotAdmitted,
			"nobody@sub.company.example": problem.CodeNotAdmitted, "second@company.example": problem.CodeLinkFirst, "outsider@company.example": problem.CodeUnauthenticated, "": problem.CodeNotAdmitted,
			"robin": problem.CodeNotAdmitted, "a@example.org,b@example.org": problem.CodeNotAdmitted,
		} {
			p.Email = email
			p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, code)
		}
	})
}

// TestWhoIsLetIn has a provider whose owner lets nobody in, and a policy of invitations.
func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, problem.CodeNotAdmitted)
		acme, _ := w.Stock(t)
		w.Invite(t, acme, w.Owner, p.Email)
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		body := p.Body()
		delete(body, "let_in")
		w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusOK)
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		p.Subject, p.Email = "another", "another@company.example"
		w.Invite(t, acme, w.Owner, p.Email)
		p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, problem.CodeNotAdmitted)
	}, func(o *app.Options) { o.InvitedOnly = true })
}

// TestAWayIsOfOneBrowserOnceInTime brings answers that don't belong to what was begun.
func TestAWayIsOfOneBrowserOnceInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		for name, spoil := range map[string]func(v *testworld.Visit){
			"no cookie":        func(v *testworld.Visit) { v.Cookie = "" },
			"another's cookie": func(v *testworld.Visit) { v.Cookie = p.SignIn(t, w.Anonymous).Cookie },
			"two cookies":      func(v *testworld.Visit) { v.Cookie += "; " + v.Cookie },
			"no cookie's form": func(v *testworld.Visit) { v.Cookie = "__Host-taskflow-saml=x" },
		} {
			v := p.SignIn(t, w.Anonymous)
			handle := testworld.Handle(t, v.Post(t, v.Answer(t)))
			spoil(v)
			if a := v.Finish(t, handle); a.Status != http.StatusGone || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		for name, spoil := range map[string]func(v *testworld.Visit){
			"another's state": func(v *testworld.Visit) { v.Relay = p.SignIn(t, w.Anonymous).Relay },
			"no state":        func(v *testworld.Visit) { v.Relay = "" },
			"an address":      func(v *testworld.Visit) { v.Relay = "https://evil.example" },
			"too late":        func(*testworld.Visit) { w.Clock.Advance(saml.FlowLife) },
			"used":            func(v *testworld.Visit) { testworld.Handle(t, v.Post(t, v.Answer(t))) },
			"used in vain":    func(v *testworld.Visit) { v.Post(t, "bm90aGluZw==").Want(t, http.StatusSeeOther) },
		} {
			v := p.SignIn(t, w.Anonymous)
			spoil(v)
			mustFail(t, name, v.Post(t, v.Answer(t)))
		}
		v := p.SignIn(t, w.Anonymous)
		w.Clock.Advance(saml.FlowLife - time.Microsecond)
		handle := testworld.Handle(t, v.Post(t, v.Answer(t)))
		w.Clock.Advance(saml.AnswerLife - time.Microsecond)
		signedIn(t, w, v.Finish(t, handle))
		v.Finish(t, handle).WantProblem(t, problem.CodeGone)
		late := p.SignIn(t, w.Anonymous)
		handle = testworld.Handle(t, late.Post(t, late.Answer(t)))
		w.Clock.Advance(saml.AnswerLife)
		late.Finish(t, handle).WantProblem(t, problem.CodeGone)
	})
}

// mustFail holds an answer of the assertion consumer service to a page that shows a problem, and nothing else.
func mustFail(t *testing.T, name string, a *testworld.Answer) {
	t.Helper()
	if a.Status != http.StatusSeeOther || !isProblem(a.Header.Get("Location")) || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("%s: %d to %s %s", name, a.Status, a.Header.Get("Location"), a.Body)
	}
}

// TestOneOfTwentyArrivalsWins brings one answer twenty times at once, and fetches one twenty times.
// ASVS: 6.8.3 15.4.2
func TestOneOfTwentyArrivalsWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		v := p.SignIn(t, w.Anonymous)
		answer := v.Answer(t)
		handles := make([]string, 20)
		together(func(i int) {
			if to := v.Post(t, answer).Header.Get("Location"); !isProblem(to) {
				handles[i] = to
			}
		})
		won := ""
		for _, to := range handles {
			if to != "" && won != "" {
				t.Fatal("two of twenty were sent on")
			}
			won += to
		}
		statuses := make([]int, 20)
		handle := won[len(won)-tokenLength:]
		together(func(i int) { statuses[i] = v.Finish(t, handle).Status })
		in := 0
		for _, status := range statuses {
			if status == http.StatusOK {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d of twenty are signed in: %v", in, statuses)
		}
	})
}

// together runs f twenty times at once.
func together(f func(i int)) {
	var all sync.WaitGroup
	barrier := make(chan struct{})
	for i := range 20 {
		all.Go(func() {
			<-barrier
			f(i)
		})
	}
	close(barrier)
	all.Wait()
}

// TestASecondFactorIsAskedAtThisDoorToo has an account with an authenticator app; what it gets is bound all the same.
// ASVS: 6.3.4
func TestASecondFactorIsAskedAtThisDoorToo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		code := w.TOTPCode(t, w.Member)
		p.Known(t, w.Member, "robin")
		p.Change = until(w.Clock.Now().Add(time.Hour))
		waits, _ := p.SignIn(t, w.Anonymous).Arrive(t).Want(t, http.StatusOK).Field(t, "mfa").(map[string]any)
		if waits == nil {
			t.Fatal("no second factor was asked for")
		}
		who := signedIn(t, w, w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]any{"mfa_token": waits["token"], "method": "totp", "code": code}))
		mustBeBound(t, w, who)
		w.Clock.Advance(time.Hour)
		who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestTheProvidersSessionEndsOurs has a provider that says when, and a step-up that doesn't lengthen it.
func TestTheProvidersSessionEndsOurs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		p.Known(t, w.Member, "robin")
		w.SetPassword(t, w.Member, "seven green lamps hum")
		p.Change = until(w.Clock.Now().Add(time.Hour))
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		who = signedIn(t, w, who.Post(t, "/api/v1/auth/step-up", map[string]any{"method": "password", "password": "seven green lamps hum"}))
		mustBeBound(t, w, who)
		w.Clock.Advance(time.Hour - time.Microsecond)
		who.Get(t, "/api/v1/me").Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestADisabledAccountStaysShut comes with an identity that was connected before.
func TestADisabledAccountStaysShut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		w.Exec(t, db.Scope{}, `UPDATE users SET state = 'disabled' WHERE id = $1`, who.ID)
		p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, problem.CodeUnauthenticated)
	})
}
