package identities_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// behaviour is one of the conformance suite's tests of relying parties, played or not.
type behaviour struct {
	play func(p *testworld.IDP) // nil where it doesn't apply
	// accepted: somebody is signed in.
	accepted bool
	// elsewhere names the test that plays it, or why there is nothing to play.
	elsewhere string
}

func claim(name string, value any) func(p *testworld.IDP) {
	return func(p *testworld.IDP) { p.More = map[string]any{name: value} }
}

func without(name string) func(p *testworld.IDP) {
	return func(p *testworld.IDP) { p.Claims = func(c map[string]any) { delete(c, name) } }
}

// tampered signs properly and then says something else.
func tampered(p *testworld.IDP) {
	p.Sign = func(payload []byte) string {
		parts := strings.Split(p.SignedAs("JWT", payload), ".")
		parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), `"sub":"robin"`, `"sub":"mallory"`, 1)))
		return strings.Join(parts, ".")
	}
}

// bare is a token with a header of its own and any signature.
func bare(header, signature string) func(p *testworld.IDP) {
	return func(p *testworld.IDP) {
		p.Sign = func(payload []byte) string {
			return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "." + signature
		}
	}
}

// symmetric signs with the client's secret.
func symmetric(p *testworld.IDP) {
	p.Sign = func(payload []byte) string {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(strings.Repeat(testworld.IDPSecret, 4))}, nil)
		if err != nil {
			panic(err)
		}
		signed, err := signer.Sign(payload)
		if err != nil {
			panic(err)
		}
		text, _ := signed.CompactSerialize()
		return text
	}
	p.Metadata = func(m map[string]any) { m["id_token_signing_alg_values_supported"] = []string{"HS256", "RS256"} }
}

// elliptic256 signs with ES256 by a key that is published under published.
func elliptic256(p *testworld.IDP, valid bool) {
	signing, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	published := signing
	if !valid {
		published, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	p.Keys = []jose.JSONWebKey{{Key: published, KeyID: "e1", Algorithm: "ES256", Use: "sig"}}
	p.Metadata = func(m map[string]any) { m["id_token_signing_alg_values_supported"] = []string{"ES256"} }
	p.Sign = func(payload []byte) string {
		signer, _ := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: signing, KeyID: "e1"}}, nil)
		signed, _ := signer.Sign(payload)
		text, _ := signed.CompactSerialize()
		return text
	}
}

// nameless signs without a kid.
func nameless(p *testworld.IDP) {
	p.Sign = func(payload []byte) string {
		signer, _ := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.Keys[0].Key}, nil)
		signed, _ := signer.Sign(payload)
		text, _ := signed.CompactSerialize()
		return text
	}
}

const (
	onlyCode = "only the code flow is spoken: no front channel brings a token"
	noSecond = "no refresh token is asked for or kept"
	fixed    = "providers are configured by the operator, not found or registered by a client"
)

// behaviours are all 57 of them.
var behaviours = map[string]behaviour{
	"oidcc-client-test":                                          {play: func(*testworld.IDP) {}, accepted: true},
	"oidcc-client-test-client-secret-basic":                      {play: func(*testworld.IDP) {}, accepted: true},
	"oidcc-client-test-idtoken-sig-rs256":                        {play: func(*testworld.IDP) {}, accepted: true},
	"oidcc-client-test-nonce-unless-code-flow":                   {play: func(*testworld.IDP) {}, accepted: true}, // Authorize demands a nonce
	"oidcc-client-test-discovery-openid-config":                  {play: func(*testworld.IDP) {}, accepted: true},
	"oidcc-client-test-discovery-jwks-uri-keys":                  {play: movedKeys, accepted: true},
	"oidcc-client-test-idtoken-sig-none":                         {play: bare(`{"alg":"none"}`, "")},
	"oidcc-client-test-invalid-iss":                              {play: claim("iss", "https://evil.example")},
	"oidcc-client-test-missing-sub":                              {play: without("sub")},
	"oidcc-client-test-invalid-aud":                              {play: claim("aud", "another")},
	"oidcc-client-test-missing-aud":                              {play: without("aud")},
	"oidcc-client-test-missing-iat":                              {play: without("iat")},
	"oidcc-client-test-nonce-invalid":                            {play: claim("nonce", "another")},
	"oidcc-client-test-invalid-athash":                           {play: claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")},
	"oidcc-client-test-invalid-sig-rs256":                        {play: tampered},
	"oidcc-client-test-invalid-sig-hs256":                        {play: symmetric},
	"oidcc-client-test-invalid-sig-es256":                        {play: func(p *testworld.IDP) { elliptic256(p, false) }},
	"oidcc-client-test-kid-absent-single-jwks":                   {play: nameless, accepted: true},
	"oidcc-client-test-kid-absent-multiple-jwks":                 {play: func(p *testworld.IDP) { p.Keys = append(p.Keys, testworld.IDPKey("k2")); nameless(p) }},
	"oidcc-client-test-userinfo-invalid-sub":                     {play: userInfo(map[string]any{"sub": "mallory", "email": "robin@example.org", "email_verified": true})},
	"oidcc-client-test-scope-userinfo-claims":                    {play: userInfo(map[string]any{"email": "robin@example.org", "email_verified": true}), accepted: true},
	"oidcc-client-test-userinfo-bearer-header":                   {play: userInfo(map[string]any{"email": "robin@example.org", "email_verified": true}), accepted: true},
	"oidcc-client-test-discovery-issuer-mismatch":                {play: func(p *testworld.IDP) { p.Metadata = func(m map[string]any) { m["issuer"] = "https://evil.example" } }},
	"oidcc-client-test-signing-key-rotation":                     {elsewhere: "TestKeysRotate"},
	"oidcc-client-test-signing-key-rotation-just-before-signing": {elsewhere: "TestKeysRotate"},
	"oidcc-client-test-rp-backchannel-rpinitlogout":              {elsewhere: "TestBackChannelLogout"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-alg-none":     {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-no-event":     {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce":   {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg":    {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud":    {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event":  {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss":    {elsewhere: "TestWrongLogoutTokens"},
	"oidcc-client-test-rp-init-logout":                           {elsewhere: "TestSignOutOfTheProvider"},
	"oidcc-client-test-rp-init-logout-other-state":               {elsewhere: "no state is sent with a sign-out and none is looked at: what comes back is the sign-in page, which changes nothing"},
	"oidcc-client-test-rp-init-logout-no-state":                  {elsewhere: "no state is sent with a sign-out and none is looked at: what comes back is the sign-in page, which changes nothing"},
	"oidcc-client-test-3rd-party-init-login":                     {elsewhere: "no initiate_login_uri: a sign-in is begun by its person only (ASVS 7.6.2)"},
	"oidcc-client-test-form-post-error":                          {elsewhere: "response_mode form_post is never asked for; errors by query: TestAFlowIsOfOneBrowserOnceInTime"},
	"oidcc-client-test-aggregated-claims":                        {elsewhere: "claims of other parties are not used"},
	"oidcc-client-test-distributed-claims":                       {elsewhere: "claims of other parties are not used: no address that a token names is ever asked"},
	"oidcc-client-test-missing-athash":                           {elsewhere: onlyCode + ", where at_hash is optional"},
	"oidcc-client-test-invalid-chash":                            {elsewhere: onlyCode},
	"oidcc-client-test-missing-chash":                            {elsewhere: onlyCode},
	"oidcc-client-test-mtls-endpoint-aliases":                    {elsewhere: "clients have a secret, not a certificate"},
	"oidcc-client-test-refresh-token":                            {elsewhere: noSecond},
	"oidcc-client-test-refresh-token-invalid-issuer":             {elsewhere: noSecond},
	"oidcc-client-test-refresh-token-invalid-sub":                {elsewhere: noSecond},
	"oidcc-client-test-request-uri-signed-none":                  {elsewhere: "no request objects are used"},
	"oidcc-client-test-request-uri-signed-rs256":                 {elsewhere: "no request objects are used"},
	"oidcc-client-test-userinfo-signed":                          {elsewhere: "userinfo is asked for as JSON; a signed one is refused: TestWrongProviders"},
	"oidcc-client-test-userinfo-bearer-body":                     {elsewhere: "the access token goes in the header only"},
	"oidcc-client-test-discovery-webfinger-acct":                 {elsewhere: fixed},
	"oidcc-client-test-discovery-webfinger-url":                  {elsewhere: fixed},
	"oidcc-client-test-dynamic-registration":                     {elsewhere: fixed},
	"oidcc-client-test-rp-frontchannel-opinitlogout":             {elsewhere: "no front-channel logout: third-party frames have no cookies; the back channel ends sessions"},
	"oidcc-client-test-rp-frontchannel-rpinitlogout":             {elsewhere: "no front-channel logout: third-party frames have no cookies; the back channel ends sessions"},
	"oidcc-client-test-session-management":                       {elsewhere: "no session management: it polls from a third-party frame, which our policy of pages forbids"},
}

// movedKeys publishes the keys where only the metadata says.
func movedKeys(p *testworld.IDP) {
	p.Metadata = func(m map[string]any) { m["jwks_uri"] = p.Server.URL + "/elsewhere" }
	p.Serve = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/keys" {
			http.NotFound(w, r)
			return true
		}
		r.URL.Path = strings.Replace(r.URL.Path, "/elsewhere", "/keys", 1)
		return false
	}
}

// userInfo leaves the person out of the ID token.
func userInfo(says map[string]any) func(p *testworld.IDP) {
	return func(p *testworld.IDP) {
		p.UserInfo = says
		p.Claims = func(c map[string]any) {
			delete(c, "email")
			delete(c, "email_verified")
		}
	}
}

// TestRelyingPartyBehaviours plays what the conformance suite plays to relying parties.
// ASVS: 6.8.2 10.2.2 10.5.1 10.5.3 10.5.4
func TestRelyingPartyBehaviours(t *testing.T) {
	t.Parallel()
	for name, b := range behaviours {
		if (b.play == nil) == (b.elsewhere == "") {
			t.Errorf("%s is neither played nor explained", name)
		}
	}
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		for name, b := range behaviours {
			if b.play == nil {
				continue
			}
			node, server := w.ServeNode(t) // one that knows nothing of the provider yet
			_ = node
			clean := *p.Behaving()
			b.play(p)
			if status := attempt(t, w, p, testworld.On(server.URL)); (status == http.StatusOK) != b.accepted {
				t.Errorf("%s: %d, accepted must be %t", name, status, b.accepted)
			}
			p.Behave(clean)
		}
	})
}

// attempt signs in with the provider as far as it gets.
func attempt(t *testing.T, w *testworld.World, p *testworld.IDP, on testworld.RequestOption) int {
	t.Helper()
	left := w.Anonymous.Post(t, start, map[string]any{}, on)
	if left.Status != http.StatusOK {
		return left.Status
	}
	j := p.Return(t, w.Anonymous, left)
	return j.Arrive(t, callback, on).Status
}

// TestAllBehavioursAreThere holds the table to the suite's list.
func TestAllBehavioursAreThere(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the suite's list isn't there")
	}
	text, err := os.ReadFile(filepath.Join(folder, "oidc/oidc-rp-conformance.json"))
	if err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Tests []struct{ Name, Expected string }
	}
	if err := json.Unmarshal(text, &suite); err != nil {
		t.Fatal(err)
	}
	for _, test := range suite.Tests {
		b, has := behaviours[test.Name]
		if !has {
			t.Errorf("%s isn't in the table", test.Name)
		}
		if b.play != nil && (test.Expected == "accept" && !b.accepted || strings.HasPrefix(test.Expected, "reject") && b.accepted) {
			t.Errorf("%s: the suite expects %s", test.Name, test.Expected)
		}
	}
	if len(suite.Tests) != len(behaviours) {
		t.Errorf("%d behaviours, the suite has %d", len(behaviours), len(suite.Tests))
	}
}

// TestWrongTokens has ID tokens that the suite doesn't play.
// ASVS: 9.1.1 9.1.2 9.2.1 9.2.2 9.2.3
func TestWrongTokens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		now := w.Clock.Now()
		for name, play := range map[string]func(p *testworld.IDP){
			"for several, no party":  claim("aud", []string{"taskflow", "another"}),
			"for another party":      claim("azp", "another"),
			"several, another party": func(p *testworld.IDP) { p.More = map[string]any{"aud": []string{"taskflow", "x"}, "azp": "x"} },
			"just over":              claim("exp", now.Add(-time.Second).Unix()),
			"no end":                 without("exp"),
			"from tomorrow":          claim("iat", now.Add(2*time.Minute).Unix()),
			"no nonce":               without("nonce"),
			"empty subject":          claim("sub", ""),
			"long subject":           claim("sub", strings.Repeat("x", 256)),
			"subject of other bytes": claim("sub", "ro\u0000bin"),
			"an access token":        func(p *testworld.IDP) { p.Sign = func(b []byte) string { return p.SignedAs("at+jwt", b) } },
			"a logout token":         func(p *testworld.IDP) { p.Sign = func(b []byte) string { return p.SignedAs("logout+jwt", b) } },
			"alg NONE":               bare(`{"alg":"NONE"}`, ""),
			"alg of another case":    bare(`{"alg":"rs256"}`, "AAAA"),
			"a key of its own":       bare(`{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`, "AAAA"),
			"a key from elsewhere":   bare(`{"alg":"RS256","jku":"https://evil.example/keys","kid":"k1"}`, "AAAA"),
			"a long kid":             bare(`{"alg":"RS256","kid":"`+strings.Repeat("k", 64<<10)+`"}`, "AAAA"),
			"claims twice": func(p *testworld.IDP) {
				p.Sign = func(b []byte) string {
					return p.SignedAs("JWT", []byte(strings.Replace(string(b), "{", `{"sub":"mallory",`, 1)))
				}
			},
			"claims of another case": func(p *testworld.IDP) {
				p.Sign = func(b []byte) string {
					return p.SignedAs("JWT", []byte(strings.Replace(string(b), `"nonce"`, `"NONCE"`, 1)))
				}
			},
			"with a line break": func(p *testworld.IDP) {
				p.Sign = func(b []byte) string { return strings.Replace(p.SignedAs("JWT", b), ".", ".\n", 1) }
			},
			"as JSON":    func(p *testworld.IDP) { p.Sign = func([]byte) string { return `{"payload":"","signatures":[]}` } },
			"none":       func(p *testworld.IDP) { p.Answer = func(a map[string]any) { delete(a, "id_token") } },
			"not a text": func(p *testworld.IDP) { p.Answer = func(a map[string]any) { a["id_token"] = 1 } },
		} {
			clean := *p.Behaving()
			play(p)
			if status := p.SignIn(t, w.Anonymous).Arrive(t, callback).Status; status == http.StatusOK {
				t.Errorf("%s: accepted", name)
			}
			p.Behave(clean)
		}
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		p.More = map[string]any{"aud": []string{"taskflow", "x"}, "azp": "taskflow"}
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
	})
}

// TestKeysRotate signs with a key that was published a moment ago; whoever writes unknown kids gets no fetch for each.
func TestKeysRotate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.IDP) {
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		w.Clock.Advance(10 * time.Second)
		p.Keys = []jose.JSONWebKey{testworld.IDPKey("k2")}
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t, callback))
		before := p.Asked("/keys")
		for range 20 {
			p.Sign = func(b []byte) string { return strings.Replace(p.SignedAs("JWT", b), "eyJ", "eyJ", 1) }
			p.Keys[0].KeyID = rand.Text()
			p.SignIn(t, w.Anonymous).Arrive(t, callback).WantProblem(t, problem.CodeUnauthenticated)
		}
		if asked := p.Asked("/keys") - before; asked > 1 {
			t.Errorf("twenty unknown kids had the keys fetched %d times", asked)
		}
	})
}
