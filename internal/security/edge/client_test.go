package edge_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"taskflow/internal/security/edge"
)

var proxies = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:ffff::/48"),
}

func seen(t testing.TB, peer string, header http.Header) edge.Details {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = peer
	for name, values := range header {
		r.Header[name] = values
	}
	var details edge.Details
	serve(edge.Options{TrustedProxies: proxies}, func(_ http.ResponseWriter, r *http.Request) {
		details = edge.Info(r.Context())
	}, r)
	return details
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		peer string
		xff  []string
		want string
	}{
		"no proxy":                      {"192.0.2.1:5", nil, "192.0.2.1"},
		"untrusted peer claims":         {"192.0.2.1:5", []string{"203.0.113.9"}, "192.0.2.1"},
		"loopback isn't trusted":        {"127.0.0.1:5", []string{"203.0.113.9"}, "127.0.0.1"},
		"one proxy":                     {"10.0.0.1:5", []string{"203.0.113.9"}, "203.0.113.9"},
		"two proxies":                   {"10.0.0.1:5", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		"client's own claim is left":    {"10.0.0.1:5", []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		"claims to be a proxy":          {"10.0.0.1:5", []string{"198.51.100.1, 10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		"two lines":                     {"10.0.0.1:5", []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		"two lines, second ours":        {"10.0.0.1:5", []string{"203.0.113.9", "10.0.0.7"}, "203.0.113.9"},
		"only proxies":                  {"10.0.0.1:5", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"with port":                     {"10.0.0.1:5", []string{"203.0.113.9:1234"}, "203.0.113.9"},
		"IPv6":                          {"[2001:db8:ffff::1]:5", []string{"2001:db8:1::2"}, "2001:db8:1::2"},
		"IPv6 in brackets":              {"10.0.0.1:5", []string{"[2001:db8:1::2]:99"}, "2001:db8:1::2"},
		"mapped peer":                   {"[::ffff:10.0.0.1]:5", []string{"203.0.113.9"}, "203.0.113.9"},
		"mapped client":                 {"10.0.0.1:5", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		"zone":                          {"[fe80::1%eth0]:5", nil, "fe80::1"},
		"garbage":                       {"10.0.0.1:5", []string{"evil"}, "10.0.0.1"},
		"garbage beside our proxy":      {"10.0.0.1:5", []string{"203.0.113.9, unknown, 10.0.0.2"}, "10.0.0.1"},
		"garbage left of the client":    {"10.0.0.1:5", []string{"<script>, 203.0.113.9"}, "203.0.113.9"},
		"empty":                         {"10.0.0.1:5", []string{""}, "10.0.0.1"},
		"empty element":                 {"10.0.0.1:5", []string{"203.0.113.9,"}, "10.0.0.1"},
		"octal is not an address":       {"10.0.0.1:5", []string{"010.1.1.1"}, "10.0.0.1"},
		"ten thousand commas":           {"10.0.0.1:5", []string{strings.Repeat(",", 10_000)}, "10.0.0.1"},
		"peer without an address":       {"@", []string{"203.0.113.9"}, "invalid IP"},
		"every address is not anyone's": {"0.0.0.0:5", []string{"203.0.113.9"}, "0.0.0.0"},
	} {
		if got := seen(t, c.peer, http.Header{"X-Forwarded-For": c.xff}).ClientIP.String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestOtherAddressHeadersAreIgnored(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Forwarded", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip", "X-Forwarded", "Client-Ip", "X-Original-Forwarded-For", "X_forwarded_for"} {
		header := http.Header{name: {"203.0.113.9"}}
		if name == "Forwarded" {
			header[name] = []string{"for=203.0.113.9;proto=https"}
		}
		if got := seen(t, "10.0.0.1:5", header); got.ClientIP.String() != "10.0.0.1" || got.Secure {
			t.Errorf("%s was believed: %+v", name, got)
		}
	}
}

func TestSecure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		peer  string
		proto []string
		want  bool
	}{
		"plain":            {"192.0.2.1:5", nil, false},
		"untrusted claims": {"192.0.2.1:5", []string{"https"}, false},
		"trusted https":    {"10.0.0.1:5", []string{"https"}, true},
		"trusted http":     {"10.0.0.1:5", []string{"http"}, false},
		"client's claim":   {"10.0.0.1:5", []string{"https, http"}, false},
		"two lines":        {"10.0.0.1:5", []string{"https", "http"}, false},
		"other words":      {"10.0.0.1:5", []string{"HTTPS on"}, false},
	} {
		if got := seen(t, c.peer, http.Header{"X-Forwarded-Proto": c.proto}).Secure; got != c.want {
			t.Errorf("%s: secure=%v", name, got)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.TLS = &tls.ConnectionState{}
	if got := serve(edge.Options{}, ok, r).Header().Get("Strict-Transport-Security"); got == "" {
		t.Error("TLS without HSTS")
	}
}

func FuzzForwardedFor(f *testing.F) {
	for _, chain := range []string{"", "203.0.113.9", "a,b", "10.0.0.1, 203.0.113.9:80", "[::1]", "::ffff:1.2.3.4", "fe80::1%a", ",,,"} {
		f.Add(chain)
	}
	f.Fuzz(func(t *testing.T, chain string) {
		got := seen(t, "10.0.0.1:5", http.Header{"X-Forwarded-For": {chain}}).ClientIP
		if !got.IsValid() || got.Is4In6() || got.Zone() != "" {
			t.Fatalf("%q gives %v", chain, got)
		}
		// What a trusted proxy appends decides, whatever stands before it.
		appended := seen(t, "10.0.0.1:5", http.Header{"X-Forwarded-For": {chain + ", 198.51.100.7"}}).ClientIP
		if appended.String() != "198.51.100.7" {
			t.Fatalf("%q before the proxy's own entry gives %v", chain, appended)
		}
		if outside := seen(t, "192.0.2.1:5", http.Header{"X-Forwarded-For": {chain}}).ClientIP; outside.String() != "192.0.2.1" {
			t.Fatalf("an untrusted peer's %q gives %v", chain, outside)
		}
	})
}
