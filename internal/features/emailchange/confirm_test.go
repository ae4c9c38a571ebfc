package emailchange_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/emailchange"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/testworld"
)

// Both links, in any order, and nothing less. What comes with the change: others are signed
// out, links to the address before are void, both addresses are told.
//
// ASVS: 6.3.7 6.6.2 7.4.3 7.5.1
func TestBothMailboxesConfirm(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, order := range [][]string{{"old", "new"}, {"new", "old"}} {
			p := w.NewPerson(t, "Mover")
			w.SetPassword(t, p, good)
			before, now := p.Email, "next-"+p.Email
			other := *p
			w.SignIn(t, &other)
			client, waiting := w.WithToken(t, p), w.WaitingSignIn(t, p)
			reset, magic := w.MailLink(t, p, "reset", token.PasswordReset), w.MailLink(t, p, "magic-link", token.MagicLink)
			w.Proven(t, p, w.Clock.Now().Add(-15*time.Minute))
			p.Post(t, mine, map[string]string{"email": now}).WantProblem(t, problem.CodeReauthenticate)
			w.Proven(t, p, w.Clock.Now())
			tokens := map[string]string{}
			tokens["old"], tokens["new"] = ask(t, w, p, now)

			w.Anonymous.Get(t, "/email-change/old?token="+tokens["old"]) // as a mail scanner does
			use(t, w, confirm, tokens[order[0]]).Want(t, http.StatusOK)
			if shown := addressOf(t, w, p); shown != before {
				t.Fatalf("%v: one link has changed the address to %s", order, shown)
			}
			other.Get(t, me).Want(t, http.StatusOK)
			pending, _ := p.Get(t, mine).Want(t, http.StatusOK).Field(t, "waiting").(map[string]any)
			if pending["email"] != now || pending["confirmed_by_"+order[0]] != true || pending["confirmed_by_"+order[1]] != false {
				t.Errorf("%v: what waits is %v", order, pending)
			}
			use(t, w, confirm, tokens[order[0]]).WantProblem(t, problem.CodeGone)

			if done := use(t, w, confirm, tokens[order[1]]).Want(t, http.StatusOK); done.Field(t, "changed") != true || done.Header.Get("Set-Cookie") != "" {
				t.Errorf("%v: answered %s with %v", order, done.Body, done.Header)
			}
			if shown := p.Get(t, me).Want(t, http.StatusOK).Field(t, "email"); shown != now || waits(t, p) {
				t.Errorf("%v: the address is %v", order, shown)
			}
			other.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
			client.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
			for path, body := range map[string]map[string]string{
				"/api/v1/auth/password/reset":    {"token": reset, "password": "eight amber clocks nod"},
				"/api/v1/auth/magic-link/verify": {"token": magic},
				confirm:                          {"token": tokens[order[1]]},
				refuse:                           {"token": tokens["old"]},
			} {
				w.Anonymous.Post(t, path, body).WantProblem(t, problem.CodeGone)
			}
			w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]string{"mfa_token": waiting, "method": "totp", "code": "123456"}).WantProblem(t, problem.CodeUnauthenticated)
			login(t, w, before).WantProblem(t, problem.CodeUnauthenticated)
			login(t, w, strings.ToUpper(now)).Want(t, http.StatusOK)
			w.Settle(t)
			for _, address := range []string{before, now} {
				sent := w.Mail.Sent(address)
				if last := sent[len(sent)-1]; last.Kind != "auth.email-changed" || strings.Contains(last.Text, "#tf") {
					t.Errorf("%v: %s was told %+v", order, address, last)
				}
			}
		}
		if n := w.Count(t, "audit_events", "name = 'auth.email_change' AND outcome = 'success'"); n != 2 {
			t.Errorf("%d audit entries", n)
		}
		if n := w.Count(t, "audit_events", "name LIKE 'auth.email_change%' AND CAST(details AS TEXT) LIKE '%@%'"); n != 0 {
			t.Errorf("%d audit entries name an address", n)
		}
	})
}

// What isn't of the address goes on: keys of machines, and identities at providers.
func TestKeysAndIdentitiesGoOn(t *testing.T) {
	t.Parallel()
	idp := testworld.NewIDP(t)
	w := testworld.New(t, db.SQLite, idp.Option(t))
	key := w.WithKey(t, w.Member, testworld.Bound{}, "members:read")
	w.Identity(t, w.Member, idp)
	idp.Subject = testworld.SubjectOf(w.Member)
	present, next := ask(t, w, w.Member, "next@example.net")
	use(t, w, confirm, present).Want(t, http.StatusOK)
	use(t, w, confirm, next).Want(t, http.StatusOK)
	key.Get(t, w.Path("/members")).Want(t, http.StatusOK)
	signed := idp.SignIn(t, w.Anonymous).Arrive(t, "/auth/oidc/"+idp.Config.ID+"/callback").Want(t, http.StatusOK)
	if !strings.Contains(string(signed.Body), w.Member.ID.String()) {
		t.Errorf("the provider signs in %s", signed.Body)
	}
}

func TestLinksWorkForFifteenMinutes(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		present, next := ask(t, w, w.Member, "late@example.net")
		use(t, w, confirm, present).Want(t, http.StatusOK)
		w.Clock.Advance(emailchange.LinkLife)
		for path, token := range map[string]string{confirm: next, refuse: present} {
			use(t, w, path, token).WantProblem(t, problem.CodeGone)
		}
		if waits(t, w.Member) {
			t.Error("it waits after its end")
		}
		w.Proven(t, w.Member, w.Clock.Now())
		present, next = ask(t, w, w.Member, "late@example.net")
		w.Clock.Advance(emailchange.LinkLife - time.Microsecond)
		use(t, w, confirm, present).Want(t, http.StatusOK)
		use(t, w, confirm, next).Want(t, http.StatusOK)
	})
}

// Links die with what they were asked for: the account as it was, and the request.
func TestLinksEndWithTheAccountAndTheRequest(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for name, end := range map[string]func(p *testworld.Person){
			"cancelled": func(p *testworld.Person) { p.Delete(t, mine).Want(t, http.StatusNoContent) },
			"replaced":  func(p *testworld.Person) { ask(t, w, p, "third-"+p.Email) },
			"disabled, and enabled again": func(p *testworld.Person) {
				for _, state := range []string{"disabled", "active"} {
					w.Exec(t, db.Scope{}, "UPDATE users SET state = $1, token_version = token_version + 1 WHERE id = $2", state, p.ID)
				}
			},
			"disabled": func(p *testworld.Person) {
				w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE id = $1", p.ID)
			},
			"another password": func(p *testworld.Person) {
				p.Post(t, me+"/password", map[string]string{"current_password": good, "new_password": "eight amber clocks nod"}).Want(t, http.StatusOK)
			},
			"deleted": func(p *testworld.Person) { w.Exec(t, db.Scope{}, "DELETE FROM users WHERE id = $1", p.ID) },
		} {
			p := w.NewPerson(t, "Mover")
			w.SetPassword(t, p, good)
			present, next := ask(t, w, p, "next-"+p.Email)
			use(t, w, confirm, present).Want(t, http.StatusOK)
			end(p)
			for path, token := range map[string]string{confirm: next, refuse: present} {
				if a := use(t, w, path, token); a.Status != http.StatusGone {
					t.Errorf("%s: %s answered %d: %s", name, path, a.Status, a.Body)
				}
			}
			if n := w.Count(t, "users", "email = $1", "next-"+p.Email); n != 0 {
				t.Errorf("%s: the address was changed", name)
			}
		}
		w.Member.Delete(t, mine).WantProblem(t, problem.CodeNotFound)
	})
}

// Whoever reads the mailbox of the present address and didn't ask stops the request and
// signs everybody out, also when a link was used by mistake; the other link can't.
func TestThatWasntMe(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		client, waiting := w.WithToken(t, w.Member), w.WaitingSignIn(t, w.Member)
		w.Exec(t, db.Scope{}, `INSERT INTO devices (id, user_id, token_hash, created_at, last_seen_at) SELECT id, id, $1, created_at, created_at FROM users WHERE id = $2`,
			[]byte("known"), w.Member.ID)
		reset := resetLink(t, w, w.Member.Email)
		present, next := ask(t, w, w.Member, "thief@example.net")
		use(t, w, confirm, present).Want(t, http.StatusOK)
		use(t, w, refuse, next).WantProblem(t, problem.CodeGone)
		w.Member.Get(t, me).Want(t, http.StatusOK)

		use(t, w, refuse, present).Want(t, http.StatusNoContent)
		w.Member.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		client.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]string{"mfa_token": waiting, "method": "totp", "code": "123456"}).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Post(t, "/api/v1/auth/password/reset", map[string]string{"token": reset, "password": good}).WantProblem(t, problem.CodeGone)
		for _, path := range []string{confirm, refuse} {
			use(t, w, path, next).WantProblem(t, problem.CodeGone)
			use(t, w, path, present).WantProblem(t, problem.CodeGone)
		}
		if addressOf(t, w, w.Member) != w.Member.Email || w.Count(t, "devices", "user_id IS NOT NULL") != 0 {
			t.Error("the address was changed, or a browser is still known")
		}
		if n := w.Count(t, "audit_events", "name = 'auth.email_change.refused' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		w.Second.Get(t, me).Want(t, http.StatusOK)
		login(t, w, w.Member.Email).Want(t, http.StatusOK)
	})
}
