package protocol

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/url"
	"time"
)

// ServiceProvider is TaskFlow towards one provider.
type ServiceProvider struct {
	EntityID string
	// Consumer is where the provider's answers go: the assertion consumer service.
	Consumer string
}

type authnRequest struct {
	XMLName    xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:protocol AuthnRequest"`
	ID         string   `xml:"ID,attr"`
	Version    string   `xml:"Version,attr"`
	Issued     string   `xml:"IssueInstant,attr"`
	To         string   `xml:"Destination,attr"`
	Consumer   string   `xml:"AssertionConsumerServiceURL,attr"`
	Binding    string   `xml:"ProtocolBinding,attr"`
	Issuer     string   `xml:"urn:oasis:names:tc:SAML:2.0:assertion Issuer"`
	NameIDForm nameIDPolicy
}

type nameIDPolicy struct {
	XMLName     xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:protocol NameIDPolicy"`
	Format      string   `xml:"Format,attr"`
	AllowCreate bool     `xml:"AllowCreate,attr"`
}

// Ask returns the address to which a browser brings a request to sign in, and the
// request's id (SAML bindings section 3.4). relay comes back with the answer.
func (s ServiceProvider) Ask(signOn, relay string, now time.Time) (address, id string, err error) {
	id = newID()
	text, err := xml.Marshal(authnRequest{
		ID: id, Version: "2.0", Issued: now.UTC().Format(time.RFC3339), To: signOn, Consumer: s.Consumer, Binding: postBinding, Issuer: s.EntityID,
		NameIDForm: nameIDPolicy{Format: persistent, AllowCreate: true},
	})
	if err != nil {
		return "", "", fmt.Errorf("writing a request: %w", err)
	}
	u, err := url.Parse(signOn)
	if err != nil {
		return "", "", fmt.Errorf("reading the provider's address: %w", err)
	}
	query := u.Query()
	query.Set("SAMLRequest", deflated(text))
	query.Set("RelayState", relay)
	u.RawQuery = query.Encode()
	return u.String(), id, nil
}

// newID is an xs:ID of 160 random bits (SAML core section 1.3.4).
func newID() string {
	var random [20]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand stops the program instead
	return "_" + hex.EncodeToString(random[:])
}

func deflated(text []byte) string {
	var buffer bytes.Buffer
	w, _ := flate.NewWriter(&buffer, flate.BestCompression) // the level is a constant
	_, _ = w.Write(text)                                    // to memory
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(buffer.Bytes())
}

type entityDescriptor struct {
	XMLName  xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntityDescriptor"`
	EntityID string   `xml:"entityID,attr"`
	Service  spDescriptor
}

type spDescriptor struct {
	XMLName   xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:metadata SPSSODescriptor"`
	Requests  bool     `xml:"AuthnRequestsSigned,attr"`
	Signed    bool     `xml:"WantAssertionsSigned,attr"`
	Protocols string   `xml:"protocolSupportEnumeration,attr"`
	NameID    string   `xml:"urn:oasis:names:tc:SAML:2.0:metadata NameIDFormat"`
	Consumer  consumer
}

type consumer struct {
	XMLName  xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:metadata AssertionConsumerService"`
	Binding  string   `xml:"Binding,attr"`
	Location string   `xml:"Location,attr"`
	Index    int      `xml:"index,attr"`
	Default  bool     `xml:"isDefault,attr"`
}

// Metadata is what a provider needs to know of us (SAML metadata section 2.4.4).
func (s ServiceProvider) Metadata() ([]byte, error) {
	text, err := xml.Marshal(entityDescriptor{EntityID: s.EntityID, Service: spDescriptor{
		Signed: true, Protocols: nsProtocol, NameID: persistent, Consumer: consumer{Binding: postBinding, Location: s.Consumer, Default: true},
	}})
	if err != nil {
		return nil, fmt.Errorf("writing the metadata: %w", err)
	}
	return append([]byte(xml.Header), text...), nil
}
