package identities_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/features/identities"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

const (
	start    = "/auth/oidc/example/start"
	callback = "/auth/oidc/example/callback"
)

// each runs f on every engine in a world with a provider of its own.
func each(t *testing.T, f func(t *testing.T, w *testworld.World, p *testworld.IDP), change ...func(p *testworld.IDP, o *app.Options)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			p := testworld.NewIDP(t)
			w := testworld.New(t, engine, func(o *app.Options) {
				for _, c := range change {
					c(p, o)
				}
				p.Option(t)(o)
			})
			f(t, w, p)
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

// TestSomebodyNewGetsAnAccountOnce signs the same subject in twice: the second time by the identity, whatever address it has by then.
// ASVS: 10.5.2 6.8.1
func TestSomebodyNewGetsAnAccountOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		first := p.SignIn(t, w.Anonymous).Arrive(t, callback)
		me := signedIn(t, w, first).Get(t, "/api/v1/me").Want(t, http.StatusOK)
		if me.Field(t, "email") != p.Email || me.Field(t, "name") != "Robin" {
			t.Errorf("an account of %s", me.Body)
		}
		p.Email = "another@example.org"
		again := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback)).Get(t, "/api/v1/me").Want(t, http.StatusOK)
		if again.ID(t) != me.ID(t) || again.Field(t, "email") == p.Email {
			t.Errorf("the same subject is somebody else, or its address was changed: %s", again.Body)
		}
		p.Subject = "mallory"
		if other := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback)).Get(t, "/api/v1/me"); other.ID(t) == me.ID(t) {
			t.Error("another subject is the same person")
		}
	})
}

// TestAnAddressAloneSignsNobodyIn comes with the verified address of an account that exists.
func TestAnAddressAloneSignsNobodyIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		p.Email = w.Member.Email
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeLinkFirst)
		p.More = map[string]any{"email_verified": false}
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeNotAdmitted)
		p.More, p.Email = nil, w.Disabled.Email
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestWhoIsAdmitted has providers that open no accounts, addresses that nobody vouches for, and a policy of invitations.
func TestWhoIsAdmitted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		for name, more := range map[string]map[string]any{
			"unverified": {"email_verified": false}, "unsaid": {"email_verified": nil}, "a word": {"email_verified": "yes"}, "a number": {"email_verified": 1},
			"no address": {"email": ""}, "no address at all": {"email": "robin"}, "two": {"email": "a@example.org,b@example.org"},
		} {
			p.More = more
			if a := p.SignIn(t, w.Anonymous).Arrive(t, callback); a.Status != problem.CodeNotAdmitted.Status() {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
	})
}

// TestNoSignUpByThisProvider has a provider of which the operator said so.
func TestNoSignUpByThisProvider(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeNotAdmitted)
	}, func(p *testworld.IDP, _ *app.Options) { p.Config.SignUp = false })
}

// TestInvitedOnlyHoldsHereToo has the sign-up policy of invitations.
func TestInvitedOnlyHoldsHereToo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeNotAdmitted)
		acme, _ := w.Stock(t)
		w.Invite(t, acme, w.Owner, p.Email)
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
	}, func(_ *testworld.IDP, o *app.Options) { o.InvitedOnly = true })
}

// TestAFlowIsOfOneBrowserOnceInTime brings answers that don't belong to what was begun.
// ASVS: 10.1.2 10.2.1
func TestAFlowIsOfOneBrowserOnceInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		for name, spoil := range map[string]func(j *testworld.Journey){
			"no cookie":        func(j *testworld.Journey) { j.Cookie = "" },
			"another's cookie": func(j *testworld.Journey) { j.Cookie = p.SignIn(t, w.Anonymous).Cookie },
			"two cookies":      func(j *testworld.Journey) { j.Cookie += "; " + j.Cookie },
			"another's state":  func(j *testworld.Journey) { j.Back["state"] = p.SignIn(t, w.Anonymous).Back["state"] },
			"another purpose": func(j *testworld.Journey) {
				j.Back["state"] = strings.Replace(j.Back["state"].(string), "sign-in", "link", 1)
			},
			"no state":        func(j *testworld.Journey) { j.Back["state"] = "sign-in." },
			"another's code":  func(j *testworld.Journey) { j.Back["code"] = p.SignIn(t, w.Anonymous).Back["code"] },
			"no code":         func(j *testworld.Journey) { delete(j.Back, "code") },
			"an unknown code": func(j *testworld.Journey) { j.Back["code"] = "guess" },
			"another issuer":  func(j *testworld.Journey) { j.Back["iss"] = "https://evil.example" },
			"issuer, almost":  func(j *testworld.Journey) { j.Back["iss"] = p.Server.URL + "/" },
			"no issuer":       func(j *testworld.Journey) { delete(j.Back, "iss") },
			"an error":        func(j *testworld.Journey) { j.Back["error"] = "access_denied" },
			"too late":        func(*testworld.Journey) { w.Clock.Advance(identities.FlowLife) },
			"used":            func(j *testworld.Journey) { j.Arrive(t, callback).Want(t, http.StatusOK) },
			"used with an error": func(j *testworld.Journey) {
				back := j.Back
				j.Back = map[string]any{"state": back["state"], "error": "access_denied"}
				j.Arrive(t, callback).WantProblem(t, problem.CodeProviderRefused)
				j.Back = back
			},
		} {
			j := p.SignIn(t, w.Anonymous)
			spoil(j)
			if a := j.Arrive(t, callback); a.Status == http.StatusOK || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		j := p.SignIn(t, w.Anonymous)
		w.Clock.Advance(identities.FlowLife - time.Microsecond)
		signedIn(t, w, j.Arrive(t, callback))
	})
}

// TestOneOfTwentyArrivalsWins brings one answer twenty times at once.
// ASVS: 15.4.2
func TestOneOfTwentyArrivalsWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		j := p.SignIn(t, w.Anonymous)
		var together sync.WaitGroup
		statuses := make([]int, 20)
		barrier := make(chan struct{})
		for i := range statuses {
			together.Go(func() {
				<-barrier
				statuses[i] = j.Arrive(t, callback).Status
			})
		}
		close(barrier)
		together.Wait()
		won := 0
		for _, status := range statuses {
			if status == http.StatusOK {
				won++
			}
		}
		if won != 1 || p.Asked("/token") != 1 {
			t.Errorf("%d of twenty won, and the code was shown %d times: %v", won, p.Asked("/token"), statuses)
		}
	})
}

// TestASecondFactorIsAskedAtThisDoorToo has an account with an authenticator app, and providers that say they asked for two.
// ASVS: 6.3.4 6.8.4
func TestASecondFactorIsAskedAtThisDoorToo(t *testing.T) {
	t.Parallel()
	asked := func(trust bool, amr any) func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		return func(t *testing.T, w *testworld.World, p *testworld.IDP) {
			who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
			w.TOTPCode(t, who)
			p.More = map[string]any{"amr": amr}
			answer := p.SignIn(t, w.Anonymous).Arrive(t, callback).Want(t, http.StatusOK)
			if waits := answer.Field(t, "mfa") != nil; waits == trust {
				t.Errorf("trusted %t: %s", trust, answer.Body)
			}
		}
	}
	trusted := func(p *testworld.IDP, _ *app.Options) { p.Config.TrustMFA = true }
	t.Run("untrusted", func(t *testing.T) { each(t, asked(false, []string{"mfa"})) })
	t.Run("trusted", func(t *testing.T) { each(t, asked(true, []string{"pwd", "mfa"}), trusted) })
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		w.TOTPCode(t, who)
		p.More = map[string]any{"amr": []string{"pwd"}}
		if answer := p.SignIn(t, w.Anonymous).Arrive(t, callback).Want(t, http.StatusOK); answer.Field(t, "mfa") == nil {
			t.Errorf("a password at the provider was taken for two factors: %s", answer.Body)
		}
	}, trusted)
}

// TestADisabledAccountStaysShut comes with an identity that was connected before.
func TestADisabledAccountStaysShut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		w.Exec(t, db.Scope{}, `UPDATE users SET state = 'disabled' WHERE id = $1`, who.ID)
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestNoReturnAddressLeadsAway begins with every published address that leads elsewhere.
func TestNoReturnAddressLeadsAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		for _, good := range []string{"/", "/w/wsp_1?view=list&to=%2Fx#card", "/settings/providers"} {
			j := p.Depart(t, w.Anonymous, start, map[string]any{"return_to": good})
			if to := j.Arrive(t, callback).Want(t, http.StatusOK).Field(t, "return_to"); to != good {
				t.Errorf("%q came back as %v", good, to)
			}
		}
		for _, address := range redirects(t) {
			w.Anonymous.Post(t, start, map[string]any{"return_to": address}).Want(t, http.StatusUnprocessableEntity)
		}
	})
}

// TestOnlyWhatIsNeededIsAskedFor: who somebody is, or what the operator's file says instead.
//
// ASVS: 10.2.3
func TestOnlyWhatIsNeededIsAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scopes []string
		want   string
	}{
		"who somebody is":     {nil, "openid profile email"},
		"the operator's list": {[]string{"openid", "groups"}, "openid groups"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *testworld.World, _ *testworld.IDP) {
				address, _ := w.Anonymous.Post(t, start, map[string]any{}).Want(t, http.StatusOK).Field(t, "authorization_url").(string)
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				if got := u.Query().Get("scope"); got != c.want {
					t.Errorf("%q is asked for, not %q", got, c.want)
				}
			}, func(p *testworld.IDP, _ *app.Options) { p.Config.Scopes = c.scopes })
		})
	}
}
