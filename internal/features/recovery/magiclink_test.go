package recovery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// A link from a mail signs in, and is neither a second factor nor a fresh proof.
//
// ASVS: 6.4.4
func TestAMagicLinkIsNoSecondFactor(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		signed := open(t, w, ask(t, w, magic, w.Member)).Want(t, http.StatusOK)
		session := asSession(t, signed)
		w.Anonymous.Get(t, me, session).Want(t, http.StatusOK)
		w.Anonymous.Post(t, "/api/v1/me/totp", nil, session).WantProblem(t, problem.CodeReauthenticate)
		w.Policy(t, "everyone", "any", w.Clock.Now())
		w.Anonymous.Get(t, w.Path("/members"), session).WantProblem(t, problem.CodeSecondFactor)

		w.TOTPCode(t, w.Member)
		w.Clock.Advance(time.Hour) // for another link
		half := open(t, w, ask(t, w, magic, w.Member)).Want(t, http.StatusOK)
		waiting, _ := half.Field(t, "mfa").(map[string]any)
		if waiting == nil || strings.Contains(half.Header.Get("Set-Cookie"), "__Host-taskflow=") {
			t.Fatalf("no second factor was asked for: %s", half.Body)
		}
		code := w.CodeAt(t, w.Clock.Now())
		whole := w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]any{"mfa_token": waiting["token"], "method": "totp", "code": code}).Want(t, http.StatusOK)
		w.Anonymous.Get(t, me, asSession(t, whole)).Want(t, http.StatusOK)
	})
}

func TestAMagicLinkGivesTokensToClients(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	link := ask(t, w, magic, w.Member)
	a := w.Anonymous.Post(t, magicVerify, map[string]string{"token": link, "client": "token"}).Want(t, http.StatusOK)
	if text, _ := a.Field(t, "access_token").(string); text == "" {
		t.Errorf("answered %s", a.Body)
	}
}

// An operator can leave it out, and the sign-in page knows.
func TestMagicLinksCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite, func(o *app.Options) { o.NoMagicLinks = true })
	for _, path := range []string{magic, magicVerify} {
		w.Anonymous.Post(t, path, map[string]string{"email": w.Member.Email}).WantProblem(t, problem.CodeNotFound)
	}
	if offered := w.Anonymous.Get(t, "/api/v1/auth/ways").Field(t, "magic_link"); offered != false {
		t.Errorf("offered: %v", offered)
	}
	if offered := testworld.New(t, db.SQLite).Anonymous.Get(t, "/api/v1/auth/ways").Field(t, "magic_link"); offered != true {
		t.Errorf("offered: %v", offered)
	}
}

// The owner of an account that is guessed at gets in by a link, and is known from then on.
func TestALinkLeadsPastGuesses(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite, testworld.Guarded)
	w.SetPassword(t, w.Member, good)
	for range 3 {
		login(t, w, w.Member, another)
	}
	login(t, w, w.Member, good).WantProblem(t, problem.CodeTooManyAttempts)
	answer := open(t, w, ask(t, w, magic, w.Member)).Want(t, http.StatusOK)
	resetting := reset(t, w, ask(t, w, forgot, w.Member), another).Want(t, http.StatusOK)
	for n, a := range []*testworld.Answer{answer, resetting} {
		device := ""
		for _, c := range (&http.Response{Header: a.Header}).Cookies() {
			if strings.HasSuffix(c.Name, "-device") {
				device = c.Name + "=" + c.Value
			}
		}
		signed := w.Anonymous.Post(t, loginPath, map[string]string{"email": w.Member.Email, "password": another, "client": "browser"}, testworld.Header("Cookie", device))
		if known := signed.Status == http.StatusOK; known != (n == 1) { // a reset forgets the devices of before
			t.Errorf("%d: answered %d", n, signed.Status)
		}
	}
}
