package emailchange_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/emailchange"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

var changing = regexp.MustCompile(`"email":"[^"]*"`)

// Whose the new address is shows in no answer, neither now nor later; only its owner is told.
//
// ASVS: 6.3.8
func TestAskingTellsNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		unverified := w.NewPerson(t, "Newcomer")
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'unverified', password_hash = '', confirmed_at = NULL WHERE id = $1", unverified.ID)
		var first string
		for address, told := range map[string]string{
			"nobody@example.net":             "auth.email-change",
			w.Second.Email:                   "auth.email-change-notice",
			strings.ToUpper(w.Owner.Email):   "auth.email-change-notice",
			w.Disabled.Email:                 "",
			unverified.Email:                 "auth.email-change",
			"nobody@xn--bcher-kva.example":   "auth.email-change",
			"same.name+tag@sub.example.test": "auth.email-change",
		} {
			p := w.NewPerson(t, "Mover")
			answer := p.Post(t, mine, map[string]string{"email": address}).Want(t, http.StatusAccepted)
			present := linkTo(t, w, "old", p.Email)
			use(t, w, confirm, present).Want(t, http.StatusOK)
			shown := fmt.Sprint(answer.Status) + changing.ReplaceAllString(string(answer.Body)+string(p.Get(t, mine).Body), "")
			if first == "" {
				first = shown
			}
			if shown != first {
				t.Errorf("%s: answered %s, another time %s", address, shown, first)
			}
			sent := w.Mail.Sent(address)
			switch {
			case told == "" && len(sent) > 0:
				t.Errorf("%s was told %+v", address, sent)
			case told != "" && (len(sent) != 1 || sent[0].Kind != told):
				t.Errorf("%s was told %+v, want %s", address, sent, told)
			case told != "" && (strings.Contains(sent[0].Text, p.Email) || strings.Contains(sent[0].Text, p.Name)):
				t.Errorf("%s learns who asked: %s", address, sent[0].Text)
			case told == "auth.email-change-notice" && strings.Contains(sent[0].Text, "#"):
				t.Errorf("%s got a link: %s", address, sent[0].Text)
			}
		}
	})
}

// Asking looks for no account by the new address: it works while such questions fail. So
// its time can't tell of one.
func TestAskingLooksForNobody(t *testing.T) {
	t.Parallel()
	fault := &testworld.Fault{}
	w := testworld.New(t, db.SQLite, fault.Option)
	broken := func(sql string) error {
		if strings.Contains(sql, "email_key = $") && !strings.Contains(sql, "UPDATE") {
			return errors.New("asked for an address")
		}
		return nil
	}
	fault.During(broken, func() {
		w.Member.Post(t, mine, map[string]string{"email": w.Second.Email}).Want(t, http.StatusAccepted)
	})
}

// An account asks three times an hour, whatever became of it, and is told when it may again;
// an address is mailed to thirty times a day, whoever asks.
func TestAskingIsRare(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for n := range emailchange.AskedPerHour {
			ask(t, w, w.Member, fmt.Sprintf("next%d@example.net", n))
			w.Member.Delete(t, mine).Want(t, http.StatusNoContent)
			w.Clock.Advance(time.Minute)
		}
		late := w.Member.Post(t, mine, map[string]string{"email": "more@example.net"}).WantProblem(t, problem.CodeTooManyRequests)
		if wait := late.Header.Get("Retry-After"); wait != "3420" {
			t.Errorf("told to wait %q seconds", wait)
		}
		ask(t, w, w.Second, "others@example.net")
		w.Clock.Advance(57*time.Minute - time.Microsecond)
		w.Proven(t, w.Member, w.Clock.Now())
		w.Member.Post(t, mine, map[string]string{"email": "more@example.net"}).WantProblem(t, problem.CodeTooManyRequests)
		w.Clock.Advance(time.Microsecond)
		ask(t, w, w.Member, "more@example.net")

		for n := range emailchange.AskedPerDay + 1 {
			p := w.NewPerson(t, "Crowd")
			p.Post(t, mine, map[string]string{"email": "victim@example.net"}).Want(t, http.StatusAccepted)
			w.Settle(t)
			if got := len(w.Mail.Sent("victim@example.net")); got != min(n+1, emailchange.AskedPerDay) {
				t.Fatalf("%d mails after %d requests", got, n+1)
			}
		}
	})
}

// What can't be an address is refused, and so is one's own; nothing waits then.
func TestBadAddressesAreRefused(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	for name, body := range map[string]string{
		"no sign":             `{"email":"nobody"}`,
		"one's own":           `{"email":"` + strings.ToUpper(w.Member.Email) + `"}`,
		"two lines":           `{"email":"a@example.org\r\nBcc: b@example.org"}`,
		"NUL":                 `{"email":"a\u0000@example.org"}`,
		"two addresses":       `{"email":"a@example.org,b@example.org"}`,
		"letters like others": `{"email":"rоbin@example.org"}`, // the first o is Cyrillic
		"too long":            `{"email":"` + strings.Repeat("a", 250) + `@example.org"}`,
		"a name around it":    `{"email":"Robin <a@example.org>"}`,
	} {
		if a := w.Member.Post(t, mine, body); a.Status != problem.CodeInvalid.Status() {
			t.Errorf("%s: answered %d: %.200s", name, a.Status, a.Body)
		}
	}
	w.Member.Post(t, mine, `{"email":"a`+"\xff"+`@example.org"}`).WantProblem(t, problem.CodeBadRequest)
	for _, never := range []string{"x", strings.Repeat("x", 200), "tfe_" + strings.Repeat("0", 49)} {
		use(t, w, confirm, never).WantProblem(t, problem.CodeGone)
		use(t, w, refuse, never).WantProblem(t, problem.CodeGone)
	}
	if waits(t, w.Member) {
		t.Error("a change waits")
	}
}

// Links lead to the configured address, whatever a request calls its host.
func TestTheHostHeaderIsInNoLink(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	evil := func(r *http.Request) { r.Host = "evil.example" }
	w.Member.Post(t, mine, map[string]string{"email": "next@example.net"}, evil, testworld.Header("X-Forwarded-Host", "evil.example")).Want(t, http.StatusAccepted)
	if linkTo(t, w, "old", w.Member.Email) == "" || linkTo(t, w, "new", "next@example.net") == "" {
		t.Error("no links were sent")
	}
	for _, address := range []string{w.Member.Email, "next@example.net"} {
		for _, m := range w.Mail.Sent(address) {
			if strings.Contains(m.Text, "evil.example") {
				t.Errorf("the mail says %s", m.Text)
			}
		}
	}
}
