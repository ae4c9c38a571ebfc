package sessions_test

import (
	"net/http"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// TestEndingSessionsAsksForAProof: whoever found a browser open sees where its person is
// signed in, and can't sign the person out anywhere but here.
//
// ASVS: 7.5.2
func TestEndingSessionsAsksForAProof(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		other := *w.Member
		w.SignIn(t, &other)
		ends := map[string]func(who *testworld.Person) *testworld.Answer{
			"one": func(who *testworld.Person) *testworld.Answer { return who.Delete(t, mine+"/"+other.Session.String()) },
			"the others": func(who *testworld.Person) *testworld.Answer {
				w.SignIn(t, &other)
				return who.Post(t, mine+"/revoke-others", nil)
			},
			"all": func(who *testworld.Person) *testworld.Answer { return who.Post(t, mine+"/revoke-all", nil) },
		}
		w.Proven(t, w.Member, w.Clock.Now().Add(-endpoint.RecentProof))
		w.Member.Get(t, mine).Want(t, http.StatusOK)
		for name, end := range ends {
			if a := end(w.Member); a.Status != problem.CodeReauthenticate.Status() {
				t.Errorf("%s: answered %d", name, a.Status)
			}
			other.Get(t, me).Want(t, http.StatusOK)
		}
		for name, end := range ends {
			who := *w.Member
			w.SignIn(t, &who)
			w.Proven(t, &who, w.Clock.Now().Add(-time.Hour))
			w.SignIn(t, &other)
			proof := map[string]string{"method": "password", "password": good}
			proven := w.WithCookie(t, who.Post(t, "/api/v1/auth/step-up", proof).Want(t, http.StatusOK))
			if a := end(proven); a.Status != http.StatusNoContent {
				t.Errorf("%s: answered %d %s", name, a.Status, a.Body)
			}
			other.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		}
		w.SignIn(t, w.Member)
		w.Proven(t, w.Member, w.Clock.Now().Add(-time.Hour))
		w.Member.Post(t, logoutPath, nil).Want(t, http.StatusNoContent)
	})
}

// TestEndingAllSessions: of every kind, this one too, with what was on its way to become
// one. The person's keys go on, and so does everybody else.
//
// ASVS: 7.4.1 7.5.2
func TestEndingAllSessions(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		for _, by := range []string{"browser", "token"} {
			known := deviceOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")).Want(t, http.StatusOK))
			p := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
			other := *w.Member
			w.SignIn(t, &other)
			key := w.WithKey(t, w.Member, testworld.Bound{}, "tasks:read")
			link := w.MailLink(t, w.Member, "magic-link", token.MagicLink)
			with := bearer(p.AccessToken)
			if by == "browser" {
				with = withCookie(cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), known)).Value)
			}
			answer := w.Anonymous.Post(t, mine+"/revoke-all", nil, with).Want(t, http.StatusNoContent)
			if by == "browser" {
				if gone := cookieOf(t, answer); gone.Value != "" || gone.MaxAge >= 0 {
					t.Errorf("the cookie is not taken away: %v", gone)
				}
				if fresh := deviceOf(t, answer); w.Count(t, "devices", "user_id = $1", w.Member.ID) != 1 || fresh == nil {
					t.Error("browsers are known still, or this one isn't")
				}
			}
			w.Anonymous.Get(t, me, with).WantProblem(t, problem.CodeUnauthenticated)
			other.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
			refresh(t, w, p.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
			w.Anonymous.Post(t, "/api/v1/auth/magic-link/verify", map[string]string{"token": link}).WantProblem(t, problem.CodeGone)
			key.Get(t, w.Path("/tasks")).Want(t, http.StatusOK)
			w.Second.Get(t, me).Want(t, http.StatusOK)
			if e := newest(t, w, "auth.session.all_ended"); e.outcome != "success" || e.actor != w.Member.ID {
				t.Errorf("the audit log says %+v", e)
			}
			tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		}
	})
}

// TestASignInThatWaitsEndsWithTheOthers: somebody who has shown the password and no second
// factor yet begins anew when its person ends the other sessions, or all.
func TestASignInThatWaitsEndsWithTheOthers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, path := range []string{"/revoke-others", "/revoke-all"} {
			who := w.NewPerson(t, "Newcomer")
			waiting, code := w.WaitingSignIn(t, who), w.TOTPCode(t, who)
			who.Post(t, mine+path, nil).Want(t, http.StatusNoContent)
			w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]string{"mfa_token": waiting, "method": "totp", "code": code}).
				WantProblem(t, problem.CodeUnauthenticated)
		}
	})
}
