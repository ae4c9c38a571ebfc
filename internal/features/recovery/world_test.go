package recovery_test

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/authn"
	"taskflow/internal/testworld"
)

const (
	forgot      = "/api/v1/auth/password/forgot"
	resetPath   = "/api/v1/auth/password/reset"
	magic       = "/api/v1/auth/magic-link"
	magicVerify = "/api/v1/auth/magic-link/verify"
	loginPath   = "/api/v1/auth/login"
	me          = "/api/v1/me"

	good    = "seven green lamps hum"
	another = "eight amber clocks nod"
)

// proxied trusts the tests' own peer to say which address a client has.
func proxied(o *app.Options) {
	o.Edge.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func from(address string) testworld.RequestOption {
	return testworld.Header("X-Forwarded-For", address)
}

func mails(t *testing.T, w *testworld.World, p *testworld.Person) []mail.Message {
	t.Helper()
	w.Settle(t)
	return w.Mail.Sent(p.Email)
}

var link = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(testworld.BaseURL) + `/(?:reset|magic-link)#(tf[pl]_[0-9A-Za-z]+)$`)

// ask asks for a link and returns the token that was mailed; empty if none was.
func ask(t *testing.T, w *testworld.World, path string, p *testworld.Person, options ...testworld.RequestOption) string {
	t.Helper()
	before := len(mails(t, w, p))
	w.Anonymous.Post(t, path, map[string]string{"email": p.Email}, options...).Want(t, http.StatusOK)
	sent := mails(t, w, p)
	if len(sent) == before {
		return ""
	}
	found := link.FindStringSubmatch(sent[len(sent)-1].Text)
	if found == nil {
		t.Fatalf("the mail has no link: %s", sent[len(sent)-1].Text)
	}
	return found[1]
}

func reset(t *testing.T, w *testworld.World, token, password string, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, resetPath, map[string]string{"token": token, "password": password}, options...)
}

func open(t *testing.T, w *testworld.World, token string, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, magicVerify, map[string]string{"token": token}, options...)
}

func login(t *testing.T, w *testworld.World, p *testworld.Person, password string) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, loginPath, map[string]string{"email": p.Email, "password": password, "client": "browser"})
}

// asSession shows the session cookie that an answer has set.
func asSession(t *testing.T, a *testworld.Answer) testworld.RequestOption {
	t.Helper()
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == authn.CookieName {
			return testworld.Header("Cookie", c.Name+"="+c.Value)
		}
	}
	t.Fatalf("no session in %v: %s", a.Header, a.Body)
	return nil
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
