package accounts_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

const victim = "victim@example.com"

// proxied trusts the tests' own peer to say which address a client has.
func proxied(o *app.Options) {
	o.Edge.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func from(address string) testworld.RequestOption {
	return testworld.Header("X-Forwarded-For", address)
}

// signUp signs up from an address and returns the token that was mailed for it,
// if one was: the one that wasn't there before.
func signUp(t *testing.T, w *testworld.World, password, address string) string {
	t.Helper()
	before := tokens(mails(t, w, victim))
	w.Anonymous.Post(t, signup, body(victim, password, "V"), from(address)).Want(t, http.StatusAccepted)
	for _, text := range tokens(mails(t, w, victim)) {
		if !slices.Contains(before, text) {
			return text
		}
	}
	return ""
}

func tokens(sent []mail.Message) (list []string) {
	for _, m := range sent {
		list = append(list, tokenIn(m))
	}
	return list
}

func confirm(t *testing.T, w *testworld.World, token string) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, verify, map[string]string{"token": token})
}

// Whoever signs up with somebody else's address, before or after or both, in
// whatever number, keeps neither the link nor the password from the owner.
func TestStrangersCannotStarveOrReplaceTheOwnersLink(t *testing.T) {
	t.Parallel()
	const stranger, owner = "198.51.100.7", "203.0.113.9"
	many := func(t *testing.T, w *testworld.World) {
		for range 2 * accounts.MailsPerHour {
			signUp(t, w, another, stranger)
		}
	}
	none := func(*testing.T, *testworld.World) {}
	for name, c := range map[string]struct {
		before, after func(*testing.T, *testworld.World)
	}{
		"before": {many, none}, "after": {none, many}, "both": {many, many},
	} {
		for _, engine := range dbtest.Engines(t) {
			t.Run(fmt.Sprintf("%s/%s", name, engine), func(t *testing.T) {
				t.Parallel()
				w := testworld.New(t, engine, proxied)
				c.before(t, w)
				own := signUp(t, w, good, owner)
				if own == "" {
					t.Fatal("the owner was sent no link")
				}
				c.after(t, w)
				confirm(t, w, own).Want(t, http.StatusOK)
				onlyTheOwnersPasswordCounts(t, w)
			})
		}
	}
}

func onlyTheOwnersPasswordCounts(t *testing.T, w *testworld.World) {
	t.Helper()
	for _, text := range tokens(mails(t, w, victim)) {
		confirm(t, w, text).WantProblem(t, problem.CodeGone)
	}
	if signsIn(t, w, victim, another) || !signsIn(t, w, victim, good) {
		t.Error("the owner's link made an account with another password")
	}
}

func TestMailsAreCountedByNetworkAndByDay(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w = testworld.New(t, w.Engine, proxied)
		sent := func() int { return len(mails(t, w, victim)) }
		// The addresses of one site are one network.
		for i := range accounts.MailsPerHour + 2 {
			signUp(t, w, another, fmt.Sprintf("2001:db8:1:%x::%x", i, i+1))
		}
		if sent() != accounts.MailsPerHour {
			t.Errorf("one site had %d mails sent", sent())
		}
		first := w.Anonymous.Post(t, signup, body(victim, another, "V"), from("2001:db8:1::1"))
		for i := range accounts.MailsPerDay {
			a := w.Anonymous.Post(t, signup, body(victim, another, "V"), from(fmt.Sprintf("192.0.2.%d", i)))
			if diff := differs(first, a); diff != "" {
				t.Errorf("the answer shows whether a mail was sent: %s", diff)
			}
		}
		if sent() != accounts.MailsPerDay {
			t.Errorf("%d mails were sent in a day", sent())
		}
		w.Clock.Advance(accounts.LinkLife)
		if signUp(t, w, good, "203.0.113.9") == "" {
			t.Error("nothing is sent on the next day")
		}
	})
}

// The mail lets its reader tell his own sign-up from another's.
func TestTheMailSaysWhenAndFromWhere(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite, proxied)
	signUp(t, w, good, "203.0.113.9")
	text := mails(t, w, victim)[0].Text
	for _, want := range []string{"2 March 2026 09:00 UTC", "203.0.113.9", "ignore this mail"} {
		if !strings.Contains(text, want) {
			t.Errorf("the mail lacks %q: %s", want, text)
		}
	}
}
