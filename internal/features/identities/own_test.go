package identities_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/features/identities"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

const (
	mine      = "/api/v1/me/identities"
	linked    = mine + "/callback"
	goodbye   = "/auth/oidc/example/backchannel-logout"
	stepUp    = "/api/v1/auth/step-up/oidc"
	steppedUp = stepUp + "/callback"
)

var form = testworld.Header("Content-Type", "application/x-www-form-urlencoded")

// TestConnectingAndDisconnecting connects a provider with an account that has a password, signs in with it, and takes it away.
func TestConnectingAndDisconnecting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		p.Email = w.Member.Email
		j := p.Depart(t, w.Member, mine, map[string]any{"provider": "example", "return_to": "/settings"})
		j.Back["provider"] = "example"
		if to := j.Arrive(t, linked).Want(t, http.StatusOK).Field(t, "return_to"); to != "/settings" {
			t.Errorf("leads to %v", to)
		}
		if who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback)); who.ID != w.Member.ID {
			t.Error("signed in as somebody else")
		}
		var list struct{ Items []identities.Identity }
		w.Member.Get(t, mine).Want(t, http.StatusOK).JSON(t, &list)
		if len(list.Items) != 1 || list.Items[0].Name != "Example" {
			t.Fatalf("%+v", list)
		}
		one := mine + "/" + list.Items[0].ID.String()
		w.Second.Delete(t, one).WantProblem(t, problem.CodeNotFound)
		w.Member.Delete(t, one).Want(t, http.StatusNoContent)
		p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeLinkFirst)
	})
}

// TestAConnectionIsOfWhoeverBegan brings an answer to somebody else's session, and an identity that is another's.
func TestAConnectionIsOfWhoeverBegan(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		begin := func(who *testworld.Person) *testworld.Journey {
			j := p.Depart(t, who, mine, map[string]any{"provider": "example"})
			j.Back["provider"] = "example"
			return j
		}
		stolen := begin(w.Member)
		stolen.Who = w.Second
		stolen.Arrive(t, linked).WantProblem(t, problem.CodeForbidden)
		begin(w.Member).Arrive(t, linked).Want(t, http.StatusOK)
		begin(w.Second).Arrive(t, linked).WantProblem(t, problem.CodeConflict)
		if who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback)); who.ID != w.Member.ID {
			t.Error("the identity was moved")
		}
	})
}

// TestTheLastWayInStays keeps the only identity of an account without a password.
func TestTheLastWayInStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		var list struct{ Items []identities.Identity }
		who.Get(t, mine).Want(t, http.StatusOK).JSON(t, &list)
		who.Delete(t, mine+"/"+list.Items[0].ID.String()).WantProblem(t, problem.CodeConflict)
		w.Exec(t, db.Scope{}, `INSERT INTO identities (id, user_id, kind, provider, issuer, subject, email, created_at, last_used_at)
			VALUES ($1, $2, 'oidc', 'gone', 'https://gone.example', 'robin', '', $3, $3)`, id.New[id.Identity](), who.ID, w.Clock.Now())
		who.Delete(t, mine+"/"+list.Items[0].ID.String()).WantProblem(t, problem.CodeConflict)
		w.SetPassword(t, who, "seven green lamps hum")
		who.Delete(t, mine+"/"+list.Items[0].ID.String()).Want(t, http.StatusNoContent)
	})
}

// TestAProviderProvesAnew has a session whose proof is too old: only a sign-in at the provider since the request counts.
// ASVS: 6.8.4 7.5.3 7.6.1
func TestAProviderProvesAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		w.Clock.Advance(15 * time.Minute)
		who.Post(t, mine, map[string]any{"provider": "example"}).WantProblem(t, problem.CodeReauthenticate)
		prove := func() *testworld.Answer {
			j := p.Depart(t, who, stepUp, map[string]any{"provider": "example"})
			j.Back["provider"] = "example"
			return j.Arrive(t, steppedUp)
		}
		for name, authTime := range map[string]any{"of before": w.Clock.Now().Add(-2 * time.Minute).Unix(), "unsaid": nil} {
			p.More = map[string]any{"auth_time": authTime}
			if a := prove(); a.Status != problem.CodeProviderRefused.Status() {
				t.Errorf("a proof %s: %d", name, a.Status)
			}
		}
		p.More = nil
		p.Subject = "mallory"
		prove().WantProblem(t, problem.CodeProviderRefused)
		p.Subject = "robin"
		fresh := signedIn(t, w, prove())
		fresh.Post(t, mine, map[string]any{"provider": "example"}).Want(t, http.StatusOK)
		who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		w.TOTPCode(t, fresh)
		fresh.Post(t, stepUp, map[string]any{"provider": "example"}).Want(t, http.StatusUnprocessableEntity)
	})
}

// TestAnOldSignInAtTheProviderIsNoFreshProof signs in by a provider's session of an hour ago.
func TestAnOldSignInAtTheProviderIsNoFreshProof(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		for name, authTime := range map[string]any{"of an hour ago": w.Clock.Now().Add(-time.Hour).Unix(), "unsaid": nil} {
			p.More = map[string]any{"auth_time": authTime}
			who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
			if a := who.Post(t, mine, map[string]any{"provider": "example"}); a.Status != problem.CodeReauthenticate.Status() {
				t.Errorf("%s: %d", name, a.Status)
			}
		}
	})
}

// TestBackChannelLogout ends what came from the provider's session and nothing else, at the next request; its token works once.
// ASVS: 7.4.1 10.5.5
func TestBackChannelLogout(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		robin := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		p.More = map[string]any{"sid": "elsewhere"}
		other := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		p.More = nil
		end := p.LogoutToken(nil)
		w.Anonymous.Post(t, goodbye, "logout_token="+end, form).Want(t, http.StatusNoContent)
		robin.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		other.Get(t, "/api/v1/me").Want(t, http.StatusOK)
		w.Member.Get(t, "/api/v1/me").Want(t, http.StatusOK)
		w.Anonymous.Post(t, goodbye, "logout_token="+end, form).WantProblem(t, problem.CodeBadRequest)
		all := p.LogoutToken(func(c map[string]any) { delete(c, "sid") })
		w.Anonymous.Post(t, goodbye, "logout_token="+all, form).Want(t, http.StatusNoContent)
		other.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestALogoutReachesWhatWaits ends a sign-in that waits for its second factor, and a session that was proven anew.
func TestALogoutReachesWhatWaits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		code := w.TOTPCode(t, who)
		proven := signedIn(t, w, who.Post(t, "/api/v1/auth/step-up", map[string]any{"method": "totp", "code": code}))
		waits, _ := p.SignIn(t, w.Anonymous).Arrive(t, callback).Want(t, http.StatusOK).Field(t, "mfa").(map[string]any)
		w.Anonymous.Post(t, goodbye, "logout_token="+p.LogoutToken(nil), form).Want(t, http.StatusNoContent)
		proven.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		w.Clock.Advance(30 * time.Second)
		w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]any{"mfa_token": waits["token"], "method": "totp", "code": w.CodeAt(t, w.Clock.Now())}).
			WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestWrongLogoutTokens has everything that is none, the suite's among them.
// ASVS: 10.5.5
func TestWrongLogoutTokens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		robin := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		set := func(name string, value any) string {
			return p.LogoutToken(func(c map[string]any) { c[name] = value })
		}
		cut := func(names ...string) string {
			return p.LogoutToken(func(c map[string]any) {
				for _, name := range names {
					delete(c, name)
				}
			})
		}
		good := p.LogoutToken(nil)
		parts := strings.Split(good, ".")
		for name, token := range map[string]string{
			"alg none": "eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9." + parts[1] + ".", "wrong alg": "eyJhbGciOiJIUzI1NiIsInR5cCI6ImxvZ291dCtqd3QifQ." + parts[1] + "." + parts[2],
			"no event": cut("events"), "wrong event": set("events", map[string]any{"http://schemas.openid.net/event/another": map[string]any{}}),
			"event without object": set("events", map[string]any{"http://schemas.openid.net/event/backchannel-logout": true}),
			"with nonce":           set("nonce", "x"), "with a nonce of null": set("nonce", nil), "wrong aud": set("aud", "another"), "two aud": set("aud", []string{"taskflow", "another"}),
			"wrong iss": set("iss", "https://evil.example"), "no iat": cut("iat"), "no jti": cut("jti"), "nobody": cut("sub", "sid"),
			"of tomorrow": set("iat", w.Clock.Now().Add(2*time.Minute).Unix()), "old": set("iat", w.Clock.Now().Add(-4*time.Minute).Unix()),
			"over": set("exp", w.Clock.Now().Unix()), "an ID token": p.SignedAs("JWT", []byte(`{}`)), "nothing": "", "twice": good + "&logout_token=" + good,
		} {
			if a := w.Anonymous.Post(t, goodbye, "logout_token="+token, form); a.Status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		w.Anonymous.Post(t, goodbye, `{"logout_token":"`+good+`"}`).WantProblem(t, problem.CodeUnsupportedMedia)
		robin.Get(t, "/api/v1/me").Want(t, http.StatusOK)
	})
}

// TestSignOutOfTheProvider names the provider's own end of session to whom it signed in, and to nobody else.
func TestSignOutOfTheProvider(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		where, _ := who.Get(t, "/api/v1/auth/provider-sign-out").Want(t, http.StatusOK).Field(t, "url").(string)
		if !strings.HasPrefix(where, p.Server.URL+"/logout?") || !strings.Contains(where, "post_logout_redirect_uri=https%3A%2F%2Ftasks.example%2Flogin") {
			t.Errorf("leads to %q", where)
		}
		if other := w.Member.Get(t, "/api/v1/auth/provider-sign-out").Want(t, http.StatusOK).Field(t, "url"); other != nil {
			t.Errorf("somebody else is led to %v", other)
		}
	})
}

// TestGroupsGiveRoles signs in as owners, members and strangers whom a provider calls by groups.
func TestGroupsGiveRoles(t *testing.T) {
	t.Parallel()
	workspace := id.New[id.Workspace]()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		w.Workspace(t, workspace, "Mapped", w.Owner)
		role := func(who id.User) (role string) {
			w.Ask(t, db.Scope{Workspace: workspace}, `SELECT coalesce((SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2), '')`, []any{workspace, who}, &role)
			return role
		}
		signIn := func(groups ...string) *testworld.Person {
			p.More = map[string]any{"groups": groups}
			return signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		}
		robin := signIn("unknown")
		if got := role(robin.ID); got != "" {
			t.Errorf("no group of ours made a %s", got)
		}
		for _, step := range []struct{ group, want string }{{"staff", "member"}, {"leads", "admin"}, {"staff", "member"}, {"unknown", "member"}} {
			if signIn(step.group); role(robin.ID) != step.want {
				t.Errorf("%s made a %s, want %s", step.group, role(robin.ID), step.want)
			}
		}
		if signIn("staff", "leads"); role(robin.ID) != "admin" {
			t.Error("of two groups the lower counted")
		}
		var entries int
		w.Ask(t, db.Scope{Workspace: workspace}, `SELECT count(*) FROM audit_events WHERE workspace_id = $1 AND name IN ('member.joined', 'member.role_changed')`, []any{workspace}, &entries)
		if entries != 4 {
			t.Errorf("%d audit entries, want 4", entries)
		}
		p.Subject = "boss"
		j := p.Depart(t, w.Owner, mine, map[string]any{"provider": "example"})
		j.Back["provider"] = "example"
		j.Arrive(t, linked).Want(t, http.StatusOK)
		if signIn("staff"); role(w.Owner.ID) != "owner" {
			t.Error("the owner was changed")
		}
	}, func(p *testworld.IDP, _ *app.Options) {
		p.Config.GroupsClaim = "groups"
		p.Config.Roles = []identities.GroupRole{{Group: "staff", Workspace: workspace, Role: authz.Member}, {Group: "leads", Workspace: workspace, Role: authz.Admin}}
	})
}
