package sessions_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/testworld"
)

var installation = audit.Installation

// ASVS: 7.2.2 7.4.1 10.1.1
func TestBrowserSignsInAndOut(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		a := w.Anonymous.Post(t, loginPath, credentials(strings.ToUpper(w.Member.Email), good, "browser")).Want(t, http.StatusOK)
		c := cookieOf(t, a)
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Name != "__Host-taskflow" {
			t.Errorf("the cookie is %v", c)
		}
		if strings.Contains(string(a.Body), c.Value) || strings.Contains(string(a.Body), "token") || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the answer is %s", a.Body)
		}
		if w.Anonymous.Get(t, me, withCookie(c.Value)).Field(t, "id") != w.Member.ID.String() {
			t.Error("the cookie signs somebody else in")
		}
		out := w.Anonymous.Post(t, logoutPath, nil, withCookie(c.Value)).Want(t, http.StatusNoContent)
		if gone := cookieOf(t, out); gone.Value != "" || gone.MaxAge >= 0 || !gone.Secure {
			t.Errorf("the cookie is not taken away: %v", gone)
		}
		w.Anonymous.Get(t, me, withCookie(c.Value)).WantProblem(t, problem.CodeUnauthenticated)
		if e := newest(t, w, "auth.login.success"); e.outcome != "success" || e.actor != w.Member.ID || strings.Contains(e.details, "@") {
			t.Errorf("the audit log says %+v", e)
		}
	})
}

// ASVS: 7.2.4
func TestSigningInEndsTheSessionThatCameAlong(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		planted := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
		other := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
		failed := w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "browser"), withCookie(planted.Value))
		failed.WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Get(t, me, withCookie(planted.Value)).Want(t, http.StatusOK)
		fresh := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), withCookie(planted.Value)))
		w.Anonymous.Get(t, me, withCookie(planted.Value)).WantProblem(t, problem.CodeUnauthenticated)
		for _, c := range []*http.Cookie{fresh, other} {
			w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
		}
	})
}

// ASVS: 6.3.8
func TestRefusedSignInsAreTheSame(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		withPassword(t, w, w.Disabled, good)
		withPassword(t, w, w.Second, good)
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'unverified', password_hash = '' WHERE id = $1", w.Second.ID)
		for _, client := range []string{"browser", "token"} {
			wrong := w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, client)).WantProblem(t, problem.CodeUnauthenticated)
			if e := newest(t, w, "auth.login.failure"); e.outcome != "failed" || e.actor != w.Member.ID || strings.Contains(e.details, "@") || !strings.Contains(e.details, "email") {
				t.Errorf("the audit log says %+v", e)
			}
			for name, c := range map[string]map[string]string{
				"unknown":    credentials("nobody@example.org", good, client),
				"unverified": credentials(w.Second.Email, good, client),
				"disabled":   credentials(w.Disabled.Email, good, client),
				"no address": credentials("\x01", good, client),
				"other case": credentials(w.Member.Email, strings.ToUpper(good), client),
			} {
				if diff := differs(wrong, w.Anonymous.Post(t, loginPath, c)); diff != "" {
					t.Errorf("%s %s: %s", client, name, diff)
				}
			}
		}
	})
}

// What the hasher itself refuses shows for whom it was asked: for everybody.
func TestThePasswordIsHashedWhoeverItIs(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	withPassword(t, w, w.Member, good)
	withPassword(t, w, w.Disabled, good)
	w.Exec(t, db.Scope{}, "UPDATE users SET state = 'unverified', password_hash = '' WHERE id = $1", w.Second.ID)
	long := strings.Repeat("ä", 600) // more bytes than the hasher takes, fewer characters than the endpoint
	known := w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, long, "token")).WantProblem(t, problem.CodeInvalid)
	if !strings.Contains(string(known.Body), "body.password") {
		t.Errorf("refused for %s", known.Body)
	}
	for _, email := range []string{"nobody@example.org", w.Second.Email, w.Disabled.Email, "no address"} {
		if diff := differs(known, w.Anonymous.Post(t, loginPath, credentials(email, long, "token"))); diff != "" {
			t.Errorf("%s: %s", email, diff)
		}
	}
}

// ASVS: 7.3.1 7.3.2 10.4.8
func TestLivesEndOnTime(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		p := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		unused := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		c := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
		w.Clock.Advance(authn.AccessTokenLife - time.Microsecond)
		if !p.works(t, w) {
			t.Error("the access token ended early")
		}
		w.Clock.Advance(time.Microsecond)
		if p.works(t, w) {
			t.Error("the access token outlives its time")
		}
		// A cookie in use lives on; idle it ends after 12 hours.
		w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
		w.Clock.Advance(authn.IdleLife - time.Microsecond)
		w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
		w.Clock.Advance(authn.IdleLife)
		w.Anonymous.Get(t, me, withCookie(c.Value)).WantProblem(t, problem.CodeUnauthenticated)
		// A family in use lives a week, refreshed or not.
		left := authn.AbsoluteLife - authn.AccessTokenLife - 2*authn.IdleLife + time.Microsecond
		p = tokensOf(t, refresh(t, w, p.RefreshToken))
		w.Clock.Advance(left - time.Microsecond)
		p = tokensOf(t, refresh(t, w, p.RefreshToken))
		w.Clock.Advance(time.Microsecond)
		refresh(t, w, p.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		refresh(t, w, unused.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		if p.works(t, w) {
			t.Error("an access token outlives its family")
		}
	})
}

// ASVS: 7.3.2
func TestACookieLivesAWeekAtMost(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	withPassword(t, w, w.Member, good)
	c := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
	for range 15 { // 15 × 11 h = 6 d 21 h
		w.Clock.Advance(11 * time.Hour)
		w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
	}
	w.Clock.Advance(3*time.Hour - time.Microsecond)
	w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
	w.Clock.Advance(time.Microsecond)
	w.Anonymous.Get(t, me, withCookie(c.Value)).WantProblem(t, problem.CodeUnauthenticated)
}

// Whoever holds a credential can be rid of it, and of nothing else.
func TestNoScopeWithholdsTheSignOut(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		limited := func() pair {
			c := credentials(w.Member.Email, good, "token")
			c["scope"] = "account:read"
			return tokensOf(t, w.Anonymous.Post(t, loginPath, c))
		}
		p, other := limited(), limited()
		w.Anonymous.Post(t, mine+"/revoke-others", nil, bearer(p.AccessToken)).WantProblem(t, problem.CodeForbidden)
		w.Anonymous.Delete(t, mine+"/"+w.Member.Session.String(), bearer(p.AccessToken)).WantProblem(t, problem.CodeForbidden)
		w.Anonymous.Post(t, logoutPath, nil, bearer(p.AccessToken)).Want(t, http.StatusNoContent)
		refresh(t, w, p.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		if p.works(t, w) {
			t.Error("an access token outlives the sign-out")
		}
		if !other.works(t, w) || w.Member.Get(t, me).Status != http.StatusOK {
			t.Error("another session ended as well")
		}
		w.Anonymous.Post(t, logoutPath, nil).WantProblem(t, problem.CodeUnauthenticated)
		w.Disabled.Post(t, logoutPath, nil).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// ASVS: 10.3.2
func TestScopesLimitTokens(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		ask := func(client, scope string) *testworld.Answer {
			c := credentials(w.Member.Email, good, client)
			c["scope"] = scope
			return w.Anonymous.Post(t, loginPath, c)
		}
		p := tokensOf(t, ask("token", " account:read   workspace:read "))
		if p.Scope != "account:read workspace:read" || !p.works(t, w) {
			t.Errorf("the scope is %q", p.Scope)
		}
		for range 2 {
			w.Anonymous.Get(t, w.Path(""), bearer(p.AccessToken)).Want(t, http.StatusOK)
			w.Anonymous.Patch(t, me, map[string]string{"name": "x"}, bearer(p.AccessToken)).WantProblem(t, problem.CodeForbidden)
			p = tokensOf(t, refresh(t, w, p.RefreshToken)) // and so are those that come of it
		}
		for _, foreign := range []string{"own session", "account:read own session"} {
			ask("token", foreign).WantProblem(t, problem.CodeInvalid)
		}
		ask("token", "account:read everything").WantProblem(t, problem.CodeInvalid)
		ask("browser", "account:read").WantProblem(t, problem.CodeInvalid)
		ask("token", "anyone").WantProblem(t, problem.CodeInvalid)
	})
}

func TestPasswordsAreHashedAnewWhenTheyAreWeak(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		weak := password.Params{MemoryKiB: 32, Passes: 1, Lanes: 1}
		hash, err := password.New(password.Options{Params: weak}).Hash(t.Context(), good)
		if err != nil {
			t.Fatal(err)
		}
		w.Exec(t, db.Scope{}, "UPDATE users SET password_hash = $2 WHERE id = $1", w.Member.ID, hash)
		stored := func() (text string) {
			w.Ask(t, db.Scope{}, "SELECT password_hash FROM users WHERE id = $1", []any{w.Member.ID}, &text)
			return text
		}
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "token")).Want(t, http.StatusUnauthorized)
		if stored() != hash {
			t.Fatal("a wrong password changed the hash")
		}
		tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		better := stored()
		if !strings.Contains(better, "m=64,") {
			t.Fatalf("the hash is still %s", better)
		}
		tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		if stored() != better {
			t.Error("a good hash was replaced")
		}
	})
}

type item struct {
	ID      string
	Kind    string
	Current bool
}

// ASVS: 6.2.2 6.2.3 7.4.3
func TestChangingThePasswordEndsEverySession(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		p := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		c := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
		change := func(current, next string) *testworld.Answer {
			return w.Anonymous.Post(t, passwordPath, map[string]string{"current_password": current, "new_password": next}, withCookie(c.Value))
		}
		change(another, "nine violet doors sing").WantProblem(t, problem.CodeInvalid)
		change(good, "short").WantProblem(t, problem.CodeInvalid)
		if !p.works(t, w) {
			t.Fatal("a refused change ended a session")
		}
		fresh := cookieOf(t, change(good, another).Want(t, http.StatusOK))
		w.Anonymous.Get(t, me, withCookie(c.Value)).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Get(t, me, withCookie(fresh.Value)).Want(t, http.StatusOK)
		w.Member.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		refresh(t, w, p.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		if p.works(t, w) {
			t.Error("an access token outlives the password")
		}
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")).WantProblem(t, problem.CodeUnauthenticated)
		next := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "token")))
		again := w.Anonymous.Post(t, passwordPath, map[string]string{"current_password": another, "new_password": good}, bearer(next.AccessToken))
		if !tokensOf(t, again).works(t, w) {
			t.Error("a client that changed the password is out")
		}
		w.Second.Get(t, me).Want(t, http.StatusOK)
	})
}

func TestKeysAreServed(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	a := w.Anonymous.Get(t, "/.well-known/jwks.json").Want(t, http.StatusOK)
	var set struct {
		Keys []map[string]string `json:"keys"`
	}
	if err := json.Unmarshal(a.Body, &set); err != nil || len(set.Keys) != 1 {
		t.Fatalf("%v: %s", err, a.Body)
	}
	k := set.Keys[0]
	if k["kty"] != "EC" || k["alg"] != "ES256" || k["use"] != "sig" || k["kid"] == "" || k["d"] != "" {
		t.Errorf("the key is %v", k)
	}
	if !strings.Contains(a.Header.Get("Cache-Control"), "max-age=300") || a.Header.Get("Content-Type") != "application/jwk-set+json" {
		t.Errorf("the headers are %v", a.Header)
	}
}

func TestEndedSessionsAreForgottenInTheEnd(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Clock.Advance(authn.AbsoluteLife + time.Hour)
		w.SignIn(t, w.Member)
		if err := sessions.ForgetEnded(t.Context(), w.App.DB, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		var left int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM sessions", nil, &left)
		if left != 1 {
			t.Errorf("%d sessions are left", left)
		}
	})
}
