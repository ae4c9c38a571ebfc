package passkeys

import (
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// NewParty is the relying party of a base URL: its id and its origin.
func NewParty(base string) (*party, error) { return newParty(base) }

// ID and Origin are what a party is known by.
func (p *party) ID() string     { return p.id }
func (p *party) Origin() string { return p.origin }

// Unverified is the party as it would be without asking for the user's verification.
func (p *party) Unverified() *party {
	q := *p
	q.verification = protocol.VerificationPreferred
	return &q
}

// Registered verifies the answer to a registration.
func (p *party) Registered(challenge string, handle []byte, answer *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	return p.registered(challenge, handle, answer)
}

// Asserted verifies the answer of a passkey.
func (p *party) Asserted(challenge string, handle []byte, record webauthn.Credential, answer *protocol.ParsedCredentialAssertionData) error {
	return p.asserted(challenge, handle, record, answer)
}
