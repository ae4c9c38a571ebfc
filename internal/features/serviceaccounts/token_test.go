package serviceaccounts_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

func basicOf(id, secret string) testworld.RequestOption {
	text := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	return testworld.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(text)))
}

// TestTokenRequests: what isn't exactly a token request gets the error that RFC 6749
// section 5.2 has for it, and none of them a token.
//
// ASVS: 10.4.4 10.4.10
func TestTokenRequests(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account, _, secret := w.Service(t, w.Acme, w.Owner, authz.Member, "tasks:read", "tasks:create")
		id := account.String()
		never, _ := token.New(token.ClientSecret)
		anonymous := url.Values{"grant_type": {"client_credentials"}}
		type options = []testworld.RequestOption
		for name, c := range map[string]struct {
			form   url.Values
			with   options
			status int
			error  string
		}{
			"by form":            {form(id, secret), nil, 200, ""},
			"by Basic":           {anonymous, options{basicOf(id, secret)}, 200, ""},
			"Basic and its id":   {form(id, ""), options{basicOf(id, secret)}, 200, ""},
			"for less":           {form(id, secret, "scope", "tasks:read"), nil, 200, ""},
			"for us":             {form(id, secret, "resource", testworld.BaseURL), nil, 200, ""},
			"more than is known": {form(id, secret, "display", "x"), nil, 200, ""},
			"another's secret":   {form(id, never.Reveal()), nil, 401, "invalid_client"},
			"no secret of ours":  {form(id, "secret"), nil, 401, "invalid_client"},
			"another's id":       {form(w.Owner.ID.String(), secret), nil, 401, "invalid_client"},
			"nobody":             {anonymous, nil, 401, "invalid_client"},
			"half a client":      {form(id, ""), nil, 401, "invalid_client"},
			"a bearer token":     {anonymous, options{bearer(secret)}, 401, "invalid_client"},
			"Basic that isn't":   {anonymous, options{testworld.Header("Authorization", "Basic !")}, 401, "invalid_client"},
			"Basic with %zz":     {anonymous, options{testworld.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("a%zz:b")))}, 401, "invalid_client"},
			"two ways":           {form(id, secret), options{basicOf(id, secret)}, 400, "invalid_request"},
			"two ids":            {form(w.Owner.ID.String(), ""), options{basicOf(id, secret)}, 400, "invalid_request"},
			"no grant":           {url.Values{"client_id": {id}, "client_secret": {secret}}, nil, 400, "invalid_request"},
			"a password's grant": {form(id, secret, "grant_type", "password"), nil, 400, "unsupported_grant_type"},
			"a refresh's grant":  {form(id, secret, "grant_type", "refresh_token"), nil, 400, "unsupported_grant_type"},
			"a parameter twice":  {url.Values{"grant_type": {"client_credentials", "client_credentials"}, "client_id": {id}, "client_secret": {secret}}, nil, 400, "invalid_request"},
			"more than it has":   {form(id, secret, "scope", "tasks:read tasks:delete"), nil, 400, "invalid_scope"},
			"of an account":      {form(id, secret, "scope", "account:read"), nil, 400, "invalid_scope"},
			"for somebody else":  {form(id, secret, "resource", "https://api.example"), nil, 400, "invalid_target"},
			"for us and another": {url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "resource": {testworld.BaseURL, "https://api.example"}}, nil, 400, "invalid_target"},
			"not UTF-8":          {form(id, secret, "scope", "\xff"), nil, 400, "invalid_request"},
			"another body":       {form(id, secret), options{testworld.Header("Content-Type", "application/json")}, 400, "invalid_request"},
			"a body of nothing":  {url.Values{}, nil, 400, "invalid_request"},
		} {
			answer := ask(t, w, c.form, c.with...)
			var said struct {
				Error       string
				AccessToken string `json:"access_token"`
			}
			if err := json.Unmarshal(answer.Body, &said); err != nil || answer.Status != c.status || said.Error != c.error || (said.AccessToken != "") != (c.status == 200) {
				t.Errorf("%s: answered %d %s (%v)", name, answer.Status, answer.Body, err)
			}
			if answer.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
				t.Errorf("%s: headers %v", name, answer.Header)
			}
			if challenge := answer.Header.Get("WWW-Authenticate"); (challenge == `Basic realm="taskflow"`) != (c.status == 401) {
				t.Errorf("%s: WWW-Authenticate is %q", name, challenge)
			}
			if strings.Contains(string(answer.Body), secret) || strings.Contains(string(answer.Body), "refresh_token") {
				t.Errorf("%s: the answer tells too much", name)
			}
		}
		large := form(id, secret, "scope", strings.Repeat("x", 20<<10))
		ask(t, w, large).Want(t, http.StatusRequestEntityTooLarge)
	})
}

// TestWhatATokenSays: it is the account's own, for what was asked, with all claims of RFC 9068.
//
// ASVS: 10.4.11
func TestWhatATokenSays(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account, _, secret := w.Service(t, w.Acme, w.Owner, authz.Member, "tasks:read", "tasks:create")
		got := tokenOf(t, ask(t, w, form(account.String(), secret, "scope", "tasks:read")))
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(got.AccessToken, ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		var claims map[string]any
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]any{"sub": account.String(), "client_id": account.String(), "scope": "tasks:read", "iss": testworld.BaseURL, "aud": testworld.BaseURL, "ver": float64(1)} {
			if claims[name] != want {
				t.Errorf("%s is %v, want %v", name, claims[name], want)
			}
		}
		w.Clock.Advance(15*time.Minute - time.Second)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(got.AccessToken)).Want(t, http.StatusOK)
		w.Clock.Advance(time.Second)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(got.AccessToken)).Want(t, http.StatusUnauthorized)
		if n := w.Count(t, "audit_events", "name = 'auth.token.issued' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestMetadataTellsTheTruth: each thing that it names is there.
func TestMetadataTellsTheTruth(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var said map[string]any
		w.Anonymous.Get(t, "/.well-known/oauth-authorization-server").Want(t, http.StatusOK).JSON(t, &said)
		if said["issuer"] != testworld.BaseURL || said["token_endpoint"] != testworld.BaseURL+tokenPath {
			t.Errorf("the metadata is %v", said)
		}
		keys, _ := said["jwks_uri"].(string)
		w.Anonymous.Get(t, strings.TrimPrefix(keys, testworld.BaseURL)).Want(t, http.StatusOK)
		if list, ok := said["response_types_supported"].([]any); !ok || len(list) != 0 {
			t.Errorf("response types %v", said["response_types_supported"])
		}
		scopes, _ := said["scopes_supported"].([]any)
		if len(scopes) < 10 {
			t.Errorf("scopes %v", scopes)
		}
	})
}
