package authn_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
)

const (
	issuer = "https://tasks.example"
	kid    = "the-key"
)

var b64 = base64.RawURLEncoding

const header = `{"alg":"ES256","kid":"the-key","typ":"at+jwt"}`

// ASVS: 9.2.4 10.3.3
func TestATokenSaysWhoseItIs(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	text := s.issue(t, "tasks:read", "projects:read")
	want := authn.Principal{
		User: s.user, Session: s.ses, Method: authn.Token, Scope: authn.Scope{"tasks:read", "projects:read"}, TokenVersion: 3, Key: kid,
	}
	for range 2 { // fresh, and remembered
		got, err := s.tokens.Verify(t.Context(), text)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("got %+v: %v", got, err)
		}
	}
	if _, err := s.tokens.Verify(t.Context(), s.sign(t, header, s.claims(t, nil))); err != nil {
		t.Errorf("the tests' own token is refused: %v", err)
	}
	var h map[string]any
	raw, _ := b64.DecodeString(strings.Split(text, ".")[0])
	if err := json.Unmarshal(raw, &h); err != nil || h["typ"] != "at+jwt" || h["alg"] != "ES256" || h["kid"] != kid || len(h) != 3 {
		t.Errorf("the header is %s", raw)
	}
}

// TestATokenEndsOnTime: to the microsecond; it begins by as much earlier as clocks may differ.
//
// ASVS: 9.2.1
func TestATokenEndsOnTime(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	s.clock.Advance(-time.Minute)
	early := s.sign(t, header, s.claims(t, map[string]any{"nbf": s.clock.Now().Add(time.Minute + authn.Skew).Unix()}))
	for _, wait := range []time.Duration{0, time.Minute - time.Microsecond} {
		s.clock.Advance(wait)
		if _, err := s.tokens.Verify(t.Context(), early); err == nil {
			t.Error("a token works before its time, by more than clocks may differ")
		}
	}
	s.clock.Advance(time.Microsecond)
	if _, err := s.tokens.Verify(t.Context(), early); err != nil {
		t.Errorf("a token doesn't work at its time: %v", err)
	}
	text := s.issue(t)
	for _, step := range []struct {
		by   time.Duration
		good bool
	}{{0, true}, {authn.AccessTokenLife - time.Microsecond, true}, {time.Microsecond, false}, {time.Hour, false}} {
		s.clock.Advance(step.by)
		if _, err := s.tokens.Verify(t.Context(), text); (err == nil) != step.good {
			t.Errorf("%v later: %v", step.by, err)
		}
	}
}

// TestForgedHeaders: well signed, by our own key, with a header that none of our tokens has.
//
// ASVS: 9.1.2 9.1.3 9.2.2
func TestForgedHeaders(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	for name, h := range map[string]string{
		"no algorithm":         `{"kid":"the-key","typ":"at+jwt"}`,
		"alg none":             `{"alg":"none","kid":"the-key","typ":"at+jwt"}`,
		"alg None":             `{"alg":"nOnE","kid":"the-key","typ":"at+jwt"}`,
		"alg in another case":  `{"alg":"es256","kid":"the-key","typ":"at+jwt"}`,
		"another algorithm":    `{"alg":"ES384","kid":"the-key","typ":"at+jwt"}`,
		"no type":              `{"alg":"ES256","kid":"the-key"}`,
		"an id token":          `{"alg":"ES256","kid":"the-key","typ":"JWT"}`,
		"a logout token":       `{"alg":"ES256","kid":"the-key","typ":"logout+jwt"}`,
		"type in another case": `{"alg":"ES256","kid":"the-key","typ":"AT+JWT"}`,
		"type not a text":      `{"alg":"ES256","kid":"the-key","typ":["at+jwt"]}`,
		"no kid":               `{"alg":"ES256","typ":"at+jwt"}`,
		"unknown kid":          `{"alg":"ES256","kid":"other","typ":"at+jwt"}`,
		"kid as a path":        `{"alg":"ES256","kid":"../../dev/null","typ":"at+jwt"}`,
		"kid as SQL":           `{"alg":"ES256","kid":"x' UNION SELECT 'the-key","typ":"at+jwt"}`,
		"kid not a text":       `{"alg":"ES256","kid":7,"typ":"at+jwt"}`,
		"kid of 64 KB":         `{"alg":"ES256","kid":"` + strings.Repeat("k", 64<<10) + `","typ":"at+jwt"}`,
		"duplicate alg":        `{"alg":"none","alg":"ES256","kid":"the-key","typ":"at+jwt"}`,
		"duplicate kid":        `{"alg":"ES256","kid":"other","kid":"the-key","typ":"at+jwt"}`,
		"duplicate typ":        `{"alg":"ES256","kid":"the-key","typ":"JWT","typ":"at+jwt"}`,
		"a key that it brings": `{"alg":"ES256","kid":"the-key","typ":"at+jwt","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}`,
		"a key elsewhere":      `{"alg":"ES256","kid":"the-key","typ":"at+jwt","jku":"https://tasks.example/.well-known/jwks.json"}`,
		"a certificate":        `{"alg":"ES256","kid":"the-key","typ":"at+jwt","x5c":["AA"]}`,
		"one elsewhere":        `{"alg":"ES256","kid":"the-key","typ":"at+jwt","x5u":"https://tasks.example/cert"}`,
		"payload not encoded":  `{"alg":"ES256","kid":"the-key","typ":"at+jwt","b64":false,"crit":["b64"]}`,
		"a token inside":       `{"alg":"ES256","kid":"the-key","typ":"at+jwt","cty":"JWT"}`,
		"encrypted":            `{"alg":"dir","enc":"A256GCM","kid":"the-key","typ":"at+jwt"}`,
		"a symmetric one":      `{"alg":"HS256","kid":"the-key","typ":"at+jwt"}`,
		"alg NONE":             `{"alg":"NONE","kid":"the-key","typ":"at+jwt"}`,
		"kid with NUL":         `{"alg":"ES256","kid":"the-key\u0000","typ":"at+jwt"}`,
		"invalid UTF-8":        "{\"alg\":\"ES256\",\"kid\":\"the-key\xff\",\"typ\":\"at+jwt\"}",
		"members' other case":  `{"ALG":"ES256","KID":"the-key","TYP":"at+jwt"}`,
		"unknown critical":     `{"alg":"ES256","kid":"the-key","typ":"at+jwt","crit":["x"],"x":1}`,
		"not an object":        `["ES256"]`,
		"not JSON":             `{`,
		"two values":           header + header,
	} {
		if _, err := s.tokens.Verify(t.Context(), s.sign(t, h, s.claims(t, nil))); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestForgedClaims: well signed, with claims that none of our tokens has.
//
// ASVS: 9.2.1 9.2.3 10.3.1
func TestForgedClaims(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	good, now := s.claims(t, nil), s.clock.Now().Unix()
	forged := map[string]string{
		"duplicate subject": strings.Replace(good, `"sub":`, `"sub":"`+id.New[id.User]().String()+`","sub":`, 1),
		"duplicate version": strings.Replace(good, `"ver":`, `"ver":9,"ver":`, 1),
		"other letter case": strings.Replace(good, `"sub":`, `"SUB":`, 1),
		"not an object":     `"` + s.user.String() + `"`,
		"empty":             ``,
		"two values":        good + good,
		"invalid UTF-8":     strings.Replace(good, `"jti":"x"`, "\"jti\":\"\xff\"", 1),
	}
	for name, change := range map[string]map[string]any{
		"no issuer": {"iss": nil}, "another issuer": {"iss": "https://evil.example"}, "issuer with a slash": {"iss": issuer + "/"},
		"no audience": {"aud": nil}, "another audience": {"aud": "https://evil.example"}, "a list of audiences": {"aud": []string{issuer, "x"}},
		"no subject": {"sub": nil}, "a task as subject": {"sub": id.New[id.Task]()}, "no session": {"sid": nil}, "an empty subject": {"sub": ""},
		"no beginning": {"nbf": nil}, "no issuing": {"iat": nil}, "issued tomorrow": {"iat": now + 86400, "nbf": now + 86400, "exp": now + 87000},
		"issued after its beginning": {"iat": now + 5}, "a longer life than any of ours": {"iat": now - 60, "nbf": now - 60}, "an end before its beginning": {"iat": now, "exp": now - 1},
		"a beginning beyond numbers": {"nbf": int64(math.MinInt64), "iat": int64(math.MinInt64)}, "a life beyond numbers": {"exp": int64(math.MaxInt64)},
		"a text as version": {"ver": "1"}, "a negative version": {"ver": -1}, "a blank jti": {"jti": " "},
		"no end": {"exp": nil}, "an end in the past": {"exp": 1}, "an end as text": {"exp": "9999999999"}, "an end as a fraction": {"exp": 9999999999.5},
		"an end beyond numbers": {"exp": 1e300}, "no jti": {"jti": nil}, "no version": {"ver": nil}, "version 0": {"ver": 0},
	} {
		forged[name] = s.claims(t, change)
	}
	for name, payload := range forged {
		if _, err := s.tokens.Verify(t.Context(), s.sign(t, header, payload)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestForgedSignatures: by other keys, by our public key taken for a secret, by none.
//
// ASVS: 9.1.1 9.1.2 9.1.3
func TestForgedSignatures(t *testing.T) {
	t.Parallel()
	s, other := newSigner(t), newSigner(t)
	good := s.sign(t, header, s.claims(t, nil))
	parts := strings.Split(good, ".")
	public, err := x509.MarshalPKIXPublicKey(&s.key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	hs := b64.EncodeToString([]byte(`{"alg":"HS256","kid":"the-key","typ":"at+jwt"}`)) + "." + parts[1]
	mac := hmac.New(sha256.New, public)
	mac.Write([]byte(hs))
	x, y := b64.EncodeToString(other.key.X.Bytes()), b64.EncodeToString(other.key.Y.Bytes())
	own := fmt.Sprintf(`{"alg":"ES256","kid":"the-key","typ":"at+jwt","jwk":{"kty":"EC","crv":"P-256","x":%q,"y":%q}}`, x, y)
	for name, text := range map[string]string{
		"another key":                 other.sign(t, header, s.claims(t, nil)),
		"the public key as a secret":  hs + "." + b64.EncodeToString(mac.Sum(nil)),
		"a key of its own":            other.sign(t, own, s.claims(t, nil)),
		"a key elsewhere":             other.sign(t, `{"alg":"ES256","kid":"the-key","typ":"at+jwt","jku":"http://127.0.0.1:1/"}`, s.claims(t, nil)),
		"no signature":                parts[0] + "." + parts[1] + ".",
		"no signature nor dot":        parts[0] + "." + parts[1],
		"zeros":                       parts[0] + "." + parts[1] + "." + b64.EncodeToString(make([]byte, 64)),
		"a signature of another text": parts[0] + "." + b64.EncodeToString([]byte(s.claims(t, map[string]any{"ver": 2}))) + "." + parts[2],
		"five parts":                  good + ".x.y",
		"in JSON":                     `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`,
		"empty":                       "",
		"longer than any of ours":     s.sign(t, header, s.claims(t, map[string]any{"scope": strings.Repeat("a ", 4<<10)})),
	} {
		if _, err := s.tokens.Verify(t.Context(), text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestATokenHasOneForm(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	good := s.issue(t)
	if _, err := s.tokens.Verify(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	last := strings.LastIndexByte(base64URL, good[len(good)-1])
	forms := map[string]string{
		"padded": good + "==", "a space before": " " + good, "a space behind": good + " ", "a tab": good + "\t",
		// 64 bytes leave four bits of the last character unused.
		"unused bits": good[:len(good)-1] + string(base64URL[last|1]),
		"in base64":   strings.ReplaceAll(strings.ReplaceAll(good, "-", "+"), "_", "/") + "+",
	}
	for at := 1; at < len(good); at += len(good) / 7 {
		for _, sign := range []string{"\r", "\n", "\r\n", "=", "+", "\x00", "é"} {
			forms[fmt.Sprintf("%q at %d", sign, at)] = good[:at] + sign + good[at:]
		}
	}
	for name, text := range forms {
		if _, err := s.tokens.Verify(t.Context(), text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

const base64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func TestMemoryOfTokensIsBounded(t *testing.T) {
	t.Parallel()
	m := authn.NewMemoryOf(100)
	for i := range 10_000 {
		m.Put(i)
		if !m.Has(i) || !m.Has(max(0, i-10)) {
			t.Fatalf("%d is forgotten too early", i)
		}
	}
	if n := m.Size(); n > 100 {
		t.Errorf("%d entries of 100", n)
	}
	for i := range 10_000 { // what is in use stays
		m.Has(9_999)
		m.Put(20_000 + i)
	}
	if !m.Has(9_999) || m.Has(5) {
		t.Error("what is in use was forgotten, or what isn't is kept")
	}
	s := newSigner(t)
	for range 3 {
		_, _ = s.tokens.Verify(t.Context(), s.sign(t, header, s.claims(t, map[string]any{"iss": "x"})))
	}
	if n := s.tokens.Remembered(); n != 0 {
		t.Errorf("%d refused tokens are remembered", n)
	}
}

// TestNoKeyWorksForAnotherAlgorithm: whatever the header says, the key's own decides.
//
// ASVS: 9.1.2
func TestNoKeyWorksForAnotherAlgorithm(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	secret := []byte("thirty-two bytes that are secret")
	keys, err := authn.KeysOf(kid, jose.HS256, secret, clk)
	if err != nil {
		t.Fatal(err)
	}
	tokens := authn.NewTokens(keys, clk, issuer)
	text, err := tokens.Issue(id.New[id.User](), id.New[id.Session](), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Verify(t.Context(), text); err != nil {
		t.Errorf("our own token is refused: %v", err)
	}
	payload := strings.Split(text, ".")[1]
	for _, algorithm := range []string{"HS384", "HS512", "hs256", "HS256 ", "ES256", "RS256", "EdDSA", "none", ""} {
		signed := b64.EncodeToString([]byte(`{"alg":"`+algorithm+`","kid":"the-key","typ":"at+jwt"}`)) + "." + payload
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(signed))
		if _, err := tokens.Verify(t.Context(), signed+"."+b64.EncodeToString(mac.Sum(nil))); err == nil {
			t.Errorf("a key of HS256 checks a token of %q", algorithm)
		}
	}
	for algorithm, unfit := range map[jose.SignatureAlgorithm]any{
		jose.ES256: secret, jose.RS256: secret, jose.EdDSA: secret, "none": secret, "": secret, jose.HS256: secret[:31], jose.HS384: secret,
	} {
		if _, err := authn.KeysOf(kid, algorithm, unfit, clk); err == nil {
			t.Errorf("a key of %d bytes is taken for %q", len(secret), algorithm)
		}
	}
}

// BenchmarkVerify: a token that is remembered, and one that isn't.
func BenchmarkVerify(b *testing.B) {
	s := newSigner(b)
	text := s.issue(b)
	b.Run("hit", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.tokens.Verify(b.Context(), text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("miss", func(b *testing.B) {
		for b.Loop() {
			s.tokens.Forget()
			if _, err := s.tokens.Verify(b.Context(), text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func FuzzVerify(f *testing.F) {
	s := newSigner(f)
	good := s.issue(f)
	f.Add(good)
	f.Add(s.sign(f, header, `{}`))
	f.Add("..")
	f.Add(strings.Repeat("a", 5000))
	f.Fuzz(func(t *testing.T, text string) {
		// Each process has a key of its own: only its own token opens.
		if p, err := s.tokens.Verify(t.Context(), text); err == nil && (text != good || p.User != s.user) {
			t.Errorf("a forged token opens: %q", text)
		}
	})
}
