package egress

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// loopback lets the tests' own servers be reached.
func loopback(server *httptest.Server) Policy {
	policy := Policy{Private: []Destination{{Network: netip.MustParsePrefix("127.0.0.1/32")}}}
	if server.Certificate() != nil {
		policy.Roots = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	return policy
}

func served(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Only after the whole request does the server see that its client has gone.
		_, _ = io.Copy(io.Discard, r.Body)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

func ask(t *testing.T, client *http.Client, method, url string) (*http.Response, []byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("client_secret=s"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer s")
	request.Header.Set("X-Secret", "s")
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// TestTheEdgeOfSize has an answer of exactly the allowed size, of one byte more that says so, and of one that doesn't.
func TestTheEdgeOfSize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		size     int
		announce bool
		whole    bool
	}{
		"exactly":          {1000, true, true},
		"exactly, unsaid":  {1000, false, true},
		"one more":         {1001, true, false},
		"one more, unsaid": {1001, false, false},
		"a lot, unsaid":    {1 << 22, false, false},
	} {
		server := served(t, func(w http.ResponseWriter, _ *http.Request) {
			if !c.announce {
				w.(http.Flusher).Flush()
			}
			_, _ = w.Write(bytes.Repeat([]byte("x"), c.size))
		})
		_, body, err := ask(t, New(loopback(server), Limits{Body: 1000}), http.MethodGet, server.URL)
		if c.whole && (err != nil || len(body) != c.size) {
			t.Errorf("%s: %d bytes, %v", name, len(body), err)
		}
		if !c.whole && (!errors.Is(err, ErrTooLarge) || len(body) > 1000) {
			t.Errorf("%s: %d bytes, %v", name, len(body), err)
		}
	}
}

// TestASlowAnswerEndsOnTime has servers that never answer, and that answer a byte at a time for ever.
func TestASlowAnswerEndsOnTime(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"drip": func(w http.ResponseWriter, r *http.Request) {
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for r.Context().Err() == nil {
				<-tick.C
				_, _ = w.Write([]byte("x"))
				w.(http.Flusher).Flush()
			}
		},
	} {
		server := served(t, handler)
		began := time.Now()
		_, _, err := ask(t, New(loopback(server), Limits{Total: time.Second}), http.MethodGet, server.URL)
		if took := time.Since(began); err == nil || took > 20*time.Second {
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
}

// TestRedirectsAreJudgedHopByHop sends a client on to where it may and mayn't go.
// ASVS: 15.3.2
func TestRedirectsAreJudgedHopByHop(t *testing.T) {
	t.Parallel()
	arrived := make(chan http.Header, 1)
	target := served(t, func(_ http.ResponseWriter, r *http.Request) { arrived <- r.Header.Clone() })
	for _, c := range []struct {
		name, method, to string
		status, follow   int
		through          bool
	}{
		{"none by default", http.MethodGet, target.URL, 302, 0, false},
		{"one", http.MethodGet, target.URL, 302, 1, true},
		{"a POST's, kept", http.MethodPost, target.URL, 307, 1, false},
		{"a POST's, made a GET", http.MethodPost, target.URL, 303, 1, false},
		{"to a private address", http.MethodGet, "https://10.0.0.1/", 302, 1, false},
		{"to the metadata service", http.MethodGet, "https://169.254.169.254/latest/meta-data/", 302, 1, false},
		{"to another loopback", http.MethodGet, "https://127.0.0.2/", 302, 1, false},
		{"away from https", http.MethodGet, strings.Replace(target.URL, "https:", "http:", 1), 302, 1, false},
		{"to a file", http.MethodGet, "file:///etc/passwd", 302, 1, false},
		{"with a password", http.MethodGet, strings.Replace(target.URL, "://", "://u:p@", 1), 302, 1, false},
	} {
		first := served(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, c.to, c.status) })
		policy := loopback(first)
		policy.Plain = []string{"127.0.0.1"}
		_, _, err := ask(t, New(policy, Limits{Redirects: c.follow}), c.method, first.URL)
		if (err == nil) != c.through || (len(arrived) == 1) != c.through {
			t.Errorf("%s: %v, %d arrived", c.name, err, len(arrived))
		}
		if !c.through && !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v isn't a refusal", c.name, err)
		}
		if len(arrived) == 1 {
			if h := <-arrived; h.Get("Authorization")+h.Get("X-Secret")+h.Get("Referer")+h.Get("Cookie") != "" {
				t.Errorf("%s: went on with %v", c.name, h)
			}
		}
	}
}

// TestNothingIsKept shows that cookies don't come back and that the proxy of the environment isn't asked.
func TestNothingIsKept(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:9")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:9")
	server := served(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b", Secure: true})
		_, _ = io.WriteString(w, r.Header.Get("Cookie")+r.UserAgent())
	})
	client := New(loopback(server), Limits{})
	for range 2 {
		if _, body, err := ask(t, client, http.MethodGet, server.URL); err != nil || string(body) != "TaskFlow" {
			t.Errorf("%q, %v", body, err)
		}
	}
}

// TestHTTPOnlyWhereNamed asks an http server that the operator named for it, and that he didn't.
// ASVS: 12.3.1
func TestHTTPOnlyWhereNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	policy := loopback(server)
	if _, _, err := ask(t, New(policy, Limits{}), http.MethodGet, server.URL); !errors.Is(err, ErrForbidden) {
		t.Errorf("http went out: %v", err)
	}
	policy.Plain = []string{"127.0.0.1"}
	if _, _, err := ask(t, New(policy, Limits{}), http.MethodGet, server.URL); err != nil {
		t.Error(err)
	}
}

// TestTLS has a server whose certificate nobody vouches for, and one that speaks TLS 1.1 only.
// ASVS: 12.1.1 12.3.2
func TestTLS(t *testing.T) {
	t.Parallel()
	server := served(t, func(http.ResponseWriter, *http.Request) {})
	stranger := loopback(server)
	stranger.Roots = nil
	if _, _, err := ask(t, New(stranger, Limits{}), http.MethodGet, server.URL); err == nil {
		t.Error("anybody's certificate is taken")
	}
	old := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	old.TLS = tlsUpTo11()
	old.StartTLS()
	t.Cleanup(old.Close)
	if _, _, err := ask(t, New(loopback(old), Limits{}), http.MethodGet, old.URL); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}
