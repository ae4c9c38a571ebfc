package passkeys

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// base64url is how WebAuthn's JSON writes bytes.
var base64url = base64.RawURLEncoding.Strict()

// partyName is what an authenticator may show beside the account.
const partyName = "TaskFlow"

// CreationOptions are PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3 section 5.1.8).
type CreationOptions struct {
	RP                     Party        `json:"rp"`
	User                   Holder       `json:"user"`
	Challenge              string       `json:"challenge"`
	PubKeyCredParams       []Algorithm  `json:"pubKeyCredParams"`
	Timeout                int64        `json:"timeout" doc:"Milliseconds"`
	ExcludeCredentials     []Credential `json:"excludeCredentials" doc:"Those that the account has already"`
	AuthenticatorSelection Selection    `json:"authenticatorSelection"`
	Attestation            string       `json:"attestation" enum:"none"`
}

// Party is who asks.
type Party struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Holder is whose the passkey will be.
type Holder struct {
	ID          string `json:"id" doc:"The account's handle: random bytes"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

// Algorithm is a kind of key that is taken.
type Algorithm struct {
	Type string `json:"type" enum:"public-key"`
	Alg  int64  `json:"alg" doc:"A COSE algorithm identifier"`
}

// Selection is what an authenticator must be able to.
type Selection struct {
	ResidentKey        string `json:"residentKey" enum:"required"`
	RequireResidentKey bool   `json:"requireResidentKey"`
	UserVerification   string `json:"userVerification" enum:"required"`
}

// Credential names a passkey to an authenticator.
type Credential struct {
	Type       string   `json:"type" enum:"public-key"`
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

// RequestOptions are PublicKeyCredentialRequestOptionsJSON (section 5.1.9).
type RequestOptions struct {
	Challenge        string       `json:"challenge"`
	Timeout          int64        `json:"timeout" doc:"Milliseconds"`
	RPID             string       `json:"rpId"`
	AllowCredentials []Credential `json:"allowCredentials" doc:"Empty for a sign-in: the authenticator knows its accounts"`
	UserVerification string       `json:"userVerification" enum:"required"`
}

// required is said of what no passkey here goes without.
const required = "required"

// request asks for an answer by one of the credentials, or by any.
func (p *Passkeys) request(what purpose, now time.Time, allowed []Credential) (*RequestOptions, error) {
	party, err := p.available()
	if err != nil {
		return nil, err
	}
	challenge, err := p.challenge(what, now)
	return &RequestOptions{
		Challenge: challenge, Timeout: ChallengeLife.Milliseconds(), RPID: party.id, AllowCredentials: allowed, UserVerification: required,
	}, err
}

// proof asks an account that is known for a passkey of its own.
func (p *Passkeys) proof(ctx context.Context, c *endpoint.Call, user id.User, what string) (*RequestOptions, error) {
	held, err := credentialsOf(ctx, c.Tx, user)
	if err != nil {
		return nil, err
	}
	return p.request(proving(user, what), c.Now, held)
}

// credentialsOf are an account's passkeys as authenticators know them.
func credentialsOf(ctx context.Context, q db.Querier, user id.User) ([]Credential, error) {
	rows, err := queries.New(q).List(ctx, user)
	if err != nil {
		return nil, fmt.Errorf("listing passkeys: %w", err)
	}
	list := make([]Credential, len(rows))
	for i, r := range rows {
		list[i] = Credential{Type: publicKey, ID: base64url.EncodeToString(r.CredentialID), Transports: transportsOf(r.Transports)}
	}
	return list, nil
}
