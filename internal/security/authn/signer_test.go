package authn_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
)

// signer makes tokens of any content with the installation's own key.
type signer struct {
	key    *ecdsa.PrivateKey
	clock  *clock.Fake
	tokens *authn.Tokens
	user   id.User
	ses    id.Session
}

func newSigner(tb testing.TB) *signer {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	clk := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	keys, err := authn.KeysOf(kid, jose.ES256, key, clk)
	if err != nil {
		tb.Fatal(err)
	}
	return &signer{
		key: key, clock: clk, tokens: authn.NewTokens(keys, clk, issuer),
		user: id.New[id.User](), ses: id.New[id.Session](),
	}
}

func (s *signer) issue(tb testing.TB, scope ...string) string {
	tb.Helper()
	text, err := s.tokens.Issue(s.user, s.ses, 3, scope)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// sign signs any header and payload, well-formed or not.
func (s *signer) sign(tb testing.TB, header, payload string) string {
	tb.Helper()
	signed := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(payload))
	sum := sha256.Sum256([]byte(signed))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		tb.Fatal(err)
	}
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	v.FillBytes(raw[32:])
	return signed + "." + b64.EncodeToString(raw)
}

// claims are those of a good token, changed as told; a nil value removes one.
func (s *signer) claims(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	now := s.clock.Now()
	c := map[string]any{
		"iss": issuer, "aud": issuer, "sub": s.user, "sid": s.ses, "iat": now.Unix(), "nbf": now.Unix(),
		"exp": now.Add(authn.AccessTokenLife).Unix(), "jti": "x", "client_id": "taskflow", "ver": 1,
	}
	for name, value := range changes {
		if c[name] = value; value == nil {
			delete(c, name)
		}
	}
	text, err := json.Marshal(c)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
