package provisioning_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// TestNobodyLearnsWhoHasAnAccount: an address with an account elsewhere and one without
// are answered, shown and mailed alike; the account isn't touched, and nobody is a member
// before he agrees.
//
// ASVS: 6.3.8
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		known, nobody := w.Outsider, "nobody-"+w.Outsider.Email
		before := w.Count(t, "users", "TRUE")
		said := map[string]string{}
		for _, email := range []string{known.Email, nobody} {
			answer := p.ask(t, http.MethodPost, "/Users", body{"userName": email, "displayName": "Mallory"}).Want(t, http.StatusCreated)
			user := answer.ID(t)
			if state := stateOf(t, w, user); state != "waiting" {
				t.Errorf("%s is shown as %s", email, state)
			}
			text := strings.NewReplacer(user, "user", email, "address").Replace(string(answer.Body))
			invited(t, w, email, 1)
			said[email] = text + strings.ReplaceAll(w.Mail.Sent(email)[0].Text, invited(t, w, email, 1), "token")
		}
		if said[known.Email] != said[nobody] {
			t.Errorf("an account makes a difference:\n%s\n%s", said[known.Email], said[nobody])
		}
		if w.Count(t, "users", "TRUE") != before || w.Count(t, "users", "name = 'Mallory'") != 0 {
			t.Error("an account was made or changed")
		}
		known.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
	})
}

// TestWhoIsAwaitedComesInByHisLink: with the role that his groups stand for then, and is
// known from then on by who he is, whatever his address becomes.
func TestWhoIsAwaitedComesInByHisLink(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user := p.user(t, w.Outsider.Email)
		token := invited(t, w, w.Outsider.Email, 1)
		group := p.group(t, "Admins", user)
		maps(t, w, group, "admin")
		accept(t, w.Member, token).WantProblem(t, problem.CodeForbidden)
		if got := accept(t, w.Outsider, token).Want(t, http.StatusOK); got.Field(t, "role") != "admin" {
			t.Errorf("he came as %s", got.Body)
		}
		if stateOf(t, w, user) != "member" || roleOf(t, w, w.Outsider) != "admin" {
			t.Error("he isn't known as who he is")
		}
		w.Exec(t, inAcme(w), `UPDATE users SET email = 'else@example.org', email_key = 'else@example.org' WHERE id = $1`, w.Outsider.ID)
		p.active(t, user, false).Want(t, http.StatusOK)
		w.Outsider.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		accept(t, w.Outsider, token).WantProblem(t, problem.CodeGone)
	})
}

// TestAnInvitationEndsWithWhatItWasFor: taken out, renamed or deleted before he came, or
// with provisioning turned off, nobody comes in by the link.
func TestAnInvitationEndsWithWhatItWasFor(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, w *testworld.World, p *idp, user string){
		"inactive": func(t *testing.T, _ *testworld.World, p *idp, user string) { p.active(t, user, false).Want(t, 200) },
		"deleted": func(t *testing.T, _ *testworld.World, p *idp, user string) {
			p.ask(t, "DELETE", "/Users/"+user, nil).Want(t, 204)
		},
		"another address": func(t *testing.T, _ *testworld.World, p *idp, user string) {
			p.ask(t, "PUT", "/Users/"+user, body{"userName": "other@example.org"}).Want(t, 200)
		},
		"turned off": func(t *testing.T, w *testworld.World, _ *idp, _ string) {
			w.Owner.Delete(t, w.Path("/provisioning")).Want(t, 204)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				p := provider(t, w)
				user := p.user(t, w.Outsider.Email)
				token := invited(t, w, w.Outsider.Email, 1)
				end(t, w, p, user)
				accept(t, w.Outsider, token).WantProblem(t, problem.CodeGone)
				w.Outsider.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
				if w.Count(t, "invitations", "email_key = '"+w.Outsider.Email+"' AND used_at IS NULL AND revoked_at IS NULL")+w.Count(t, "invitation_tokens", "email_key = '"+w.Outsider.Email+"'") != 0 {
					t.Error("he is awaited all the same")
				}
			})
		})
	}
}

// TestWhoIsTakenOutIsOutAtOnceAndComesBack: at his next request, by session, token and
// key, with his tasks left without him; and comes back with the role that he had, his keys
// not with him.
//
// ASVS: 7.4.2
func TestWhoIsTakenOutIsOutAtOnceAndComesBack(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		w.Owner.Patch(t, w.Path("/members/%s", w.Member.ID), body{"role": "admin"}).Want(t, 200)
		user := p.user(t, w.Member.Email)
		token, key := w.WithToken(t, w.Member), w.WithKey(t, w.Member, testworld.Bound{}, "tasks:read")
		for _, who := range []*testworld.Person{w.Member, token, key} {
			who.Get(t, w.Path("/tasks")).Want(t, 200)
		}
		p.active(t, user, false).Want(t, 200)
		for _, who := range []*testworld.Person{w.Member, token} {
			who.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeNotFound)
		}
		key.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeUnauthenticated)
		w.Member.Get(t, "/api/v1/me").Want(t, 200) // the account is his
		if state := stateOf(t, w, user); state != "inactive" {
			t.Errorf("he is shown as %s", state)
		}
		p.active(t, user, true).Want(t, 200)
		if role := roleOf(t, w, w.Member); role != "admin" {
			t.Errorf("he came back as %q", role)
		}
		key.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeUnauthenticated)
		if n := w.Count(t, "audit_events", "name = 'member.removed' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d entries of his end", n)
		}
		if n := w.Count(t, "events", "kind = 'member.removed'") + w.Count(t, "events", "kind = 'member.joined'"); n != 2 {
			t.Errorf("pages were told %d times", n)
		}
	})
}

// TestWhoLeftByHimselfIsAskedAgain: the provider's word brings back whom it took out, and nobody else.
func TestWhoLeftByHimselfIsAskedAgain(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user := p.user(t, w.Member.Email)
		w.Member.Post(t, w.Path("/leave"), nil).Want(t, 204)
		if state := stateOf(t, w, user); state != "left" {
			t.Errorf("he is shown as %s", state)
		}
		p.active(t, user, true).Want(t, 200) // which it is: nothing comes of it
		p.active(t, user, false).Want(t, 200)
		p.active(t, user, true).Want(t, 200)
		w.Member.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		accept(t, w.Member, invited(t, w, w.Member.Email, 1)).Want(t, 200)
		p.ask(t, http.MethodDelete, "/Users/"+user, nil).Want(t, 204)
		w.Member.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		p.user(t, w.Member.Email) // deleted is forgotten: he is asked
		w.Member.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
	})
}

// TestOwnersAreTheirOwn: taken out only where an owner allows it, and never the last one;
// who comes back is none any more.
func TestOwnersAreTheirOwn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		second := w.NewPerson(t, "Coowner")
		w.Join(t, w.Acme, second, authz.Owner)
		first, other := p.user(t, w.Owner.Email), p.user(t, second.Email)
		p.active(t, other, false).WantProblem(t, problem.CodeConflict)
		p.ask(t, http.MethodDelete, "/Users/"+other, nil).WantProblem(t, problem.CodeConflict)
		w.Admin.Put(t, w.Path("/provisioning"), body{"default_role": "member", "owners": true}).WantProblem(t, problem.CodeForbidden)
		w.Owner.Put(t, w.Path("/provisioning"), body{"default_role": "member", "owners": true}).Want(t, 200)
		p.active(t, other, false).Want(t, 200)
		p.active(t, first, false).WantProblem(t, problem.CodeConflict)
		p.ask(t, http.MethodDelete, "/Users/"+first, nil).WantProblem(t, problem.CodeConflict)
		if got := p.ask(t, http.MethodGet, "/Users/"+first, nil).Want(t, 200); got.Field(t, "active") != true {
			t.Errorf("what was refused was kept: %s", got.Body)
		}
		p.active(t, other, true).Want(t, 200)
		if role := roleOf(t, w, second); role != "admin" {
			t.Errorf("an owner came back as %q", role)
		}
	})
}

// TestAnAccountIsItsPersons: whatever the provider says of a member, his name, his address
// and his password are his own.
func TestAnAccountIsItsPersons(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user := p.user(t, w.Member.Email)
		before := w.Member.Get(t, "/api/v1/me").Want(t, 200)
		p.ask(t, http.MethodPatch, "/Users/"+user, patch(
			body{"op": "replace", "path": "displayName", "value": "Mallory"}, body{"op": "replace", "path": "userName", "value": "mallory@example.org"},
			body{"op": "replace", "path": "emails", "value": []body{{"value": "mallory@example.org", "primary": true}}}, body{"op": "replace", "path": "password", "value": "a new password of mine"},
		)).Want(t, 200)
		if after := w.Member.Get(t, "/api/v1/me").Want(t, 200); string(after.Body) != string(before.Body) {
			t.Errorf("the account became %s", after.Body)
		}
		if sent := w.Mail.Sent("mallory@example.org"); len(sent) != 0 || roleOf(t, w, w.Member) != "member" {
			t.Errorf("%d mails were sent", len(sent))
		}
	})
}

// TestADomainOfTheWorkspaces: where the operator has said so, somebody new is a member at
// once, with an account that has no password, whose name the provider may change; who has
// an account is asked all the same.
func TestADomainOfTheWorkspaces(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		_, server := w.ServeNode(t, func(o *app.Options) {
			o.Given = func(workspace id.Workspace, domain string) bool {
				return workspace == w.Acme && domain == "corp.example" || workspace == w.Umbra && domain == "example.org"
			}
		})
		there := func(method, path string, b any) *testworld.Answer {
			return p.Do(t, method, p.base+path, b, testworld.Header("Content-Type", scimType), testworld.On(server.URL))
		}
		user := there("POST", "/Users", body{"userName": "new@corp.example", "displayName": "Robin <b>"}).Want(t, 201).ID(t)
		if stateOf(t, w, user) != "member" || w.Count(t, "users", "email = 'new@corp.example' AND name = 'Robin <b>' AND state = 'active' AND password_hash = ''") != 1 {
			t.Error("he is no member, or not as he was named")
		}
		invited(t, w, "new@corp.example", 1)
		if text := w.Mail.Sent("new@corp.example")[0].Text; strings.Contains(text, "Robin") || !strings.Contains(text, "/forgot") {
			t.Errorf("he was written %s", text)
		}
		there("PATCH", "/Users/"+user, patch(body{"op": "replace", "path": "displayName", "value": "Robin B."})).Want(t, 200)
		if w.Count(t, "users", "name = 'Robin B.'") != 1 {
			t.Error("the account has another name")
		}
		there("POST", "/Users", body{"userName": "new@sub.corp.example"}).Want(t, 201)
		there("POST", "/Users", body{"userName": "new@example.org"}).Want(t, 201)
		w.Exec(t, inAcme(w), `UPDATE users SET email = 'known@corp.example', email_key = 'known@corp.example' WHERE id = $1`, w.Outsider.ID)
		there("POST", "/Users", body{"userName": "known@corp.example", "displayName": "Mallory"}).Want(t, 201)
		w.Outsider.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
		if n := w.Count(t, "members", "workspace_id IN (SELECT workspace_id FROM provisioning)"); n != 6+1 {
			t.Errorf("%d members", n)
		}
	})
}
