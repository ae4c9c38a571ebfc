package protocol_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"taskflow/internal/features/saml/protocol"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const answer = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" Destination="https://sp/acs" InResponseTo="_q">` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
	`<saml:Assertion ID="_a" Version="2.0"><saml:Issuer>https://idp</saml:Issuer>` +
	`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">robin</saml:NameID>` +
	`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="_q" NotOnOrAfter="2026-03-02T09:05:00Z" Recipient="https://sp/acs"/></saml:SubjectConfirmation></saml:Subject>` +
	`<saml:Conditions><saml:AudienceRestriction><saml:Audience>https://sp</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
	`<saml:AuthnStatement AuthnInstant="2026-03-02T09:00:00Z"/></saml:Assertion></samlp:Response>`

// signedAnswer is a right one, and who is expected to have made it.
func signedAnswer(t testing.TB) (string, protocol.Expected) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(answer); err != nil {
		t.Fatal(err)
	}
	context, err := dsig.NewSigningContext(key, [][]byte{der})
	if err != nil {
		t.Fatal(err)
	}
	context.Canonicalizer, context.Hash = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(""), crypto.SHA256
	assertion := doc.Root().FindElement("./Assertion")
	around, err := etreeutils.NSBuildParentContext(assertion) // the response declares what the assertion needs
	if err != nil {
		t.Fatal(err)
	}
	alone, err := etreeutils.NSDetatch(around, assertion)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := context.ConstructSignature(alone, true)
	if err != nil {
		t.Fatal(err)
	}
	assertion.InsertChildAt(1, signature)
	text, err := doc.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return text, protocol.Expected{
		Issuer: "https://idp", Certificates: []*x509.Certificate{certificate}, Destination: "https://sp/acs", Audience: "https://sp",
		Request: sha256.Sum256([]byte("_q")), Now: now,
	}
}

// FuzzResponse changes a right answer: whatever becomes of it, it says what was signed or is refused.
func FuzzResponse(f *testing.F) {
	right, want := signedAnswer(f)
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	if a, err := protocol.ReadResponse(encode(right), want); err != nil || a.Subject != "robin" {
		f.Fatal(a, err)
	}
	f.Add(right)
	for _, change := range [][2]string{{"robin", "mallory"}, {"<saml:Subject>", "<!-- --><saml:Subject>"}, {"<samlp:Status>", "<!DOCTYPE a><samlp:Status>"}, {"ID=\"_r\"", "ID=\"_a\""}, {"saml:Issuer", "saml:EncryptedID"}} {
		f.Add(strings.Replace(right, change[0], change[1], 1))
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := protocol.ReadResponse(encode(text), want)
		var refusal *protocol.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Errorf("%q: %v is no refusal", text, err)
		}
		if err == nil && (a.Subject != "robin" || a.ID != "_a" || len(a.Attributes) != 0) {
			t.Errorf("%q says %+v", text, a)
		}
		_, _ = protocol.ReadResponse(text, want)
	})
}

// FuzzMetadata: what is taken for a provider is one that can be asked and whose signatures can be verified.
func FuzzMetadata(f *testing.F) {
	_, want := signedAnswer(f)
	der := want.Certificates[0].Raw
	f.Add(`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp"><md:IDPSSODescriptor><md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">` +
		`<ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(der) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`)
	f.Add("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := protocol.ReadMetadata([]byte(text))
		if err == nil && (p.EntityID == "" || p.SignOn == "" || len(p.Certificates) == 0 || len(p.Certificates) > protocol.MostCertificates) {
			t.Errorf("%q: %+v", text, p)
		}
	})
}

// FuzzCertificate: what is taken has an RSA key of a size that holds.
func FuzzCertificate(f *testing.F) {
	_, want := signedAnswer(f)
	f.Add(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: want.Certificates[0].Raw})))
	f.Add(base64.StdEncoding.EncodeToString(want.Certificates[0].Raw))
	f.Add("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := protocol.ReadCertificate(text)
		if err != nil {
			return
		}
		if key, is := c.PublicKey.(*rsa.PublicKey); !is || key.N.BitLen() < 2048 || key.N.BitLen() > 8192 {
			t.Errorf("%q", text)
		}
	})
}
