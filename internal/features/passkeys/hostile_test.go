package passkeys_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/passkeys"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// wrongAnswers are answers that would be right but for one thing.
var wrongAnswers = map[string]func(f *forged){
	"another origin":            func(f *forged) { f.origin = "https://tasks.example.org" },
	"a subdomain":               func(f *forged) { f.origin = "https://evil.tasks.example" },
	"another scheme":            func(f *forged) { f.origin = "http://tasks.example" },
	"another port":              func(f *forged) { f.origin += ":8443" },
	"the default port":          func(f *forged) { f.origin += ":443" },
	"a path after the origin":   func(f *forged) { f.origin += "/" },
	"an origin in capitals":     func(f *forged) { f.origin = "https://TASKS.example" },
	"an Android app":            func(f *forged) { f.origin = "android:apk-key-hash:AAAA" },
	"no origin":                 func(f *forged) { f.origin = "" },
	"inside another site":       func(f *forged) { f.more["crossOrigin"] = true },
	"below another site":        func(f *forged) { f.more["topOrigin"] = "https://evil.example" },
	"another relying party":     func(f *forged) { f.party = "example" },
	"the origin as party":       func(f *forged) { f.party = testworld.BaseURL },
	"a user not verified":       func(f *forged) { f.flags &^= verified },
	"a user not present":        func(f *forged) { f.flags &^= present },
	"another kind":              func(f *forged) { f.kind = "webauthn.create" },
	"a backup of what has none": func(f *forged) { f.flags |= backedUp },
	"eligible all at once":      func(f *forged) { f.flags |= eligible },
	"a tampered signature":      func(f *forged) { f.tamper = func(s []byte) { s[len(s)-1] ^= 1 } },
	"no challenge":              func(f *forged) { f.challenge = "" },
	"a challenge of its own":    func(f *forged) { f.challenge = strings.Repeat("A", len(f.challenge)) },
	"a challenge cut":           func(f *forged) { f.challenge = f.challenge[:len(f.challenge)-4] },
	"a challenge spelled anew":  func(f *forged) { f.challenge += "\n" },
	"a handle that is nobody's": func(f *forged) { f.handle = []byte("nobody's") },
	"an unknown passkey":        func(f *forged) { f.id = []byte("an unknown passkey") },
}

// TestWrongAnswersAreRefusedAlike: whatever is wrong, at each place where a passkey is
// asked for, and none leaves anything behind but the challenge it used up.
//
// ASVS: 6.3.8
func TestWrongAnswersAreRefusedAlike(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key := w.AddPasskey(t, w.Member)
		client := w.WithToken(t, w.Member)
		first := ""
		for name, change := range wrongAnswers {
			answer := signIn(t, w, forge(t, key, ask(t, w), change)).WantProblem(t, problem.CodeUnauthenticated)
			if got := alike(t, answer); first == "" {
				first = got
			} else if got != first {
				t.Errorf("%s: %s, not %s", name, got, first)
			}
			again := forge(t, key, client.Get(t, askAgain).Want(t, http.StatusOK), change)
			if status := client.Post(t, stepUpPath, body{"method": "passkey", "assertion": again}).Status; status != http.StatusUnprocessableEntity {
				t.Errorf("stepping up with %s: %d", name, status)
			}
		}
		if n := w.Count(t, "sessions", "ways LIKE '%passkey%'") + w.Count(t, "passkeys", "last_used_at IS NOT NULL"); n != 0 {
			t.Errorf("%d things were left behind", n)
		}
		signIn(t, w, forge(t, key, ask(t, w), func(*forged) {})).Want(t, http.StatusOK)
	})
}

// TestASignInNamesItsAccount: the handle must come, and be of the account whose passkey
// answered: another's passkey under one's own handle opens neither account.
func TestASignInNamesItsAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		mine, theirs := w.AddPasskey(t, w.Member), w.AddPasskey(t, w.Second)
		for name, change := range map[string]func(f *forged){
			"no handle":        func(f *forged) { f.handle = nil },
			"another's handle": func(f *forged) { f.handle = theirs.Device.Options.UserHandle },
			"another's id":     func(f *forged) { f.id = theirs.Credential.ID },
			"both":             func(f *forged) { f.id, f.handle = theirs.Credential.ID, theirs.Device.Options.UserHandle },
		} {
			if answer := signIn(t, w, forge(t, mine, ask(t, w), change)); answer.Status != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, answer.Status)
			}
		}
	})
}

// TestAChallengeIsForOneThing: for what, for whom and in which session or sign-in it was asked.
//
// ASVS: 6.6.2
func TestAChallengeIsForOneThing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		key, other := w.AddPasskey(t, w.Member), w.AddPasskey(t, w.Second)
		client := w.WithToken(t, w.Member)
		token, another := waiting(t, w, w.Member), waiting(t, w, w.Member)
		stepUp := func(c *testworld.Person) func(string) *testworld.Answer {
			return func(a string) *testworld.Answer {
				return c.Post(t, stepUpPath, body{"method": "passkey", "assertion": a})
			}
		}
		questions := map[string]func() *testworld.Answer{
			"sign-in":              func() *testworld.Answer { return ask(t, w) },
			"second factor":        func() *testworld.Answer { return w.Anonymous.Post(t, askMFAPath, body{"mfa_token": token}) },
			"another sign-in":      func() *testworld.Answer { return w.Anonymous.Post(t, askMFAPath, body{"mfa_token": another}) },
			"step-up":              func() *testworld.Answer { return client.Get(t, askAgain) },
			"another session":      func() *testworld.Answer { return w.Member.Get(t, askAgain) },
			"another's step-up":    func() *testworld.Answer { return w.Second.Get(t, askAgain) },
			"a registration":       func() *testworld.Answer { return client.Post(t, beginPath, nil) },
			"another registration": func() *testworld.Answer { return w.Member.Post(t, beginPath, nil) },
		}
		answers := map[string]func(string) *testworld.Answer{
			"sign-in":         func(a string) *testworld.Answer { return signIn(t, w, a) },
			"step-up":         stepUp(client),
			"another session": stepUp(w.Member),
			"second factor": func(a string) *testworld.Answer {
				return w.Anonymous.Post(t, mfaPath, body{"mfa_token": token, "method": "passkey", "assertion": a})
			},
		}
		for to, answer := range answers {
			for from, question := range questions {
				if from == to {
					continue
				}
				w.Exec(t, db.Scope{}, "UPDATE sign_ins SET attempts = 0")
				if got := answer(forge(t, key, question().Want(t, http.StatusOK), func(*forged) {})); got.Status < http.StatusBadRequest {
					t.Errorf("a challenge for %s was good for %s", from, to)
				}
			}
		}
		made := w.NewAuthenticator().Create(t, questions["another registration"]())
		client.Post(t, mine, body{"name": "Key", "credential": made}).WantProblem(t, problem.CodeInvalid)
		if got := stepUp(client)(forge(t, other, client.Get(t, askAgain), func(*forged) {})); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("another's passkey stepped up: %d", got.Status)
		}
		for to, answer := range answers {
			w.Exec(t, db.Scope{}, "UPDATE sign_ins SET attempts = 0")
			answer(forge(t, key, questions[to](), func(*forged) {})).Want(t, http.StatusOK)
		}
	})
}

// TestAChallengeIsAnsweredOnce: of twenty at once on two nodes one wins, none later,
// and a wrong answer uses it up as well.
func TestAChallengeIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key := w.AddPasskey(t, w.Member)
		_, second := w.ServeNode(t)
		assertion := key.Get(t, ask(t, w))
		won := atOnce(20, func(i int) bool {
			options := []testworld.RequestOption{}
			if i%2 == 1 {
				options = append(options, testworld.On(second.URL))
			}
			return signIn(t, w, assertion, options...).Status == http.StatusOK
		})
		if n := w.Count(t, "sessions", "ways = 'passkey'"); won != 1 || n != 1 {
			t.Errorf("%d of 20 won and opened %d sessions", won, n)
		}
		signIn(t, w, assertion).WantProblem(t, problem.CodeUnauthenticated)
		options := ask(t, w)
		wrong := forge(t, key, options, func(f *forged) { f.flags &^= verified })
		signIn(t, w, wrong).WantProblem(t, problem.CodeUnauthenticated)
		signIn(t, w, forge(t, key, options, func(*forged) {})).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestARegistrationIsAnsweredOnce: of twenty at once one adds its passkey.
func TestARegistrationIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		options := w.Member.Post(t, beginPath, nil).Want(t, http.StatusOK)
		credentials := make([]string, 20)
		for i := range credentials {
			credentials[i] = w.NewAuthenticator().Create(t, options)
		}
		won := atOnce(20, func(i int) bool {
			return w.Member.Post(t, mine, body{"name": "Key", "credential": credentials[i]}).Status == http.StatusCreated
		})
		if n := w.Count(t, "passkeys", "user_id = $1", w.Member.ID); won != 1 || n != 1 {
			t.Errorf("%d of 20 won and %d passkeys are there", won, n)
		}
	})
}

// TestAChallengeEndsOnTime: on both sides of its edge, and what is known of it is then forgotten.
func TestAChallengeEndsOnTime(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key, created := w.AddPasskey(t, w.Member), w.NewAuthenticator()
		early, late := key.Get(t, ask(t, w)), key.Get(t, ask(t, w))
		credential := created.Create(t, w.Member.Post(t, beginPath, nil).Want(t, http.StatusOK))
		w.Clock.Advance(passkeys.ChallengeLife - time.Microsecond)
		signIn(t, w, early).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		signIn(t, w, late).WantProblem(t, problem.CodeUnauthenticated)
		w.Member.Post(t, mine, body{"name": "Key", "credential": credential}).WantProblem(t, problem.CodeInvalid)
		for _, c := range []struct {
			after time.Duration
			left  int64
		}{{0, 1}, {time.Microsecond, 0}} {
			if err := passkeys.ForgetAnswered(t.Context(), w.App.DB, w.Clock.Now().Add(c.after)); err != nil {
				t.Fatal(err)
			}
			if n := w.Count(t, "answered_challenges", "TRUE"); n != c.left {
				t.Errorf("%d challenges are remembered, not %d", n, c.left)
			}
		}
	})
}

// TestWrongRegistrationsAreRefused: and add nothing.
func TestWrongRegistrationsAreRefused(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for name, change := range map[string]func(a *testworld.Authenticator){
			"another origin":        func(a *testworld.Authenticator) { a.Party.Origin = "https://evil.example" },
			"another port":          func(a *testworld.Authenticator) { a.Party.Origin += ":443" },
			"another relying party": func(a *testworld.Authenticator) { a.Party.ID = "example" },
			"a user not verified":   func(a *testworld.Authenticator) { a.Device.Options.UserNotVerified = true },
			"a user not present":    func(a *testworld.Authenticator) { a.Device.Options.UserNotPresent = true },
			"backed up, but never":  func(a *testworld.Authenticator) { a.Device.Options.BackupState = true },
			"an endless id":         func(a *testworld.Authenticator) { a.Credential.ID = make([]byte, 1024) },
			"no id":                 func(a *testworld.Authenticator) { a.Credential.ID = nil },
		} {
			a := w.NewAuthenticator()
			change(a)
			if answer := register(t, w.Member, a, "Key"); answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
			}
		}
		options := w.Member.Post(t, beginPath, nil).Want(t, http.StatusOK)
		one, two := w.NewAuthenticator(), w.NewAuthenticator()
		id := func(a *testworld.Authenticator) string { return b64.EncodeToString(a.Credential.ID) }
		renamed := strings.ReplaceAll(one.Create(t, options), id(one), id(two))
		w.Member.Post(t, mine, body{"name": "Key", "credential": renamed}).WantProblem(t, problem.CodeInvalid)
		if n := w.Count(t, "passkeys", "TRUE"); n != 0 {
			t.Errorf("%d passkeys were added", n)
		}
	})
}

// garbage is what no browser sends.
var garbage = map[string]string{
	"nothing": " ", "no object": "[]", "null": "null", "an empty object": "{}", "half of one": `{"id":"AA"`, "two": "{}{}", "no JSON": "%%",
	"no response": `{"id":"AAAA","rawId":"AAAA","type":"public-key"}`, "ids that differ": `{"id":"AAAA","rawId":"AAAB","type":"public-key","response":{}}`,
	"too long":    strings.Repeat("A", 16385),
	"deep":        strings.Repeat(`{"response":`, 1300),
	"client data": `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"bnVsbA","authenticatorData":"AAAA","signature":"AAAA"}}`,
}

// TestGarbageIsRefused: at each place where a passkey's answer is read, and what is
// too long before it is read.
func TestGarbageIsRefused(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.AddPasskey(t, w.Member)
		for name, text := range garbage {
			for place, answer := range map[string]*testworld.Answer{
				"sign-in":      signIn(t, w, text),
				"step-up":      w.Member.Post(t, stepUpPath, body{"method": "passkey", "assertion": text}),
				"registration": w.Member.Post(t, mine, body{"name": "Key", "credential": text}),
			} {
				if answer.Status != http.StatusUnprocessableEntity && (place != "sign-in" || answer.Status != http.StatusUnauthorized) {
					t.Errorf("%s to a %s: %d", name, place, answer.Status)
				}
			}
		}
	})
}
