package protocol_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // what is refused
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/saml/protocol"
)

const (
	handAssertion = `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0"><saml:Issuer>https://idp</saml:Issuer>%s` +
		`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">robin</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
		`<saml:SubjectConfirmationData InResponseTo="_q" NotOnOrAfter="2026-03-02T09:05:00Z" Recipient="https://sp/acs"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>` +
		`<saml:Conditions><saml:AudienceRestriction><saml:Audience>https://sp</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
		`<saml:AuthnStatement AuthnInstant="2026-03-02T09:00:00Z"></saml:AuthnStatement></saml:Assertion>`
	handInfo = `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>` +
		`<ds:SignatureMethod Algorithm="%s"></ds:SignatureMethod><ds:Reference URI="%s"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>` +
		`<ds:Transform Algorithm="%s"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="%s"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	handResponse = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" Destination="https://sp/acs" InResponseTo="_q">` +
		`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>%s</samlp:Response>`
	excC14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
	sha2    = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
)

// hand is a signature made without a library, right in all that it says.
type hand struct {
	method, uri, transform, digest string
	hash                           crypto.Hash
}

func (h hand) signed(t *testing.T, key *rsa.PrivateKey) string {
	t.Helper()
	sum := func(hash crypto.Hash, text string) []byte {
		s := hash.New()
		_, _ = s.Write([]byte(text))
		return s.Sum(nil)
	}
	info := fmt.Sprintf(handInfo, h.method, h.uri, h.transform, h.digest, base64.StdEncoding.EncodeToString(sum(h.hash, fmt.Sprintf(handAssertion, ""))))
	value, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum(crypto.SHA256, info))
	if err != nil {
		t.Fatal(err)
	}
	signature := `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">` + info + `<ds:SignatureValue>` + base64.StdEncoding.EncodeToString(value) + `</ds:SignatureValue></ds:Signature>`
	return base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf(handResponse, fmt.Sprintf(handAssertion, signature))))
}

// TestRightSignaturesOfAWrongKind are what the library would take: only the one form of SAML is.
// ASVS: 11.4.1
func TestRightSignaturesOfAWrongKind(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	_, want := signedAnswer(t)
	want.Certificates = []*x509.Certificate{certificate}
	right := hand{sha2, "#_a", excC14N, "http://www.w3.org/2001/04/xmlenc#sha256", crypto.SHA256}
	if _, err := protocol.ReadResponse(right.signed(t, key), want); err != nil {
		t.Fatalf("the right one: %v", err)
	}
	for name, change := range map[string]func(h *hand){
		"a digest by SHA-1":              func(h *hand) { h.digest, h.hash = "http://www.w3.org/2000/09/xmldsig#sha1", crypto.SHA1 },
		"a reference to the whole":       func(h *hand) { h.uri = "" },
		"a canonical form with comments": func(h *hand) { h.transform = excC14N + "WithComments" },
		"an inclusive canonical form":    func(h *hand) { h.transform = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" },
	} {
		wrong := right
		change(&wrong)
		var refusal *protocol.Refusal
		if _, err := protocol.ReadResponse(wrong.signed(t, key), want); !errors.As(err, &refusal) || refusal.Why != protocol.Signature {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := right.signed(t, key) + strings.Repeat(" ", protocol.MaxEncoded)
	if _, err := protocol.ReadResponse(long, want); err == nil {
		t.Error("a response of any length is taken")
	}
}
