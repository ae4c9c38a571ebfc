package edge_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"taskflow/internal/security/edge"
)

var (
	safe    = []string{"GET", "HEAD", "OPTIONS"}
	changes = []string{"POST", "PUT", "PATCH", "DELETE"}
)

// Each row is tried with every method of its list, on an API path and on a page.
func TestForeignSites(t *testing.T) {
	t.Parallel()
	const cookie, bearer = "__Host-session=x", "Bearer x"
	for name, c := range map[string]struct {
		site, origin, auth, cookie string
		safeAPI, safePage, change  int
	}{
		"no browser":                   {"", "", "", "", 204, 204, 204},
		"no browser, cookie jar":       {"", "", "", cookie, 204, 204, 204},
		"same origin":                  {"same-origin", "https://tasks.example", "", cookie, 204, 204, 204},
		"typed address":                {"none", "", "", cookie, 204, 204, 204},
		"cross site":                   {"cross-site", "https://evil.example", "", cookie, 403, 204, 403},
		"cross site, no origin":        {"cross-site", "", "", cookie, 403, 204, 403},
		"same site":                    {"same-site", "https://blog.tasks.example", "", cookie, 403, 204, 403},
		"unknown word":                 {"future-site", "", "", cookie, 403, 204, 403},
		"cross site, no cookie":        {"cross-site", "https://evil.example", "", "", 403, 204, 403},
		"old browser, own origin":      {"", "https://tasks.example", "", cookie, 204, 204, 204},
		"old browser, foreign":         {"", "https://evil.example", "", cookie, 204, 204, 403},
		"old browser, null":            {"", "null", "", cookie, 204, 204, 403},
		"old browser, other port":      {"", "https://tasks.example:444", "", cookie, 204, 204, 403},
		"old browser, http to https":   {"", "http://tasks.example", "", cookie, 204, 204, 403},
		"token":                        {"cross-site", "https://evil.example", bearer, "", 204, 204, 204},
		"token, old browser":           {"", "https://evil.example", bearer, "", 204, 204, 204},
		"DPoP":                         {"same-site", "https://evil.example", "DPoP x", "", 204, 204, 204},
		"token and cookie":             {"cross-site", "https://evil.example", bearer, cookie, 403, 204, 403},
		"Basic is ambient":             {"cross-site", "https://evil.example", "Basic eDp5", "", 403, 204, 403},
		"Negotiate is ambient":         {"cross-site", "https://evil.example", "Negotiate x", "", 403, 204, 403},
		"trusted origin":               {"cross-site", "https://app.example", "", cookie, 204, 204, 204},
		"trusted origin, http":         {"cross-site", "http://app.example", "", cookie, 403, 204, 403},
		"trusted origin, upper case":   {"cross-site", "https://APP.example", "", cookie, 403, 204, 403},
		"same-origin word, bad origin": {"same-origin", "https://evil.example", "", cookie, 204, 204, 204},
	} {
		options := edge.Options{TrustedOrigins: []string{"https://app.example"}, TrustedProxies: proxies}
		try := func(method, path string, want int) {
			r := httptest.NewRequest(method, path, nil)
			r.Host, r.RemoteAddr = "tasks.example", "10.0.0.1:5"
			r.Header.Set("X-Forwarded-Proto", "https")
			for header, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin, "Authorization": c.auth, "Cookie": c.cookie} {
				if value != "" {
					r.Header.Set(header, value)
				}
			}
			if got := serve(options, ok, r).Code; got != want {
				t.Errorf("%s: %s %s: %d, want %d", name, method, path, got, want)
			}
		}
		for _, method := range safe {
			try(method, "/api/v1/me", c.safeAPI)
			try(method, "/board", c.safePage)
		}
		for _, method := range changes {
			try(method, "/api/v1/me", c.change)
			try(method, "/board", c.change)
		}
	}
}

func TestDoubledSecFetchSiteIsForeign(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/me", nil)
	r.Header["Sec-Fetch-Site"] = []string{"same-origin", "cross-site"}
	if got := serve(edge.Options{}, ok, r).Code; got != http.StatusForbidden {
		t.Errorf("%d", got)
	}
}

func TestDeclaredCrossSiteRequestsPass(t *testing.T) {
	t.Parallel()
	options := edge.Options{CrossSite: func(r *http.Request) bool { return r.URL.Path == "/api/v1/callback" }}
	for path, want := range map[string]int{"/api/v1/callback": 204, "/api/v1/other": 403} {
		for _, method := range []string{"GET", "POST"} {
			r := httptest.NewRequest(method, path, nil)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			if got := serve(options, ok, r).Code; got != want {
				t.Errorf("%s %s: %d, want %d", method, path, got, want)
			}
		}
	}
}

func TestOriginsAreValidated(t *testing.T) {
	t.Parallel()
	for origin, good := range map[string]bool{
		"https://app.example": true, "http://localhost:5173": true,
		"app.example": false, "https://app.example/": false, "*": false, "": false,
	} {
		if err := (edge.Options{TrustedOrigins: []string{origin}}).Validate(); (err == nil) != good {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
