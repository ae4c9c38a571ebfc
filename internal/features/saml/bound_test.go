package saml_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// mustBeBound holds a sign-in to Acme.
func mustBeBound(t *testing.T, w *testworld.World, who *testworld.Person) {
	t.Helper()
	who.Get(t, w.Path("/tasks")).Want(t, http.StatusOK)
	elsewhere := id.New[id.Workspace]()
	w.Workspace(t, elsewhere, "Elsewhere", who)
	who.Get(t, "/api/v1/workspaces/"+elsewhere.String()).WantProblem(t, problem.CodeNotFound)
	var list struct{ Items []struct{ ID id.Workspace } }
	who.Get(t, "/api/v1/workspaces").Want(t, http.StatusOK).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].ID != w.Acme {
		t.Errorf("sees the workspaces %v", list.Items)
	}
	for _, path := range []string{"/api/v1/me/sessions", "/api/v1/me/identities", "/api/v1/me/totp", "/api/v1/me/passkeys", "/api/v1/me/api-keys", "/api/v1/me/email"} {
		who.Get(t, path).WantProblem(t, problem.CodeForbidden)
	}
	who.Post(t, "/api/v1/me/password", map[string]any{"current_password": "x", "new_password": "seven green lamps hum"}).WantProblem(t, problem.CodeForbidden)
	who.Patch(t, "/api/v1/me", map[string]any{"name": "Mallory"}).WantProblem(t, problem.CodeForbidden)
}

// TestAWorkspaceOpensItsOwnDoorOnly signs in an owner of two workspaces by the provider of one.
// ASVS: 6.8.1 8.3.1
func TestAWorkspaceOpensItsOwnDoorOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		w.Join(t, w.Acme, w.Outsider, authz.Member) // who owns Umbra
		p.Known(t, w.Outsider, "robin")
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		who.Get(t, w.ForeignPath("/tasks")).WantProblem(t, problem.CodeNotFound)
		mustBeBound(t, w, who)
		who.Post(t, "/api/v1/auth/logout", nil).Want(t, http.StatusNoContent)
		who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestWhoIsTakenOutIsOut removes a member: what was open ends, the door is shut, and coming back brings nothing back.
// ASVS: 7.4.2
func TestWhoIsTakenOutIsOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		w.Owner.Delete(t, w.Path("/members/%s", who.ID)).Want(t, http.StatusNoContent)
		who.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeUnauthenticated)
		who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, problem.CodeNotAdmitted)
		w.Clock.Advance(time.Microsecond) // coming back is another moment
		w.Join(t, w.Acme, who, authz.Guest)
		who.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeUnauthenticated)
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t)).Get(t, w.Path("/tasks")).Want(t, http.StatusOK)
	})
}

// TestWithTheProviderGoesWhatItOpened removes it, and in another world brings another in its place.
// ASVS: 7.4.1
func TestWithTheProviderGoesWhatItOpened(t *testing.T) {
	t.Parallel()
	other := func(p *testworld.Company) map[string]any {
		body := p.Body()
		body["entity_id"] = "https://other.example"
		return body
	}
	for name, act := range map[string]func(t *testing.T, w *testworld.World, p *testworld.Company){
		"removed": func(t *testing.T, w *testworld.World, _ *testworld.Company) {
			w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNoContent)
		},
		"replaced": func(t *testing.T, w *testworld.World, p *testworld.Company) {
			w.Owner.Put(t, w.Path("/saml"), other(p)).Want(t, http.StatusOK)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
				who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
				w.Member.Get(t, "/api/v1/me").Want(t, http.StatusOK)
				p.Known(t, w.Second, "second")
				code := w.TOTPCode(t, w.Second)
				p.Subject = "second"
				waits, _ := p.SignIn(t, w.Anonymous).Arrive(t).Want(t, http.StatusOK).Field(t, "mfa").(map[string]any)
				under, fetched := p.SignIn(t, w.Anonymous), p.SignIn(t, w.Anonymous)
				handle := testworld.Handle(t, fetched.Post(t, fetched.Answer(t)))
				act(t, w, p)
				who.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
				w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]any{"mfa_token": waits["token"], "method": "totp", "code": code}).WantProblem(t, problem.CodeUnauthenticated)
				if to := under.Post(t, under.Answer(t)); to.Status < http.StatusBadRequest && !isProblem(to.Header.Get("Location")) {
					t.Errorf("an answer under way was taken: %s", to.Header.Get("Location"))
				}
				if a := fetched.Finish(t, handle); a.Status != http.StatusGone && a.Status != http.StatusNotFound {
					t.Errorf("what the provider has said was fetched: %d", a.Status)
				}
				w.Member.Get(t, "/api/v1/me").Want(t, http.StatusOK)
				if n := w.Count(t, "identities", "kind = 'saml'"); n != 0 {
					t.Errorf("%d identities stay", n)
				}
			})
		})
	}
}

// TestNoSignInEscapesTheEndOfItsProvider removes it while twenty fetch what it has said.
// ASVS: 15.4.2
func TestNoSignInEscapesTheEndOfItsProvider(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		visits, handles := make([]*testworld.Visit, 20), make([]string, 20)
		for i := range visits {
			p.Subject, p.Email = fmt.Sprintf("robin-%d", i), fmt.Sprintf("robin-%d@company.example", i)
			visits[i] = p.SignIn(t, w.Anonymous)
			handles[i] = testworld.Handle(t, visits[i].Post(t, visits[i].Answer(t)))
		}
		together(func(i int) {
			if i == 10 {
				w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNoContent)
				return
			}
			if a := visits[i].Finish(t, handles[i]); a.Status != http.StatusOK && a.Status != http.StatusGone && a.Status != http.StatusNotFound {
				t.Errorf("answered %d: %s", a.Status, a.Body)
			}
		})
		if n := w.Count(t, "sessions", "bound_to IS NOT NULL AND revoked_at IS NULL"); n != 0 {
			t.Errorf("%d sign-ins go on", n)
		}
	})
}

// TestOneConnectsFromTheInside signs in as before and connects; strangers to the workspace learn nothing.
func TestOneConnectsFromTheInside(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		v := p.Link(t, w.Member, w.Acme)
		handle := testworld.Handle(t, v.Post(t, v.Answer(t)))
		linked := func(who *testworld.Person, options ...testworld.RequestOption) *testworld.Answer {
			return who.Post(t, "/api/v1/me/identities/saml/finish", map[string]any{"workspace_id": w.Acme.String(), "handle": handle}, options...)
		}
		v.Finish(t, handle).WantProblem(t, problem.CodeGone) // it isn't what it was begun for
		linked(w.Member).WantProblem(t, problem.CodeGone)
		linked(w.Member, v.Browser()).Want(t, http.StatusOK)
		linked(w.Member, v.Browser()).WantProblem(t, problem.CodeGone)
		if who := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t)); who.ID != w.Member.ID {
			t.Errorf("signed in as %s", who.Email)
		}
		again := p.Link(t, w.Second, w.Acme)
		handle = testworld.Handle(t, again.Post(t, again.Answer(t)))
		linked(w.Member, again.Browser()).WantProblem(t, problem.CodeForbidden)
		again = p.Link(t, w.Second, w.Acme)
		handle = testworld.Handle(t, again.Post(t, again.Answer(t)))
		linked(w.Second, again.Browser()).WantProblem(t, problem.CodeConflict)
		w.Outsider.Post(t, "/api/v1/me/identities/saml", map[string]any{"workspace_id": w.Acme.String()}).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Post(t, "/api/v1/me/identities/saml", map[string]any{"workspace_id": w.Umbra.String()}).WantProblem(t, problem.CodeNotFound)
		left := p.Link(t, w.Guest, w.Acme)
		p.Subject = "guest"
		handle = testworld.Handle(t, left.Post(t, left.Answer(t)))
		w.Owner.Delete(t, w.Path("/members/%s", w.Guest.ID)).Want(t, http.StatusNoContent)
		linked(w.Guest, left.Browser()).WantProblem(t, problem.CodeNotFound)
	})
}

// TestGroupsGiveRoles signs in as owners, members and somebody new whom the provider calls by groups.
func TestGroupsGiveRoles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		body := p.Body()
		body["groups_attribute"], body["default_role"] = "groups", "guest"
		body["roles"] = []map[string]any{{"group": "staff", "role": "member"}, {"group": "leads", "role": "admin"}}
		w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusOK)
		role := func(who id.User) (role string) {
			w.Ask(t, db.Scope{Workspace: w.Acme}, `SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2`, []any{w.Acme, who}, &role)
			return role
		}
		var robin *testworld.Person
		for _, step := range []struct {
			groups []string
			want   string
		}{{nil, "guest"}, {[]string{"staff"}, "member"}, {[]string{"leads", "staff"}, "admin"}, {[]string{"staff"}, "member"}, {[]string{"unknown"}, "member"}, {nil, "member"}} {
			p.More["groups"] = step.groups
			robin = signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
			if got := role(robin.ID); got != step.want {
				t.Errorf("%v made a %s, want %s", step.groups, got, step.want)
			}
		}
		if n := w.Count(t, "audit_events", "name IN ('member.joined', 'member.role_changed')"); n != 4 {
			t.Errorf("%d audit entries, want 4", n)
		}
		p.Known(t, w.Owner, "boss")
		p.Subject, p.More["groups"] = "boss", []string{"staff"}
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		if got := role(w.Owner.ID); got != "owner" {
			t.Errorf("the owner was made a %s", got)
		}
		if n := w.Count(t, "audit_events", "name = 'member.role_changed'"); n != 3 {
			t.Errorf("%d entries tell of other roles, want 3", n)
		}
	})
}

// TestCompaniesAreThoseOfOnesOwnWorkspaces shows each what he is a member of, and connects and disconnects by it.
func TestCompaniesAreThoseOfOnesOwnWorkspaces(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		w.Company(t, w.Umbra, w.Outsider, "umbra")
		var list struct {
			Items []struct {
				WorkspaceID id.Workspace    `json:"workspace_id"`
				Company     string          `json:"company"`
				ProviderID  id.SAMLProvider `json:"provider_id"`
			}
		}
		w.Member.Get(t, "/api/v1/me/identities/saml").Want(t, http.StatusOK).JSON(t, &list)
		if len(list.Items) != 1 || list.Items[0].WorkspaceID != w.Acme || list.Items[0].Company != "acme" {
			t.Fatalf("shows %v", list.Items)
		}
		p.Known(t, w.Member, "robin")
		var known struct {
			Items []struct{ ID, Kind, Provider string }
		}
		w.Member.Get(t, "/api/v1/me/identities").Want(t, http.StatusOK).JSON(t, &known)
		if len(known.Items) != 1 || known.Items[0].Kind != "saml" || known.Items[0].Provider != list.Items[0].ProviderID.String() {
			t.Fatalf("knows %v", known.Items)
		}
		w.SetPassword(t, w.Member, "seven green lamps hum")
		w.Member.Delete(t, "/api/v1/me/identities/"+known.Items[0].ID).Want(t, http.StatusNoContent)
		p.Email = w.Member.Email
		p.SignIn(t, w.Anonymous).Arrive(t).WantProblem(t, problem.CodeNotAdmitted)
	})
}
