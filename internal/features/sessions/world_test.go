package sessions_test

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/password"
	"taskflow/internal/security/authn"
	"taskflow/internal/testworld"
)

const (
	loginPath    = "/api/v1/auth/login"
	refreshPath  = "/api/v1/auth/refresh"
	logoutPath   = "/api/v1/auth/logout"
	me           = "/api/v1/me"
	mine         = "/api/v1/me/sessions"
	passwordPath = "/api/v1/me/password"

	good    = "seven green lamps hum"
	another = "eight amber clocks nod"
)

// withPassword gives a person of the world a password to sign in with.
func withPassword(t *testing.T, w *testworld.World, p *testworld.Person, text string) {
	t.Helper()
	hash, err := password.New(password.Options{Params: testworld.Cheap}).Hash(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, db.Scope{}, "UPDATE users SET password_hash = $2 WHERE id = $1", p.ID, hash)
}

func credentials(email, password, client string) map[string]string {
	return map[string]string{"email": email, "password": password, "client": client}
}

// pair is what an API client gets.
type pair struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	Scope        string `json:"scope"`
}

func tokensOf(t *testing.T, a *testworld.Answer) (p pair) {
	t.Helper()
	a.Want(t, http.StatusOK).JSON(t, &p)
	if p.AccessToken == "" || p.RefreshToken == "" || p.TokenType != "Bearer" || p.ExpiresIn != 900 {
		t.Fatalf("got %s", a.Body)
	}
	return p
}

// cookieOf returns the session cookie that an answer sets.
func cookieOf(t *testing.T, a *testworld.Answer) *http.Cookie {
	t.Helper()
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == authn.CookieName {
			return c
		}
	}
	t.Fatalf("no cookie in %v", a.Header)
	return nil
}

func bearer(token string) testworld.RequestOption {
	return testworld.Header("Authorization", "Bearer "+token)
}

func withCookie(value string) testworld.RequestOption {
	return testworld.Header("Cookie", authn.CookieName+"="+value)
}

func (p pair) works(t *testing.T, w *testworld.World) bool {
	t.Helper()
	return w.Anonymous.Get(t, me, bearer(p.AccessToken)).Status == http.StatusOK
}

func refresh(t *testing.T, w *testworld.World, token string) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, refreshPath, map[string]string{"refresh_token": token})
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

var requestID = regexp.MustCompile(`req_[0-9a-z]+`)

// differs compares two answers but for what is of one request only.
func differs(a, b *testworld.Answer) string {
	if a.Status != b.Status || requestID.ReplaceAllString(string(a.Body), "") != requestID.ReplaceAllString(string(b.Body), "") {
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

// entry is the newest audit entry of a name.
type entry struct {
	outcome, details string
	actor            id.User
}

func newest(t *testing.T, w *testworld.World, name string) (e entry) {
	t.Helper()
	w.Ask(t, db.Scope{Workspace: installation}, "SELECT outcome, details, actor_id FROM audit_events WHERE name = $1 ORDER BY id DESC LIMIT 1",
		[]any{name}, &e.outcome, &e.details, &e.actor)
	return e
}

func address(t *testing.T, p *testworld.Person) mail.Address {
	t.Helper()
	a, err := mail.ParseAddress(p.Email)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
