package passkeys_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/passkeys"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestAPasskeySignsIn: from its registration to a session of two factors, for both
// kinds of clients, with nothing asked beside it.
//
// ASVS: 6.3.3
func TestAPasskeySignsIn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		phone := w.NewAuthenticator()
		added := register(t, w.Member, phone, " Phone ").Want(t, http.StatusCreated)
		var made struct {
			Passkey struct{ Name string }
			Codes   []string `json:"recovery_codes"`
		}
		if added.JSON(t, &made); made.Passkey.Name != "Phone" || len(made.Codes) != 10 {
			t.Errorf("added: %s", added.Body)
		}
		for _, client := range []string{"browser", "token"} {
			answer := w.Anonymous.Post(t, signInPath, body{"assertion": phone.Get(t, ask(t, w)), "client": client}).Want(t, http.StatusOK)
			if opened := strings.Contains(answer.Header.Get("Set-Cookie"), "__Host-taskflow"); opened != (client == "browser") {
				t.Errorf("%s: %v %s", client, answer.Header, answer.Body)
			}
		}
		if n := w.Count(t, "sessions", "ways = 'passkey' AND user_id = $1", w.Member.ID); n != 2 {
			t.Errorf("%d sessions by passkey", n)
		}
		var held struct {
			Passkeys []struct {
				LastUsedAt *time.Time `json:"last_used_at"`
			}
			RPID   string `json:"rp_id"`
			Handle string `json:"user_handle"`
		}
		w.Member.Get(t, mine).Want(t, http.StatusOK).JSON(t, &held)
		if len(held.Passkeys) != 1 || held.Passkeys[0].LastUsedAt == nil || held.RPID != "tasks.example" || len(held.Handle) != 43 {
			t.Errorf("held: %+v", held)
		}
	})
}

// TestWhatARegistrationAsksFor: a discoverable credential, its user verified, no
// attestation, none that is there already, for a handle that is random.
func TestWhatARegistrationAsksFor(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		phone := w.NewAuthenticator()
		register(t, w.Member, phone, "Phone").Want(t, http.StatusCreated)
		var options passkeys.CreationOptions
		w.Member.Post(t, beginPath, nil).Want(t, http.StatusOK).JSON(t, &options)
		chosen := options.AuthenticatorSelection
		if chosen.ResidentKey != "required" || !chosen.RequireResidentKey || chosen.UserVerification != "required" || options.Attestation != "none" || options.RP.ID != "tasks.example" {
			t.Errorf("%+v", options)
		}
		if got := options.ExcludeCredentials; len(got) != 1 || got[0].ID != base64.RawURLEncoding.EncodeToString(phone.Credential.ID) {
			t.Errorf("excluded: %+v", got)
		}
		var second passkeys.CreationOptions
		w.Second.Post(t, beginPath, nil).Want(t, http.StatusOK).JSON(t, &second)
		if len(options.User.ID) != 43 || options.User.ID == second.User.ID || options.Challenge == second.Challenge {
			t.Errorf("handles %s and %s", options.User.ID, second.User.ID)
		}
	})
}

// TestRecoveryCodesComeOnce: with the first factor that can be lost.
func TestRecoveryCodesComeOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for i, want := range []int{10, 0} {
			var made struct {
				Codes []string `json:"recovery_codes"`
			}
			register(t, w.Member, w.NewAuthenticator(), "Key").Want(t, http.StatusCreated).JSON(t, &made)
			if len(made.Codes) != want {
				t.Errorf("passkey %d came with %d codes", i, len(made.Codes))
			}
		}
	})
}

// TestAnAccountHasABoundOfPasskeys: also when twenty come at once.
func TestAnAccountHasABoundOfPasskeys(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const free = 3
		for range passkeys.Most - free {
			w.AddPasskey(t, w.Member)
		}
		credentials := make([]string, 20)
		for i := range credentials {
			credentials[i] = w.NewAuthenticator().Create(t, w.Member.Post(t, beginPath, nil).Want(t, http.StatusOK))
		}
		if n := atOnce(20, func(i int) bool {
			return w.Member.Post(t, mine, body{"name": "Key", "credential": credentials[i]}).Status == http.StatusCreated
		}); n != free {
			t.Errorf("%d of 20 were added", n)
		}
		register(t, w.Member, w.NewAuthenticator(), "One more").WantProblem(t, problem.CodeConflict)
	})
}

// TestAPasskeyIsOfOneAccount: neither its own nor another account adds it again.
func TestAPasskeyIsOfOneAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		phone := w.NewAuthenticator()
		register(t, w.Member, phone, "Phone").Want(t, http.StatusCreated)
		for _, who := range []*testworld.Person{w.Member, w.Second} {
			register(t, who, phone, "Phone").WantProblem(t, problem.CodeConflict)
		}
	})
}

// TestChangesOfPasskeysAreTold: each by an audit entry, and by mail what lets
// somebody in or keeps somebody out. What a passkey is called stays inside.
//
// ASVS: 6.3.7
func TestChangesOfPasskeysAreTold(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const name = "Robin's <b>phone</b>"
		register(t, w.Member, w.NewAuthenticator(), name).Want(t, http.StatusCreated)
		var held passkeys.Held
		w.Member.Get(t, mine).Want(t, http.StatusOK).JSON(t, &held)
		one := mine + "/" + held.Passkeys[0].ID.String()
		renamed := w.Member.Patch(t, one, body{"name": " Old " + name}).Want(t, http.StatusOK)
		if got := renamed.Field(t, "name"); got != "Old "+name {
			t.Errorf("renamed to %v", got)
		}
		w.Member.Patch(t, one, body{"name": "  "}).WantProblem(t, problem.CodeInvalid)
		w.Member.Delete(t, one).Want(t, http.StatusNoContent)
		w.Member.Delete(t, one).WantProblem(t, problem.CodeNotFound)
		for _, what := range []string{"added", "renamed", "removed"} {
			if n := w.Count(t, "audit_events", "name = 'auth.mfa_change' AND outcome = 'success' AND details LIKE $1", `%"`+what+`":"passkey"%`); n != 1 {
				t.Errorf("%d entries say %s", n, what)
			}
		}
		if n := w.Count(t, "audit_events", "details LIKE '%Robin%'"); n != 0 {
			t.Error("the audit log says what a passkey is called")
		}
		mails := mails(t, w, w.Member, 2)
		for i, word := range []string{"was added", "was removed"} {
			if !strings.Contains(mails[i].Text, word) || strings.Contains(mails[i].Text, "Robin's") {
				t.Errorf("mail %d: %s", i, mails[i].Text)
			}
		}
	})
}

// TestTheLastWayInStays: without a password the last passkey isn't removed, also not
// when two are removed at once.
func TestTheLastWayInStays(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first, second := w.AddPasskey(t, w.Member), w.AddPasskey(t, w.Member)
		w.Exec(t, db.Scope{}, "UPDATE users SET password_hash = '' WHERE id = $1", w.Member.ID)
		both := []*testworld.Authenticator{first, second}
		won := atOnce(2, func(i int) bool {
			answer := w.Member.Delete(t, mine+"/"+both[i].ID.String())
			return answer.Status == http.StatusNoContent
		})
		if n := w.Count(t, "passkeys", "user_id = $1", w.Member.ID); won != 1 || n != 1 {
			t.Errorf("%d were removed, %d are left", won, n)
		}
		w.SetPassword(t, w.Member, good)
		for _, key := range both {
			w.Member.Delete(t, mine+"/"+key.ID.String())
		}
		if n := w.Count(t, "passkeys", "user_id = $1", w.Member.ID); n != 0 {
			t.Errorf("%d are left beside a password", n)
		}
	})
}

// TestARemovedPasskeyIsOver: and with it the passkeys of a disabled account, with the
// answer that a wrong one gets.
//
// ASVS: 6.5.6
func TestARemovedPasskeyIsOver(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		removed, disabled := w.AddPasskey(t, w.Member), w.AddPasskey(t, w.Disabled)
		early := removed.Get(t, ask(t, w))
		w.Member.Delete(t, mine+"/"+removed.ID.String()).Want(t, http.StatusNoContent)
		unknown := w.NewAuthenticator()
		unknown.Device.Options.UserHandle = []byte("nobody's")
		want := alike(t, signIn(t, w, unknown.Get(t, ask(t, w))).WantProblem(t, problem.CodeUnauthenticated))
		for name, assertion := range map[string]string{"before": early, "after": removed.Get(t, ask(t, w)), "disabled": disabled.Get(t, ask(t, w))} {
			if got := alike(t, signIn(t, w, assertion).WantProblem(t, problem.CodeUnauthenticated)); got != want {
				t.Errorf("%s: %s, not %s", name, got, want)
			}
		}
	})
}

// TestTheCounterIsASignal: one that doesn't go up is told and locks nobody out; one
// that always says 0 is none.
func TestTheCounterIsASignal(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key := w.AddPasskey(t, w.Member)
		for i, c := range []struct {
			count   uint32
			signals int64
		}{{0, 0}, {0, 0}, {7, 0}, {8, 0}, {8, 1}, {3, 2}, {4, 2}, {0, 3}, {0, 3}} {
			assertion := forge(t, key, ask(t, w), func(f *forged) { f.counter = c.count })
			signIn(t, w, assertion).Want(t, http.StatusOK)
			if n := w.Count(t, "audit_events", "name = 'auth.passkey.counter' AND target = $1", key.ID.String()); n != c.signals {
				t.Errorf("use %d, counted %d: %d signals", i, c.count, n)
			}
		}
		for _, m := range mails(t, w, w.Member, 3) {
			if !strings.Contains(m.Subject, "copied") {
				t.Errorf("%s", m.Subject)
			}
		}
	})
}

// TestBackupFlags: whether a passkey may be copied never changes; whether it is, does.
func TestBackupFlags(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		synced := w.NewAuthenticator()
		synced.Device.Options.BackupEligible = true
		register(t, w.Member, synced, "Synced").Want(t, http.StatusCreated)
		for i, c := range []struct {
			flags byte
			in    bool
		}{{eligible, true}, {eligible | backedUp, true}, {eligible, true}, {0, false}, {backedUp, false}, {eligible | backedUp, true}} {
			answer := signIn(t, w, forge(t, synced, ask(t, w), func(f *forged) { f.flags |= c.flags }))
			if (answer.Status == http.StatusOK) != c.in {
				t.Errorf("use %d with %b: %d", i, c.flags, answer.Status)
			}
			if !c.in {
				continue
			}
			var held passkeys.Held
			w.Member.Get(t, mine).Want(t, http.StatusOK).JSON(t, &held)
			if held.Passkeys[0].BackedUp != (c.flags&backedUp != 0) || !held.Passkeys[0].Syncs {
				t.Errorf("use %d with %b: shown as %+v", i, c.flags, held.Passkeys[0])
			}
		}
	})
}

// TestAPasskeyIsASecondFactor: beside the password it is asked for, and opens a session of both.
//
// ASVS: 6.3.3
func TestAPasskeyIsASecondFactor(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		key := w.AddPasskey(t, w.Member)
		token := waiting(t, w, w.Member)
		options := w.Anonymous.Post(t, askMFAPath, body{"mfa_token": token}).Want(t, http.StatusOK)
		if id := base64.RawURLEncoding.EncodeToString(key.Credential.ID); !strings.Contains(string(options.Body), id) {
			t.Errorf("%s doesn't name the passkey", options.Body)
		}
		assertion := key.Get(t, options)
		w.Anonymous.Post(t, mfaPath, body{"mfa_token": token, "method": "passkey", "assertion": assertion}).Want(t, http.StatusOK)
		if n := w.Count(t, "sessions", "ways = 'password passkey'"); n != 1 {
			t.Errorf("%d sessions of both", n)
		}
		w.Anonymous.Post(t, askMFAPath, body{"mfa_token": token}).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Post(t, askMFAPath, body{"mfa_token": "tfm_nothing"}).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestAPasskeyStepsUp: and then the change of factors works that waited for it.
//
// ASVS: 7.5.1, 7.5.3
func TestAPasskeyStepsUp(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		client := w.WithToken(t, w.Member)
		key := w.AddPasskey(t, w.Member)
		w.Proven(t, client, w.Clock.Now().Add(-time.Hour))
		client.Post(t, beginPath, nil).WantProblem(t, problem.CodeReauthenticate)
		client.Post(t, stepUpPath, body{"method": "passkey", "assertion": "{}"}).WantProblem(t, problem.CodeInvalid)
		assertion := key.Get(t, client.Get(t, askAgain).Want(t, http.StatusOK))
		client.Post(t, stepUpPath, body{"method": "passkey", "assertion": assertion}).Want(t, http.StatusOK)
		client.Post(t, beginPath, nil).Want(t, http.StatusOK)
		client.Post(t, stepUpPath, body{"method": "passkey", "assertion": assertion}).WantProblem(t, problem.CodeInvalid)
	})
}

// TestAWorkspaceThatAsksForPasskeys: a passkey satisfies it, alone and as second
// factor; an authenticator app doesn't, and without the passkey nothing does.
func TestAWorkspaceThatAsksForPasskeys(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		w.Policy(t, "everyone", "passkey", w.Clock.Now())
		w.TOTPCode(t, w.Member)
		key := w.AddPasskey(t, w.Member)
		members := w.Path("/members")
		alone := signIn(t, w, key.Get(t, ask(t, w)))
		w.Anonymous.Get(t, members, bearerOf(t, alone)).Want(t, http.StatusOK)
		second := func(method string) *testworld.Answer {
			token := waiting(t, w, w.Member)
			answer := body{"mfa_token": token, "method": method, "code": w.CodeAt(t, w.Clock.Now())}
			if method == "passkey" {
				answer["assertion"] = key.Get(t, w.Anonymous.Post(t, askMFAPath, body{"mfa_token": token}).Want(t, http.StatusOK))
			}
			return w.Anonymous.Post(t, mfaPath, answer)
		}
		w.Anonymous.Get(t, members, bearerOf(t, second("passkey"))).Want(t, http.StatusOK)
		w.Anonymous.Get(t, members, bearerOf(t, second("totp"))).WantProblem(t, problem.CodeSecondFactor)
		w.Member.Delete(t, mine+"/"+key.ID.String()).Want(t, http.StatusNoContent)
		w.Exec(t, db.Scope{}, "DELETE FROM totp_secrets")
		password := w.Anonymous.Post(t, loginPath, body{"email": w.Member.Email, "password": good, "client": "token"})
		w.Anonymous.Get(t, members, bearerOf(t, password)).WantProblem(t, problem.CodeSecondFactor)
	})
}

// TestTheQuestionTellsNothing: it is the same for everybody, whoever has passkeys.
//
// ASVS: 6.7.2
func TestTheQuestionTellsNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		shape := func() string {
			answer := ask(t, w)
			object := body{}
			answer.JSON(t, &object)
			object["challenge"] = fmt.Sprint(len(object["challenge"].(string)))
			return fmt.Sprint(object, answer.Header["Set-Cookie"], answer.Header["Cache-Control"])
		}
		before := shape()
		w.AddPasskey(t, w.Member)
		if after := shape(); after != before || !strings.Contains(before, "no-store") {
			t.Errorf("%s and then %s", before, after)
		}
	})
}
