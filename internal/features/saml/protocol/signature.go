package protocol

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// What a signature may be made with. SHA-1 and HMAC are no signatures any more, or never
// were by somebody who keeps a key; ECDSA has another form in XML than the library reads.
const (
	excC14N     = "http://www.w3.org/2001/10/xml-exc-c14n#"
	enveloped   = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	mostSigning = 4
)

var (
	signatureMethods = []string{
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
	}
	digestMethods = []string{
		"http://www.w3.org/2001/04/xmlenc#sha256",
		"http://www.w3.org/2001/04/xmldsig-more#sha384",
		"http://www.w3.org/2001/04/xmlenc#sha512",
	}
)

// verified returns an element as it was signed, read anew from the signed bytes, when one
// of the certificates has signed it.
func verified(e *etree.Element, certificates []*x509.Certificate, now time.Time) (*etree.Element, error) {
	s := only(e, nsSignature, "Signature")
	if s == nil {
		return nil, refuse(Signature, "there is none, or more than one")
	}
	if err := shaped(s, value(e, "ID")); err != nil {
		return nil, err
	}
	alone, err := detached(e)
	if err != nil {
		return nil, err
	}
	standing := slices.DeleteFunc(slices.Clone(certificates), func(c *x509.Certificate) bool {
		return now.Before(c.NotBefore) || now.After(c.NotAfter)
	})
	if len(standing) == 0 {
		return nil, refuse(Certificate, "none of the provider's is valid now")
	}
	for _, c := range standing {
		// The library compares with its clock what was compared above.
		context := dsig.ValidationContext{
			CertificateStore: &dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{c}}, IdAttribute: "ID", Clock: dsig.NewFakeClockAt(now),
		}
		signed, err := context.Validate(alone)
		if err == nil && same(signed, e) {
			return signed, nil
		}
	}
	return nil, refuse(Signature, "none of the provider's certificates has made it")
}

// same tells whether what was signed is what stands there: it is the caller's element and nothing inside it.
func same(signed, e *etree.Element) bool {
	return signed != nil && is(signed, e.NamespaceURI(), e.Tag) && value(signed, "ID") == value(e, "ID")
}

// detached is a copy of an element that means the same without what is around it. What its
// signature says of keys is left out: which are the provider's, its metadata has said.
func detached(e *etree.Element) (*etree.Element, error) {
	around, err := etreeutils.NSBuildParentContext(e)
	if err != nil {
		return nil, refuse(Malformed, "its namespaces can't be read")
	}
	alone, err := etreeutils.NSDetatch(around, e)
	if err != nil {
		return nil, refuse(Malformed, "its namespaces can't be read")
	}
	s := only(alone, nsSignature, "Signature")
	for _, info := range children(s, nsSignature, "KeyInfo") {
		s.RemoveChild(info)
	}
	return alone, nil
}

// shaped holds a signature to the one form that SAML needs (SAML core section 5.4): one
// reference to the element that it stands in, enveloped, in exclusive canonical form.
func shaped(s *etree.Element, id string) error {
	info, keys := only(s, nsSignature, "SignedInfo"), children(s, nsSignature, "KeyInfo")
	if info == nil || only(s, nsSignature, "SignatureValue") == nil || len(keys) > 1 || len(s.ChildElements()) != 2+len(keys) {
		return refuse(Signature, "it has other parts than it needs")
	}
	form, method, reference := only(info, nsSignature, "CanonicalizationMethod"), only(info, nsSignature, "SignatureMethod"), only(info, nsSignature, "Reference")
	switch {
	case form == nil || method == nil || reference == nil || len(info.ChildElements()) != 3:
		return refuse(Signature, "it signs more than one thing, or nothing")
	case value(form, "Algorithm") != excC14N:
		return refuse(Signature, "its canonical form isn't taken")
	case !slices.Contains(signatureMethods, value(method, "Algorithm")) || len(method.ChildElements()) != 0:
		return refuse(Signature, "its method isn't taken")
	case !ncName.MatchString(id) || value(reference, "URI") != "#"+id:
		return refuse(Signature, "it signs another element than the one around it")
	}
	return referred(reference)
}

func referred(reference *etree.Element) error {
	digest, transforms := only(reference, nsSignature, "DigestMethod"), only(reference, nsSignature, "Transforms")
	if digest == nil || transforms == nil || only(reference, nsSignature, "DigestValue") == nil || len(reference.ChildElements()) != 3 {
		return refuse(Signature, "its reference has other parts than it needs")
	}
	if !slices.Contains(digestMethods, value(digest, "Algorithm")) {
		return refuse(Signature, "its digest isn't taken")
	}
	steps := transforms.ChildElements()
	if len(steps) != 2 || value(steps[0], "Algorithm") != enveloped || value(steps[1], "Algorithm") != excC14N || len(steps[0].ChildElements()) != 0 {
		return refuse(Signature, "its transforms aren't those of SAML")
	}
	for _, step := range steps {
		if !is(step, nsSignature, "Transform") {
			return refuse(Signature, "its transforms aren't those of SAML")
		}
	}
	return nil
}
