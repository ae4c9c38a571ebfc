package accounts_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/testworld"
)

const (
	signup = "/api/v1/auth/signup"
	verify = "/api/v1/auth/verify"
	login  = "/api/v1/auth/login"

	good    = "seven green lamps hum"
	another = "eight amber clocks nod"
)

func body(email, password, name string) map[string]string {
	return map[string]string{"email": email, "password": password, "name": name}
}

func mails(t *testing.T, w *testworld.World, email string) []mail.Message {
	t.Helper()
	w.Settle(t)
	return w.Mail.Sent(email)
}

var link = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(testworld.BaseURL) + `/verify\?token=(tfv_[0-9A-Za-z]+)$`)

// tokenIn returns the token of a mail's link; empty when it has none.
func tokenIn(m mail.Message) string {
	found := link.FindStringSubmatch(m.Text)
	if found == nil {
		return ""
	}
	return found[1]
}

func lastToken(t *testing.T, w *testworld.World, email string) string {
	t.Helper()
	for _, m := range slices.Backward(mails(t, w, email)) {
		if text := tokenIn(m); text != "" {
			return text
		}
	}
	t.Fatal("no link was sent")
	return ""
}

func signsIn(t *testing.T, w *testworld.World, email, password string) bool {
	t.Helper()
	a := w.Anonymous.Post(t, login, map[string]string{"email": email, "password": password, "client": "token"})
	return a.Status == http.StatusOK
}

func TestSignUpConfirmAndSignIn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Anonymous.Post(t, signup, body("Robin@Example.com", good, "  Robin  ")).Want(t, http.StatusAccepted)
		if signsIn(t, w, "robin@example.com", good) {
			t.Fatal("an unconfirmed account signs in")
		}
		token := lastToken(t, w, "robin@example.com")
		w.Anonymous.Post(t, verify, map[string]string{"token": token}).Want(t, http.StatusOK)
		if !signsIn(t, w, "ROBIN@example.com", good) || signsIn(t, w, "robin@example.com", good+" ") {
			t.Error("a confirmed account doesn't sign in by exactly its password")
		}
		w.Anonymous.Post(t, verify, map[string]string{"token": token}).WantProblem(t, problem.CodeGone)
		var name, stored string
		w.Ask(t, db.Scope{}, "SELECT name, email FROM users WHERE email_key = 'robin@example.com'", nil, &name, &stored)
		if name != "Robin" || stored != "Robin@example.com" {
			t.Errorf("kept %q <%s>", name, stored)
		}
	})
}

// However a domain is written, it is one account; people see it as they wrote it.
func TestADomainOfOtherLetters(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const shown, sent = "robin@b\u00fccher.example", "robin@xn--bcher-kva.example"
		w.Anonymous.Post(t, signup, body("Robin@Bu\u0308cher.example", good, "Robin")).Want(t, http.StatusAccepted)
		var email, key string
		w.Ask(t, db.Scope{}, "SELECT email, email_key FROM users WHERE email_key = $1", []any{sent}, &email, &key)
		if email != "Robin@b\u00fccher.example" {
			t.Errorf("it is shown as %q", email)
		}
		w.Anonymous.Post(t, verify, map[string]string{"token": lastToken(t, w, shown)}).Want(t, http.StatusOK)
		for _, written := range []string{shown, sent, "ROBIN@B\u00dcCHER.EXAMPLE"} {
			if !signsIn(t, w, written, good) {
				t.Errorf("%q doesn't sign in", written)
			}
		}
		w.Anonymous.Post(t, signup, body(sent, another, "Mallory")).Want(t, http.StatusAccepted)
		last := mails(t, w, shown)
		if len(last) != 2 || tokenIn(last[1]) != "" {
			t.Errorf("another spelling made another account: %d mails", len(last))
		}
		// Another letter that looks the same is another address.
		if signsIn(t, w, "robin@b\u00fcch\u0435r.example", good) {
			t.Error("a domain that looks the same signs in")
		}
	})
}

func TestSignUpAnswersTheSameWhoeverHasAnAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Anonymous.Post(t, signup, body("waiting@example.com", good, "W")).Want(t, http.StatusAccepted)
		first := w.Anonymous.Post(t, signup, body("nobody@example.com", good, "N"))
		for name, email := range map[string]string{
			"active": w.Member.Email, "unverified": "waiting@example.com", "disabled": w.Disabled.Email,
		} {
			a := w.Anonymous.Post(t, signup, body(email, good, "N"))
			if diff := differs(first, a); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		for _, email := range []string{w.Member.Email, w.Disabled.Email} {
			sent := mails(t, w, email)
			if len(sent) != 1 || tokenIn(sent[0]) != "" || !strings.Contains(sent[0].Text, testworld.BaseURL+"/login") {
				t.Errorf("an account's owner was told %v", sent)
			}
		}
		if len(mails(t, w, "waiting@example.com")) != 2 {
			t.Error("an unconfirmed address got no second mail")
		}
	})
}

// differs compares two answers but for what is of one request only.
func differs(a, b *testworld.Answer) string {
	if a.Status != b.Status || string(clean(a.Body)) != string(clean(b.Body)) {
		return string(a.Body) + " or " + string(b.Body)
	}
	for _, h := range []http.Header{a.Header, b.Header} {
		for _, own := range []string{"X-Request-Id", "Date", "Ratelimit", "Ratelimit-Policy"} {
			h.Del(own)
		}
	}
	for name := range a.Header {
		if strings.Join(a.Header[name], ",") != strings.Join(b.Header[name], ",") {
			return name
		}
	}
	if len(a.Header) != len(b.Header) {
		return "another number of headers"
	}
	return ""
}

var requestID = regexp.MustCompile(`req_[0-9a-z]+`)

func clean(text []byte) []byte { return requestID.ReplaceAll(text, nil) }

func TestWhoeverConfirmsHasHisOwnPassword(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		// Somebody else signs up with the address first.
		w.Anonymous.Post(t, signup, body("victim@example.com", another, "Mallory")).Want(t, http.StatusAccepted)
		planted := lastToken(t, w, "victim@example.com")
		w.Anonymous.Post(t, signup, body("victim@example.com", good, "Victim")).Want(t, http.StatusAccepted)
		own := lastToken(t, w, "victim@example.com")
		w.Anonymous.Post(t, verify, map[string]string{"token": planted}).WantProblem(t, problem.CodeGone)
		w.Anonymous.Post(t, verify, map[string]string{"token": own}).Want(t, http.StatusOK)
		if signsIn(t, w, "victim@example.com", another) || !signsIn(t, w, "victim@example.com", good) {
			t.Error("the password of the sign-up that wasn't confirmed works")
		}
		// And once there is an account, sign-up changes nothing about it.
		w.Anonymous.Post(t, signup, body("victim@example.com", another, "Mallory")).Want(t, http.StatusAccepted)
		if !signsIn(t, w, "victim@example.com", good) {
			t.Error("a sign-up changed an existing account")
		}
	})
}

func TestMailsToOneAddressAreBounded(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, email := range []string{"many@example.com", w.Member.Email} {
			for range accounts.MailsPerHour + 2 {
				w.Anonymous.Post(t, signup, body(email, good, "M")).Want(t, http.StatusAccepted)
			}
			if n := len(mails(t, w, email)); n != accounts.MailsPerHour {
				t.Errorf("%d mails were sent to %s", n, email)
			}
		}
		token := lastToken(t, w, "many@example.com")
		w.Clock.Advance(time.Hour)
		w.Anonymous.Post(t, signup, body("many@example.com", good, "M")).Want(t, http.StatusAccepted)
		if n := len(mails(t, w, "many@example.com")); n != accounts.MailsPerHour+1 {
			t.Errorf("%d mails after an hour", n)
		}
		// Whoever signs up again from the same place gets another link for the one before.
		w.Anonymous.Post(t, verify, map[string]string{"token": token}).WantProblem(t, problem.CodeGone)
	})
}

func TestALinkLivesADay(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, email := range []string{"early@example.com", "late@example.com"} {
			w.Anonymous.Post(t, signup, body(email, good, "R")).Want(t, http.StatusAccepted)
		}
		early, late := lastToken(t, w, "early@example.com"), lastToken(t, w, "late@example.com")
		w.Clock.Advance(accounts.LinkLife - time.Microsecond)
		w.Anonymous.Post(t, verify, map[string]string{"token": early}).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		expired := w.Anonymous.Post(t, verify, map[string]string{"token": late}).WantProblem(t, problem.CodeGone)
		for name, text := range map[string]string{
			"used": early, "unknown": neverSent(), "malformed": "x", "another kind": "tfi_" + late[4:],
		} {
			a := w.Anonymous.Post(t, verify, map[string]string{"token": text})
			if diff := differs(expired, a); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		// The address can still be signed up.
		w.Anonymous.Post(t, signup, body("late@example.com", good, "R")).Want(t, http.StatusAccepted)
		w.Anonymous.Post(t, verify, map[string]string{"token": lastToken(t, w, "late@example.com")}).Want(t, http.StatusOK)
	})
}

func neverSent() string {
	plain, _ := token.New(token.EmailVerification)
	return plain.Reveal()
}

func TestDisablingComesBeforeConfirming(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Anonymous.Post(t, signup, body("robin@example.com", good, "R")).Want(t, http.StatusAccepted)
		token := lastToken(t, w, "robin@example.com")
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE email_key = 'robin@example.com'")
		w.Anonymous.Post(t, verify, map[string]string{"token": token}).WantProblem(t, problem.CodeGone)
		if signsIn(t, w, "robin@example.com", good) {
			t.Error("a disabled account was confirmed")
		}
	})
}

// together calls f for 0..n-1 at the same time.
func together(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func TestOneOfTwentyConfirmationsWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Anonymous.Post(t, signup, body("robin@example.com", good, "R")).Want(t, http.StatusAccepted)
		token := lastToken(t, w, "robin@example.com")
		status := make([]int, 20)
		together(20, func(i int) {
			status[i] = w.Anonymous.Post(t, verify, map[string]string{"token": token}).Status
		})
		won := 0
		for _, s := range status {
			if s == http.StatusOK {
				won++
			} else if s != http.StatusGone {
				t.Errorf("answered %d", s)
			}
		}
		if won != 1 {
			t.Errorf("%d of 20 won", won)
		}
	})
}

func TestTwentySignUpsOfOneAddressAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		together(20, func(int) {
			if a := w.Anonymous.Post(t, signup, body("robin@example.com", good, "R")); a.Status != http.StatusAccepted {
				t.Errorf("answered %d: %s", a.Status, a.Body)
			}
		})
		var people int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM users WHERE email_key = 'robin@example.com'", nil, &people)
		sent := mails(t, w, "robin@example.com")
		if people != 1 || len(sent) != accounts.MailsPerHour {
			t.Errorf("%d accounts, %d mails", people, len(sent))
		}
		worked := 0
		for _, m := range sent {
			if w.Anonymous.Post(t, verify, map[string]string{"token": tokenIn(m)}).Status == http.StatusOK {
				worked++
			}
		}
		if worked != 1 {
			t.Errorf("%d of the links work", worked)
		}
	})
}

func TestRefusedSignUps(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	for name, c := range map[string]struct {
		body  map[string]string
		field string
	}{
		"no address":        {body("robin", good, "R"), "body.email"},
		"a name around it":  {body("Robin <robin@example.com>", good, "R"), "body.email"},
		"a second line":     {body("robin@example.com\r\nBcc: x@example.com", good, "R"), "body.email"},
		"a short password":  {body("robin@example.com", "seven green la", "R"), "body.password"},
		"a common password": {body("robin@example.com", "passwordpassword", "R"), "body.password"},
		"its own address":   {body("robin@example.com", "robin@example.com", "R"), "body.password"},
		"an empty name":     {body("robin@example.com", good, " \t "), "body.name"},
		"a long name":       {body("robin@example.com", good, strings.Repeat("ä", 101)), "body.name"},
	} {
		a := w.Anonymous.Post(t, signup, c.body).WantProblem(t, problem.CodeInvalid)
		var p problem.Body
		a.JSON(t, &p)
		if len(p.Errors) != 1 || p.Errors[0].Field != c.field {
			t.Errorf("%s: refused for %v", name, p.Errors)
		}
		if strings.Contains(string(a.Body), c.body["password"]) && c.body["password"] != "R" {
			t.Errorf("%s: the answer repeats the password", name)
		}
	}
	w.Anonymous.Post(t, signup, body("robin@example.com", good, strings.Repeat("ä", 100))).Want(t, http.StatusAccepted)
}

func TestTheMailHoldsNothingOfTheStrangersWords(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	w.Anonymous.Post(t, signup, body("robin@example.com", good, "Buy at evil.example")).Want(t, http.StatusAccepted)
	for _, m := range mails(t, w, "robin@example.com") {
		if strings.Contains(m.Text+m.Subject+m.To.Name, "evil.example") {
			t.Errorf("the mail carries %q", m.Text)
		}
		if _, err := url.Parse(link.FindString(m.Text)); err != nil {
			t.Error(err)
		}
	}
}

func TestInvitedOnly(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		closed := testworld.New(t, w.Engine, testworld.InvitedOnly)
		first := closed.Anonymous.Post(t, signup, body("stranger@example.com", good, "S")).Want(t, http.StatusAccepted)
		if diff := differs(w.Anonymous.Post(t, signup, body("x@example.com", good, "S")), first); diff != "" {
			t.Error(diff)
		}
		closed.Anonymous.Post(t, signup, body(closed.Member.Email, good, "S")).Want(t, http.StatusAccepted)
		if len(mails(t, closed, "stranger@example.com")) != 0 || len(mails(t, closed, closed.Member.Email)) != 1 {
			t.Error("the policy isn't kept, or an owner isn't told")
		}
		closed.Owner.Post(t, closed.Path("/invitations"), map[string]string{"email": "Awaited@example.com", "role": "member"}).Want(t, http.StatusCreated)
		closed.Anonymous.Post(t, signup, body("awaited@example.com", good, "A")).Want(t, http.StatusAccepted)
		closed.Anonymous.Post(t, verify, map[string]string{"token": lastToken(t, closed, "awaited@example.com")}).Want(t, http.StatusOK)
		if !signsIn(t, closed, "awaited@example.com", good) {
			t.Error("who was invited can't sign up")
		}
	})
}
