package protocol

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"time"

	"github.com/beevik/etree"
)

const (
	// Skew is how far the provider's clock may be from ours.
	Skew = time.Minute
	// MaxEncoded is how long a response may be as it comes in a form.
	MaxEncoded = MaxDocument/3*4 + 8192
	success    = "urn:oasis:names:tc:SAML:2.0:status:Success"
	entity     = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
)

// Expected is what a response is held to.
type Expected struct {
	// Issuer is the provider, whose Certificates are trusted and no others.
	Issuer       string
	Certificates []*x509.Certificate
	// Destination is our assertion consumer service, Audience our entity ID.
	Destination string
	Audience    string
	// Request is the hash of the id of the request that is answered.
	Request [sha256.Size]byte
	Now     time.Time
}

// ReadResponse reads the SAMLResponse of a form (SAML bindings section 3.5) and returns
// what the provider has said of somebody. Every error about it is a Refusal.
func ReadResponse(encoded string, want Expected) (*Assertion, error) {
	if len(encoded) > MaxEncoded {
		return nil, refuse(Malformed, "it is too long")
	}
	text, err := base64.StdEncoding.Strict().DecodeString(strings.NewReplacer("\r", "", "\n", "", " ", "").Replace(encoded))
	if err != nil {
		return nil, refuse(Malformed, "it isn't base64")
	}
	response, err := parse(text, signable)
	if err != nil {
		return nil, err
	}
	assertion, err := want.structure(response)
	if err != nil {
		return nil, err
	}
	return want.read(response, assertion)
}

// structure finds the one assertion, and refuses what could be taken for another one, or
// what a signature could be moved to (signature wrapping).
func (want Expected) structure(response *etree.Element) (*etree.Element, error) {
	if !is(response, nsProtocol, "Response") {
		return nil, refuse(Malformed, "it isn't a response")
	}
	found := children(response, nsAssertion, "Assertion")
	err := every(response, func(e *etree.Element) error {
		switch e.Tag {
		case "EncryptedAssertion", "EncryptedID", "EncryptedAttribute", "EncryptedData":
			return refuse(Encrypted, "encrypted parts aren't taken: TLS keeps the response secret")
		case "Response":
			return when(e != response, Malformed, "it holds another response")
		case "Assertion":
			return when(len(found) != 1 || e != found[0], Malformed, "it has more than one assertion")
		case "Signature":
			return when(e.Parent() != response && (len(found) != 1 || e.Parent() != found[0]), Signature, "there is one in a place where none belongs")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, unsuccessful(response)
	}
	return found[0], nil
}

func when(wrong bool, why Why, remark string) error {
	if wrong {
		return refuse(why, "%s", remark)
	}
	return nil
}

// unsuccessful is what a response without an assertion says.
func unsuccessful(response *etree.Element) error {
	if succeeded(response) {
		return refuse(Malformed, "it has no assertion")
	}
	return refuse(Unsuccessful, "the provider says that it signed nobody in")
}

func succeeded(response *etree.Element) bool {
	status := only(response, nsProtocol, "Status")
	if status == nil {
		return false
	}
	code := only(status, nsProtocol, "StatusCode")
	return code != nil && value(code, "Value") == success
}

// read verifies what is signed, and looks at nothing else of the assertion.
func (want Expected) read(response, assertion *etree.Element) (*Assertion, error) {
	signs := func(e *etree.Element) bool { return len(children(e, nsSignature, "Signature")) > 0 }
	if !signs(response) && !signs(assertion) {
		return nil, refuse(Signature, "nothing is signed")
	}
	outer, inner := response, (*etree.Element)(nil)
	if signs(response) {
		signed, err := verified(response, want.Certificates, want.Now)
		if err != nil {
			return nil, err
		}
		outer, inner = signed, only(signed, nsAssertion, "Assertion")
	}
	if signs(assertion) {
		signed, err := verified(assertion, want.Certificates, want.Now)
		if err != nil {
			return nil, err
		}
		inner = signed
	}
	if inner == nil {
		return nil, refuse(Signature, "the assertion isn't what was signed")
	}
	if err := want.envelope(outer); err != nil {
		return nil, err
	}
	return want.assertion(inner)
}

// envelope holds the response itself to what was asked (SAML profiles section 4.1.4.3).
func (want Expected) envelope(response *etree.Element) error {
	issuers := children(response, nsAssertion, "Issuer")
	switch {
	case value(response, "Version") != "2.0":
		return refuse(Malformed, "its version isn't 2.0")
	case !succeeded(response):
		return refuse(Unsuccessful, "the provider says that it signed nobody in")
	case len(issuers) > 1 || len(issuers) == 1 && !want.issued(issuers[0]):
		return refuse(Issuer, "the response is of another provider")
	case value(response, "Destination") != want.Destination:
		return refuse(Destination, "the response was sent to another address")
	case !want.asked(value(response, "InResponseTo")):
		return refuse(Request, "the response answers another request, or none")
	}
	return nil
}

func (want Expected) issued(issuer *etree.Element) bool {
	format := value(issuer, "Format")
	return content(issuer) == want.Issuer && (format == "" || format == entity)
}

// asked compares the id of a request with the one that is kept as a hash.
func (want Expected) asked(id string) bool {
	sum := sha256.Sum256([]byte(id))
	return subtle.ConstantTimeCompare(sum[:], want.Request[:]) == 1
}
