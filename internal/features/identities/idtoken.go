package identities

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	// skew is how far a provider's clock may be from ours.
	skew = time.Minute
	// longestSubject is what the specification allows (OpenID Connect Core section 2).
	longestSubject = 255
)

var (
	errProvider = errors.New("the provider doesn't answer as it should")
	errIDToken  = errors.New("the ID token isn't one for this sign-in")
)

// claims are what a provider says of somebody. Members are read by their exact names, and
// one that stands twice makes the token none.
type claims struct {
	Issuer          string         `json:"iss"`
	Subject         string         `json:"sub"`
	AuthorizedParty string         `json:"azp"`
	IssuedAt        float64        `json:"iat"`
	Nonce           string         `json:"nonce"`
	AuthTime        float64        `json:"auth_time"`
	AMR             jsontext.Value `json:"amr"`
	SessionID       string         `json:"sid"`

	person `json:"-"`

	all map[string]jsontext.Value
}

// person is what userinfo may say, too.
type person struct {
	Email         string         `json:"email"`
	EmailVerified jsontext.Value `json:"email_verified"`
	Name          string         `json:"name"`
}

// keys lets go-oidc's verifier take only what is signed as an ID token.
type idTokenKeys struct{ *keySet }

// VerifySignature implements oidc.KeySet.
func (k idTokenKeys) VerifySignature(ctx context.Context, text string) ([]byte, error) {
	return k.verify(ctx, text, "", "jwt")
}

// readIDToken verifies an ID token (OpenID Connect Core section 3.1.3.7).
func (r *relyingParty) readIDToken(ctx context.Context, d *discovered, text, nonce, access string) (*claims, error) {
	verifier := oidc.NewVerifier(r.Issuer, idTokenKeys{d.keys}, &oidc.Config{
		ClientID: r.ClientID, SupportedSigningAlgs: d.algorithms(), Now: r.clock.Now,
	})
	token, err := verifier.Verify(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", errIDToken, err.Error())
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil {
		return nil, fmt.Errorf("%w: it belongs to another access token", errIDToken)
	}
	said, err := readClaims(token)
	if err != nil {
		return nil, err
	}
	return said, said.check(r, token.Audience, nonce, r.clock.Now())
}

func readClaims(token *oidc.IDToken) (*claims, error) {
	var raw jsontext.Value
	if err := token.Claims(&raw); err != nil {
		return nil, fmt.Errorf("%w: its claims can't be read", errIDToken)
	}
	said := &claims{}
	if strict.Unmarshal(raw, said) != nil || strict.Unmarshal(raw, &said.person) != nil || strict.Unmarshal(raw, &said.all) != nil {
		return nil, fmt.Errorf("%w: its claims can't be read", errIDToken)
	}
	return said, nil
}

// check is what go-oidc leaves to its user.
func (c *claims) check(r *relyingParty, audience []string, nonce string, now time.Time) error {
	issued := unix(c.IssuedAt)
	for _, rule := range []struct {
		broken bool
		why    string
	}{
		{c.Issuer == "", "it has no issuer"},
		{c.Subject == "" || len(c.Subject) > longestSubject || !printable(c.Subject), "its subject can't be one"},
		{len(audience) > 1 && c.AuthorizedParty == "", "it is for several, and no party is named"},
		{c.AuthorizedParty != "" && c.AuthorizedParty != r.ClientID, "it was issued to another party"},
		{c.IssuedAt == 0 || issued.After(now.Add(skew)), "it wasn't issued by now"},
		{nonce == "" || subtle.ConstantTimeCompare([]byte(c.Nonce), []byte(nonce)) != 1, "its nonce is another"},
		{!slices.Contains(audience, r.ClientID), "it is for somebody else"},
	} {
		if rule.broken {
			return fmt.Errorf("%w: %s", errIDToken, rule.why)
		}
	}
	return nil
}

// printable keeps a subject to what the specification calls one: ASCII, and here without controls.
func printable(text string) bool {
	return !slices.ContainsFunc([]byte(text), func(b byte) bool { return b < ' ' || b > '~' })
}

func unix(seconds float64) time.Time {
	if seconds < 0 || seconds > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// texts reads a list of texts, or one text alone; anything else is none.
func texts(raw jsontext.Value) (list []string) {
	var single string
	if strict.Unmarshal(raw, &single) == nil && single != "" {
		return []string{single}
	}
	if strict.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// affirmed reads true, which some providers write as a text.
func affirmed(raw jsontext.Value) bool { return string(raw) == "true" || string(raw) == `"true"` }

// askedSince tells whether the provider says that it asked its person since a moment.
func (c *claims) askedSince(at time.Time) bool {
	return c.AuthTime > 0 && !unix(c.AuthTime).Before(at.Add(-skew).Truncate(time.Second))
}
