package passkeys

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/net/idna"
)

// party is the relying party: what a passkey is bound to.
type party struct {
	id, origin string
	// verification is required: only tests about signatures go without.
	verification protocol.UserVerificationRequirement
	checks       *webauthn.WebAuthn
}

var errNoName = errors.New("passkeys need a host name, and the base URL has an address")

// newParty takes both from the base URL, as browsers write them. A host that is a
// number can't have passkeys (WebAuthn Level 3 section 5.1.3).
func newParty(base string) (*party, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("reading the base URL: %w", err)
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return nil, errNoName
	}
	p := &party{id: host, origin: u.Scheme + "://" + host, verification: protocol.VerificationRequired}
	if port := u.Port(); port != "" && port != map[string]string{"https": "443", "http": "80"}[u.Scheme] {
		p.origin += ":" + port
	}
	p.checks, err = webauthn.New(&webauthn.Config{
		RPID: p.id, RPDisplayName: partyName, RPOrigins: []string{p.origin},
		// Password managers add outputs that nobody asked for. None is looked at.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("preparing passkeys: %w", err)
	}
	return p, nil
}

// algorithms are those that Level 3 recommends, which every authenticator has one of.
var algorithms = []webauthncose.COSEAlgorithmIdentifier{webauthncose.AlgEdDSA, webauthncose.AlgES256, webauthncose.AlgRS256}

func parameters() (list []protocol.CredentialParameter) {
	for _, algorithm := range algorithms {
		list = append(list, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: algorithm})
	}
	return list
}

// holder is an account as the library asks for it.
type holder struct {
	handle  []byte
	records []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return h.handle }
func (h holder) WebAuthnName() string                       { return "" }
func (h holder) WebAuthnDisplayName() string                { return "" }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.records }

var (
	errOrigin    = errors.New("of another origin")
	errAnotherID = errors.New("the attested credential has another id than the answer")
)

// registered verifies the answer to a registration (WebAuthn Level 3 section 7.1).
func (p *party) registered(challenge string, handle []byte, answer *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	if err := p.from(&answer.Response.CollectedClientData); err != nil {
		return nil, err
	}
	made, err := p.checks.CreateCredential(holder{handle: handle}, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: p.id, UserID: handle, UserVerification: p.verification, CredParams: parameters(),
	}, answer)
	if err != nil {
		return nil, fmt.Errorf("verifying a registration: %w", err)
	}
	if !bytes.Equal(made.ID, answer.RawID) {
		return nil, errAnotherID
	}
	return made, nil
}

// asserted verifies the answer of a passkey that is known (section 7.2).
func (p *party) asserted(challenge string, handle []byte, record webauthn.Credential, answer *protocol.ParsedCredentialAssertionData) error {
	if err := p.from(&answer.Response.CollectedClientData); err != nil {
		return err
	}
	_, err := p.checks.ValidateLogin(holder{handle, []webauthn.Credential{record}}, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: p.id, UserID: handle, UserVerification: p.verification,
	}, answer)
	if err != nil {
		return fmt.Errorf("verifying an assertion: %w", err)
	}
	return nil
}

// from holds what the browser says against our origin, byte by byte: the library
// compares hosts without their case and whatever follows them.
func (p *party) from(said *protocol.CollectedClientData) error {
	if said.Origin != p.origin {
		return errOrigin
	}
	return nil
}
