package identities_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestWrongProviders has providers that are silent, endless, wrong or gone: each answer comes in bounded time, and passwords go on.
// ASVS: 10.5.3 16.5.2
func TestWrongProviders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		at := func(path string, f http.HandlerFunc) func(http.ResponseWriter, *http.Request) bool {
			return func(rw http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != path {
					return false
				}
				f(rw, r)
				return true
			}
		}
		const discovery = "/.well-known/openid-configuration"
		endless := func(rw http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := rw.Write([]byte(strings.Repeat(`{"a":`, 10_000))); err != nil {
					return
				}
			}
		}
		silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		text := func(status int, body string) http.HandlerFunc {
			return func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "application/json")
				rw.WriteHeader(status)
				_, _ = rw.Write([]byte(body))
			}
		}
		for name, serve := range map[string]func(http.ResponseWriter, *http.Request) bool{
			"silent at discovery":  at(discovery, silent),
			"endless at discovery": at(discovery, endless),
			"wrong at discovery":   at(discovery, text(200, "<html>")),
			"failing at discovery": at(discovery, text(500, "{}")),
			"empty at discovery":   at(discovery, text(200, "{}")),
			"redirecting":          at(discovery, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/other", http.StatusFound) }),
			"endless keys":         at("/keys", endless),
			"no keys":              at("/keys", text(200, `{"keys":[]}`)),
			"wrong keys":           at("/keys", text(200, `{"keys":[{"kty":"oct","k":"AAAA"},1,null]}`)),
			"failing at the token": at("/token", text(500, `{"error":"server_error"}`)),
			"endless token":        at("/token", endless),
			"wrong token":          at("/token", text(200, `[]`)),
		} {
			_, server := w.ServeNode(t)
			p.Serve = serve
			began := time.Now()
			if status := attempt(t, w, p, testworld.On(server.URL)); status == http.StatusOK || status == http.StatusInternalServerError {
				t.Errorf("%s: %d", name, status)
			}
			if took := time.Since(began); took > 60*time.Second {
				t.Errorf("%s: took %v", name, took)
			}
			p.Serve = nil
		}
		for name, metadata := range map[string]func(m map[string]any){
			"script for authorization":  func(m map[string]any) { m["authorization_endpoint"] = "javascript:alert(1)" },
			"http for authorization":    func(m map[string]any) { m["authorization_endpoint"] = "http://evil.example/" },
			"a file of keys":            func(m map[string]any) { m["jwks_uri"] = "file:///etc/passwd" },
			"token at metadata service": func(m map[string]any) { m["token_endpoint"] = "https://169.254.169.254/" },
			"plain PKCE only":           func(m map[string]any) { m["code_challenge_methods_supported"] = []string{"plain"} },
			"no algorithm of ours":      func(m map[string]any) { m["id_token_signing_alg_values_supported"] = []string{"HS256", "none"} },
			"signed userinfo":           func(m map[string]any) { m["userinfo_endpoint"] = p.Server.URL + "/signed" },
		} {
			_, server := w.ServeNode(t)
			p.Metadata = metadata
			if name == "signed userinfo" {
				p.Claims = func(c map[string]any) { delete(c, "name") }
				p.Serve = at("/signed", func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("Content-Type", "application/jwt") })
			}
			if status := attempt(t, w, p, testworld.On(server.URL)); status == http.StatusOK || status == http.StatusInternalServerError {
				t.Errorf("%s: %d", name, status)
			}
			p.Metadata, p.Claims, p.Serve = nil, nil, nil
		}
		w.SetPassword(t, w.Member, "seven green lamps hum")
		w.Anonymous.Post(t, "/api/v1/auth/login", map[string]any{"email": w.Member.Email, "password": "seven green lamps hum", "client": "browser"}).Want(t, http.StatusOK)
	})
}

// TestAProviderThatFailedIsAskedAgainLater counts what is asked of a provider that is away.
func TestAProviderThatFailedIsAskedAgainLater(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		p.Serve = func(rw http.ResponseWriter, _ *http.Request) bool { rw.WriteHeader(http.StatusBadGateway); return true }
		for range 20 {
			w.Anonymous.Post(t, start, map[string]any{}).WantProblem(t, problem.CodeUnavailable)
		}
		if asked := p.Asked("/.well-known/openid-configuration"); asked != 1 {
			t.Errorf("it was asked %d times", asked)
		}
		p.Serve = nil
		w.Clock.Advance(10 * time.Second)
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
	})
}
