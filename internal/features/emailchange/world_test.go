package emailchange_test

import (
	"net/http"
	"regexp"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

const (
	mine    = "/api/v1/me/email"
	confirm = "/api/v1/auth/email-change/confirm"
	refuse  = "/api/v1/auth/email-change/refuse"
	me      = "/api/v1/me"

	good = "seven green lamps hum"
)

var resetForm = regexp.MustCompile(`tfp_[0-9A-Za-z]+`)

var links = map[string]*regexp.Regexp{
	"old": regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(testworld.BaseURL) + `/email-change/old#(tfe_[0-9A-Za-z]+)$`),
	"new": regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(testworld.BaseURL) + `/email-change/new#(tfe_[0-9A-Za-z]+)$`),
}

// linkTo is the token of the last link that was mailed to an address; empty if none was.
func linkTo(t *testing.T, w *testworld.World, side, address string) (token string) {
	t.Helper()
	w.Settle(t)
	for _, m := range w.Mail.Sent(address) {
		if found := links[side].FindStringSubmatch(m.Text); found != nil {
			token = found[1]
		}
	}
	return token
}

// ask asks for another address and returns the tokens of both links.
func ask(t *testing.T, w *testworld.World, p *testworld.Person, address string) (present, next string) {
	t.Helper()
	p.Post(t, mine, map[string]string{"email": address}).Want(t, http.StatusAccepted)
	present, next = linkTo(t, w, "old", p.Email), linkTo(t, w, "new", address)
	if present == "" || next == "" {
		t.Fatalf("the links are %q and %q", present, next)
	}
	return present, next
}

func use(t *testing.T, w *testworld.World, path, token string, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, path, map[string]string{"token": token}, options...)
}

func login(t *testing.T, w *testworld.World, address string) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, "/api/v1/auth/login", map[string]string{"email": address, "password": good, "client": "token"})
}

// addressOf is what the database has.
func addressOf(t *testing.T, w *testworld.World, p *testworld.Person) (address string) {
	t.Helper()
	w.Ask(t, db.Scope{}, "SELECT email FROM users WHERE id = $1", []any{p.ID}, &address)
	return address
}

// waits tells whether a person sees a change that waits.
func waits(t *testing.T, p *testworld.Person) bool {
	t.Helper()
	return p.Get(t, mine).Want(t, http.StatusOK).Field(t, "waiting") != nil
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

// resetLink is the token of a link that was asked for by somebody who has forgotten the password.
func resetLink(t *testing.T, w *testworld.World, address string) string {
	t.Helper()
	w.Anonymous.Post(t, "/api/v1/auth/password/forgot", map[string]string{"email": address}).Want(t, http.StatusOK)
	w.Settle(t)
	for _, m := range w.Mail.Sent(address) {
		if found := resetForm.FindString(m.Text); found != "" {
			return found
		}
	}
	t.Fatal("no link was mailed")
	return ""
}
