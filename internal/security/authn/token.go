package authn

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/id"
)

// AccessTokenLife is how long an access token holds at most.
const AccessTokenLife = 15 * time.Minute

const (
	tokenType      = "at+jwt" // RFC 9068 section 2.1
	maxTokenLength = 4096
	// Skew is by how much the clocks of two nodes may differ: a token that one has
	// just made isn't refused by another as not yet valid. No token ends later for it.
	Skew = 10 * time.Second
)

var errToken = errors.New("the access token is not valid")

// claims are the claims of an access token (RFC 9068 section 2.2). Version is
// the account's version: raising it ends every token made before.
type claims struct {
	Issuer    string     `json:"iss"`
	Audience  string     `json:"aud"`
	Subject   id.User    `json:"sub"`
	Session   id.Session `json:"sid"`
	Expires   int64      `json:"exp"`
	NotBefore int64      `json:"nbf"`
	IssuedAt  int64      `json:"iat"`
	TokenID   string     `json:"jti"`
	ClientID  string     `json:"client_id"`
	Scope     string     `json:"scope,omitempty"`
	Version   int64      `json:"ver"`
}

// Tokens makes and checks access tokens.
type Tokens struct {
	keys     *Keys
	clock    clock.Clock
	issuer   string
	verified *memory[[sha256.Size]byte, remembered]
}

// remembered is a token whose signature was checked. Its times are looked at
// again on every use.
type remembered struct {
	principal Principal
	notBefore time.Time
	expires   time.Time
}

// NewTokens returns Tokens for issuer, the installation's base URL.
func NewTokens(keys *Keys, clk clock.Clock, issuer string) *Tokens {
	t := &Tokens{keys: keys, clock: clk, issuer: issuer, verified: newMemory[[sha256.Size]byte, remembered](16384)}
	keys.OnChange(t.verified.clear)
	return t
}

// Client is a client that gets an access token for itself (RFC 6749 section 4.4): its
// account, the session that ends with its secret, and how long the token lives at most.
type Client struct {
	Account id.User
	Session id.Session
	Version int64
	Scope   Scope
	Life    time.Duration
}

// IssueTo makes an access token for a client, which is its own subject (RFC 9068 section 2.2).
func (t *Tokens) IssueTo(c Client) (string, error) {
	return t.issue(claims{Subject: c.Account, Session: c.Session, ClientID: c.Account.String(), Scope: c.Scope.String(), Version: c.Version}, c.Life)
}

// Issue makes an access token for a session's account at its present version.
func (t *Tokens) Issue(user id.User, session id.Session, version int64, scope Scope) (string, error) {
	return t.issue(claims{Subject: user, Session: session, ClientID: "taskflow", Scope: scope.String(), Version: version}, AccessTokenLife)
}

func (t *Tokens) issue(c claims, life time.Duration) (string, error) {
	now := t.clock.Now()
	kid, key, err := t.keys.loaded.Load().signing(now)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: key.algorithm, Key: key.signing},
		(&jose.SignerOptions{}).WithType(tokenType).WithHeader("kid", kid))
	if err != nil {
		return "", fmt.Errorf("preparing to sign: %w", err)
	}
	c.Issuer, c.Audience, c.TokenID = t.issuer, t.issuer, rand.Text()
	c.IssuedAt, c.NotBefore, c.Expires = now.Unix(), now.Unix(), now.Add(min(life, AccessTokenLife)).Unix()
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("writing the claims: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("signing: %w", err)
	}
	return signed.CompactSerialize()
}

// Verify returns whom the token was made for. It does not say whether the
// session and the key still stand.
func (t *Tokens) Verify(ctx context.Context, text string) (Principal, error) {
	if len(text) > maxTokenLength {
		return Principal{}, errToken
	}
	sum := sha256.Sum256([]byte(text))
	found, ok := t.verified.get(sum)
	if !ok {
		var err error
		if found, err = t.check(ctx, text); err != nil {
			return Principal{}, fmt.Errorf("%w: %w", errToken, err)
		}
		t.verified.put(sum, found)
	}
	now := t.clock.Now()
	if now.Add(Skew).Before(found.notBefore) || !now.Before(found.expires) {
		return Principal{}, fmt.Errorf("%w: outside its time", errToken)
	}
	return found.principal, nil
}

func (t *Tokens) check(ctx context.Context, text string) (remembered, error) {
	h, payload, err := t.open(ctx, text)
	if err != nil {
		return remembered{}, err
	}
	if h.Type != tokenType {
		return remembered{}, errors.New("not an access token")
	}
	found, err := t.read(payload)
	found.principal.Key = h.KeyID
	return found, err
}

// header is all that the header of a token of ours may hold. What would bring a
// key along or point to one, have a part left unsigned or ask for an extension
// (jwk, jku, x5c, x5u, b64, crit) isn't skipped: it is refused.
type header struct {
	Algorithm jose.SignatureAlgorithm `json:"alg"`
	KeyID     string                  `json:"kid"`
	Type      string                  `json:"typ"`
}

// open returns what one of our keys has signed, by that key's own algorithm and
// in compact form.
func (t *Tokens) open(ctx context.Context, text string) (h header, payload []byte, err error) {
	raw, ok := compactHeader(text)
	if !ok {
		return h, nil, errors.New("not in compact form")
	}
	if err := strict.Unmarshal(raw, &h, strict.RejectUnknownMembers(true)); err != nil {
		return h, nil, err
	}
	key, ok := t.keys.find(ctx, h.KeyID)
	if !ok {
		return h, nil, errors.New("signed with an unknown key")
	}
	if h.Algorithm != key.algorithm {
		return h, nil, errors.New("signed by another algorithm than its key's")
	}
	parsed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{key.algorithm})
	if err != nil {
		return h, nil, err
	}
	payload, err = parsed.Verify(key.public)
	return h, payload, err
}

var strictBase64 = base64.RawURLEncoding.Strict()

// compactHeader returns the header of a token of three parts. It refuses what
// lenient base64 decoders let through, line ends and second spellings of the
// last character: a token has one form only.
func compactHeader(text string) (raw []byte, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || strings.ContainsAny(text, "\r\n") {
		return nil, false
	}
	for i := range parts {
		part, err := strictBase64.DecodeString(parts[i])
		if err != nil {
			return nil, false
		}
		if i == 0 {
			raw = part
		}
	}
	return raw, true
}

func (t *Tokens) read(payload []byte) (remembered, error) {
	var c claims
	if err := strict.UnmarshalRead(bytes.NewReader(payload), &c); err != nil {
		return remembered{}, err
	}
	if c.Issuer != t.issuer || c.Audience != t.issuer {
		return remembered{}, errors.New("made by or for another installation")
	}
	if c.Subject.IsZero() || c.Session.IsZero() || c.Version < 1 || strings.TrimSpace(c.TokenID) == "" {
		return remembered{}, errors.New("a claim is missing")
	}
	issued, notBefore, expires := time.Unix(c.IssuedAt, 0), time.Unix(c.NotBefore, 0), time.Unix(c.Expires, 0)
	if c.IssuedAt < 1 || c.NotBefore < c.IssuedAt || expires.Sub(issued) > AccessTokenLife || !issued.Before(expires) {
		return remembered{}, errors.New("times that no token of ours has")
	}
	return remembered{
		principal: Principal{
			User: c.Subject, Session: c.Session, Method: Token,
			Scope: ParseScope(c.Scope), TokenVersion: c.Version,
		},
		notBefore: notBefore, expires: expires,
	}, nil
}
