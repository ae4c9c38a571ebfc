package protocol

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"unicode"

	"github.com/beevik/etree"
)

const (
	postBinding     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	// MostCertificates are two that follow each other, and one to spare.
	MostCertificates = 3
	leastBits        = 2048
	mostBits         = 8192
)

// IdentityProvider is what a provider's metadata say that is needed of it.
type IdentityProvider struct {
	EntityID     string
	SignOn       string // where requests go by way of the browser
	Certificates []*x509.Certificate
}

// ReadMetadata reads the metadata of one identity provider (SAML metadata section 2). Their
// signature isn't looked at: who brings them answers for them.
func ReadMetadata(text []byte) (*IdentityProvider, error) {
	root, err := parse([]byte(strings.TrimPrefix(string(text), "\ufeff")), published)
	if err != nil {
		return nil, err
	}
	if !is(root, nsMetadata, "EntityDescriptor") {
		return nil, refuse(Malformed, "it isn't the metadata of one entity")
	}
	descriptor := only(root, nsMetadata, "IDPSSODescriptor")
	if descriptor == nil {
		return nil, refuse(Malformed, "it isn't the metadata of an identity provider")
	}
	p := &IdentityProvider{EntityID: value(root, "entityID")}
	for _, s := range children(descriptor, nsMetadata, "SingleSignOnService") {
		if value(s, "Binding") == redirectBinding && p.SignOn == "" {
			p.SignOn = value(s, "Location")
		}
	}
	if p.EntityID == "" || p.SignOn == "" {
		return nil, refuse(Malformed, "it names no entity, or no place to sign in by HTTP-Redirect")
	}
	return p, p.keys(descriptor)
}

// keys are those that sign.
func (p *IdentityProvider) keys(descriptor *etree.Element) error {
	for _, key := range children(descriptor, nsMetadata, "KeyDescriptor") {
		if use := value(key, "use"); use != "" && use != "signing" {
			continue
		}
		info := only(key, nsSignature, "KeyInfo")
		if info == nil {
			continue
		}
		for _, data := range children(info, nsSignature, "X509Data") {
			for _, c := range children(data, nsSignature, "X509Certificate") {
				parsed, err := ReadCertificate(content(c))
				if err != nil {
					return err
				}
				p.Certificates = append(p.Certificates, parsed)
			}
		}
	}
	if len(p.Certificates) == 0 || len(p.Certificates) > MostCertificates {
		return refuse(Certificate, "it has no certificate that signs, or more than %d", MostCertificates)
	}
	return nil
}

var errCertificate = errors.New("saml: no certificate with an RSA key of 2048 to 8192 bits")

// ReadCertificate reads a certificate in PEM, or in base64 without its frame.
func ReadCertificate(text string) (*x509.Certificate, error) {
	der := []byte(nil)
	if block, rest := pem.Decode([]byte(text)); block != nil {
		if block.Type != "CERTIFICATE" || strings.TrimSpace(string(rest)) != "" {
			return nil, errCertificate
		}
		der = block.Bytes
	} else {
		decoded, err := base64.StdEncoding.Strict().DecodeString(strings.Map(unspaced, text))
		if err != nil {
			return nil, errCertificate
		}
		der = decoded
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errCertificate
	}
	key, isRSA := c.PublicKey.(*rsa.PublicKey)
	if !isRSA || key.N.BitLen() < leastBits || key.N.BitLen() > mostBits {
		return nil, errCertificate
	}
	return c, nil
}

func unspaced(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}
