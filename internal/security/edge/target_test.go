package edge_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"unicode"

	"taskflow/internal/security/edge"
)

// asked builds the request as net/http's server would read its target.
func asked(method, target string) (*http.Request, bool) {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, false
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Method, r.URL, r.RequestURI = method, u, target
	return r, true
}

func TestTargets(t *testing.T) {
	t.Parallel()
	long := "/" + strings.Repeat("a", 9000)
	for _, c := range []struct {
		method, target string
		want           int
	}{
		{"GET", "/", 204},
		{"GET", "/api/v1/tasks/tsk_01?text=a%2Fb%00", 204},
		{"GET", "/a/b/", 204},
		{"GET", "/.well-known/jwks.json", 204},
		{"GET", "/a..b/...", 204},
		{"GET", "/caf%C3%A9", 204},
		{"GET", "http://example.com/a", 204},
		{"HEAD", "/", 204},
		{"OPTIONS", "/", 204},
		{"TRACE", "/", 405},
		{"CONNECT", "/", 405},
		{"PROPFIND", "/", 405},
		{"get", "/", 405},
		{"GET", long, 414},
		{"GET", "/?" + long, 414},
		{"OPTIONS", "*", 400},
		{"GET", "/a%00b", 400},
		{"GET", "/a%0d%0aSet-Cookie:x", 400},
		{"GET", "/a%7f", 400},
		{"GET", `/a\b`, 400},
		{"GET", "/a%5cb", 400},
		{"GET", "/a%2fb", 400},
		{"GET", "/a%2Fb", 400},
		{"GET", "/a/../b", 400},
		{"GET", "/a/..", 400},
		{"GET", "/./a", 400},
		{"GET", "/a/%2e%2e/b", 400},
		{"GET", "/a/%2e%2E%2fb", 400},
		{"GET", "/a/%252e%252e/b", 400},
		{"GET", "/a%252fb", 400},
		{"GET", "/a%2501", 400},
		{"GET", "/a%25zz", 204},
		{"GET", "//evil.example/a", 400},
		{"GET", "/a//b", 400},
		{"GET", "/a%ff", 400},
		{"GET", "/a%e2%80%ae", 400},
		{"GET", "/a%e2%80%a8b", 400},
	} {
		r, readable := asked(c.method, c.target)
		if !readable {
			t.Errorf("net/http wouldn't have let %q through", c.target)
			continue
		}
		response := serve(edge.Options{}, ok, r)
		if response.Code != c.want {
			t.Errorf("%s %.60q: %d, want %d", c.method, c.target, response.Code, c.want)
		}
		if c.want == 405 && response.Header().Get("Allow") == "" {
			t.Errorf("%s: 405 without Allow", c.method)
		}
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	options := edge.Options{Hosts: []string{"Tasks.example", "other.example:8443"}}
	for _, c := range []struct {
		host, path string
		want       int
	}{
		{"tasks.example", "/", 204},
		{"TASKS.example:443", "/", 204},
		{"tasks.example.", "/", 204},
		{"tasks.example.:8080", "/", 204},
		{"other.example:8443", "/", 204},
		{"other.example", "/", 421},
		{"other.example:1", "/", 421},
		{"evil.example", "/", 421},
		{"tasks.example.evil.example", "/", 421},
		{"", "/", 421},
		{"127.0.0.1:8080", "/", 421},
		{"10.0.0.9:8080", edge.Liveness, 204},
		{"10.0.0.9:8080", edge.Readiness, 204},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Host = c.host
		if got := serve(options, ok, r).Code; got != c.want {
			t.Errorf("host %q: %d, want %d", c.host, got, c.want)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, target := range []string{"/", "/a/../b", "/%2e%2e/", "//a", "/a%2fb", "/%252e%252e/", "/é", "*", "http://h/a", "/a;b", "/%", "/...//", "/%2501", "/%25c2%2585"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		r, readable := asked(http.MethodGet, target)
		if !readable {
			return
		}
		serve(edge.Options{}, func(_ http.ResponseWriter, r *http.Request) {
			// Decoded and cleaned any number of times it stays the same path.
			got := r.URL.Path
			if once, err := url.PathUnescape(got); err == nil {
				mustBePlain(t, target, once)
			}
			mustBePlain(t, target, got)
			if raw := strings.ToLower(r.URL.EscapedPath()); strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c") {
				t.Fatalf("%q hides a separator", target)
			}
		}, r)
	})
}

func mustBePlain(t *testing.T, target, got string) {
	t.Helper()
	if clean := path.Clean(got); clean != got && clean+"/" != got {
		t.Fatalf("%q reaches the handler as %q, which is %q", target, got, clean)
	}
	if strings.ContainsFunc(got, unicode.IsControl) || strings.Contains(got, `\`) {
		t.Fatalf("%q reaches the handler as %q", target, got)
	}
}
