package authn

import (
	"bytes"
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
	return &Tokens{keys: keys, clock: clk, issuer: issuer, verified: newMemory[[sha256.Size]byte, remembered](16384)}
}

// Issue makes an access token for a session's account at its present version.
func (t *Tokens) Issue(user id.User, session id.Session, version int64, scope Scope) (string, error) {
	key := t.keys.loaded.Load().signing
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.kid}},
		(&jose.SignerOptions{}).WithType(tokenType))
	if err != nil {
		return "", fmt.Errorf("preparing to sign: %w", err)
	}
	now := t.clock.Now()
	payload, err := json.Marshal(claims{
		Issuer: t.issuer, Audience: t.issuer, Subject: user, Session: session, TokenID: newTokenID(),
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(AccessTokenLife).Unix(),
		ClientID: "taskflow", Scope: scope.String(), Version: version,
	})
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
// session still stands.
func (t *Tokens) Verify(text string) (Principal, error) {
	if len(text) > maxTokenLength {
		return Principal{}, errToken
	}
	sum := sha256.Sum256([]byte(text))
	found, ok := t.verified.get(sum)
	if !ok {
		var err error
		if found, err = t.check(text); err != nil {
			return Principal{}, fmt.Errorf("%w: %w", errToken, err)
		}
		t.verified.put(sum, found)
	}
	now := t.clock.Now()
	if now.Before(found.notBefore) || !now.Before(found.expires) {
		return Principal{}, fmt.Errorf("%w: outside its time", errToken)
	}
	return found.principal, nil
}

func (t *Tokens) check(text string) (remembered, error) {
	header, payload, err := t.open(text)
	if err != nil {
		return remembered{}, err
	}
	if typ, _ := header.ExtraHeaders[jose.HeaderType].(string); typ != tokenType {
		return remembered{}, errors.New("not an access token")
	}
	return t.read(payload)
}

// open returns what one of our keys has signed, by ES256 and in compact form.
// The key is ours, whatever key the header brings along or points to.
func (t *Tokens) open(text string) (jose.Header, []byte, error) {
	if !isCompact(text) {
		return jose.Header{}, nil, errors.New("not in compact form")
	}
	parsed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return jose.Header{}, nil, err
	}
	header := parsed.Signatures[0].Protected
	key, ok := t.keys.loaded.Load().public[header.KeyID]
	if !ok {
		return jose.Header{}, nil, errors.New("signed with an unknown key")
	}
	payload, err := parsed.Verify(key)
	return header, payload, err
}

var strictBase64 = base64.RawURLEncoding.Strict()

// isCompact refuses what lenient base64 decoders let through, line ends and
// second spellings of the last character: a token has one form only.
func isCompact(text string) bool {
	parts := strings.Split(text, ".")
	for _, part := range parts {
		if _, err := strictBase64.DecodeString(part); err != nil || strings.ContainsAny(part, "\r\n") {
			return false
		}
	}
	return len(parts) == 3
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
	return remembered{
		principal: Principal{
			User: c.Subject, Session: c.Session, Method: Token,
			Scope: ParseScope(c.Scope), TokenVersion: c.Version,
		},
		notBefore: time.Unix(c.NotBefore, 0), expires: time.Unix(c.Expires, 0),
	}, nil
}
