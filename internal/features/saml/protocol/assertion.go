package protocol

import (
	"strings"
	"time"

	"github.com/beevik/etree"
)

const (
	persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	bearer     = "urn:oasis:names:tc:SAML:2.0:cm:bearer" //nolint:gosec // a name of the specification
	// maxName is the longest persistent name (SAML core section 8.3.7), and of anything else that is kept.
	maxName = 256
	maxText = 1024
)

// Assertion is what a provider has said of somebody.
type Assertion struct {
	ID string
	// Subject is the provider's own and lasting name for the person.
	Subject string
	// Session is the provider's for it; empty where it names none.
	Session string
	// Authenticated is when the provider last asked the person.
	Authenticated time.Time
	// Ends is when the provider's session ends; zero where it says nothing.
	Ends time.Time
	// Until is when the assertion is worth nothing any more, our patience included.
	Until time.Time
	// Attributes are by their names, as the provider writes them.
	Attributes map[string][]string
}

// assertion reads a verified one.
func (want Expected) assertion(e *etree.Element) (*Assertion, error) {
	a := &Assertion{ID: value(e, "ID"), Attributes: map[string][]string{}}
	issuer := only(e, nsAssertion, "Issuer")
	switch {
	case value(e, "Version") != "2.0":
		return nil, refuse(Malformed, "the assertion's version isn't 2.0")
	case issuer == nil || !want.issued(issuer):
		return nil, refuse(Issuer, "the assertion is of another provider")
	}
	for _, part := range []func(*etree.Element, *Assertion) error{want.subject, want.conditions, want.statements, attributes} {
		if err := part(e, a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// subject reads who it is about, and that it was for whoever brings it now.
func (want Expected) subject(e *etree.Element, a *Assertion) error {
	subject := only(e, nsAssertion, "Subject")
	if subject == nil {
		return refuse(Subject, "it is about nobody")
	}
	name := only(subject, nsAssertion, "NameID")
	if name == nil || value(name, "Format") != persistent {
		return refuse(Subject, "it has no persistent NameID")
	}
	if a.Subject = content(name); a.Subject == "" || len(a.Subject) > maxName || strings.ContainsFunc(a.Subject, control) {
		return refuse(Subject, "its NameID can't be one")
	}
	err := refuse(Subject, "nobody may bring it")
	for _, c := range children(subject, nsAssertion, "SubjectConfirmation") {
		if value(c, "Method") != bearer {
			continue
		}
		if err = want.confirms(c, a); err == nil {
			return nil
		}
	}
	return err
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

// confirms looks at one confirmation (SAML profiles section 4.1.4.2).
func (want Expected) confirms(c *etree.Element, a *Assertion) error {
	data := only(c, nsAssertion, "SubjectConfirmationData")
	if data == nil {
		return refuse(Subject, "its confirmation has no data")
	}
	ends, err := instant(value(data, "NotOnOrAfter"))
	switch {
	case value(data, "Recipient") != want.Destination:
		return refuse(Destination, "the assertion is for another address")
	case !want.asked(value(data, "InResponseTo")):
		return refuse(Request, "the assertion answers another request, or none")
	case err != nil || value(data, "NotBefore") != "":
		return refuse(Time, "its confirmation has no end, or a beginning")
	case want.over(ends):
		return refuse(Time, "it came too late")
	}
	a.Until = ends.Add(Skew)
	return nil
}

// over tells whether a NotOnOrAfter has come; early whether a NotBefore hasn't.
func (want Expected) over(at time.Time) bool  { return !want.Now.Before(at.Add(Skew)) }
func (want Expected) early(at time.Time) bool { return want.Now.Before(at.Add(-Skew)) }

// conditions must all be known and hold (SAML core section 2.5.1).
func (want Expected) conditions(e *etree.Element, _ *Assertion) error {
	c := only(e, nsAssertion, "Conditions")
	if c == nil {
		return refuse(Conditions, "there are none, or more than one")
	}
	if from := value(c, "NotBefore"); from != "" {
		if at, err := instant(from); err != nil || want.early(at) {
			return refuse(Time, "it isn't good yet")
		}
	}
	if until := value(c, "NotOnOrAfter"); until != "" {
		if at, err := instant(until); err != nil || want.over(at) {
			return refuse(Time, "it isn't good any more")
		}
	}
	restricted := false
	for _, condition := range c.ChildElements() {
		switch {
		case is(condition, nsAssertion, "AudienceRestriction"):
			if !want.addressed(condition) {
				return refuse(Audience, "it is for somebody else")
			}
			restricted = true
		case is(condition, nsAssertion, "OneTimeUse"), is(condition, nsAssertion, "ProxyRestriction"):
			// Each assertion is used once here, and passed on to nobody.
		default:
			return refuse(Conditions, "one of them is unknown here")
		}
	}
	return when(!restricted, Audience, "it is for nobody in particular")
}

func (want Expected) addressed(restriction *etree.Element) bool {
	for _, audience := range children(restriction, nsAssertion, "Audience") {
		if content(audience) == want.Audience {
			return true
		}
	}
	return false
}

// statements are how and when the person signed in at the provider.
func (want Expected) statements(e *etree.Element, a *Assertion) error {
	list := children(e, nsAssertion, "AuthnStatement")
	if len(list) == 0 {
		return refuse(Subject, "it doesn't say that anybody signed in")
	}
	for _, s := range list {
		at, err := instant(value(s, "AuthnInstant"))
		if err != nil || want.early(at) {
			return refuse(Time, "it doesn't say when the person signed in")
		}
		if a.Authenticated.IsZero() || at.Before(a.Authenticated) {
			a.Authenticated = at
		}
		if a.Session = value(s, "SessionIndex"); len(a.Session) > maxName {
			return refuse(Malformed, "its session has too long a name")
		}
		if err := want.lasting(value(s, "SessionNotOnOrAfter"), a); err != nil {
			return err
		}
	}
	return nil
}

func (want Expected) lasting(until string, a *Assertion) error {
	if until == "" {
		return nil
	}
	at, err := instant(until)
	if err != nil || want.over(at) {
		return refuse(Time, "the provider's session is over")
	}
	if a.Ends.IsZero() || at.Before(a.Ends) {
		a.Ends = at
	}
	return nil
}

func attributes(e *etree.Element, a *Assertion) error {
	for _, statement := range children(e, nsAssertion, "AttributeStatement") {
		for _, attribute := range children(statement, nsAssertion, "Attribute") {
			name := value(attribute, "Name")
			for _, v := range children(attribute, nsAssertion, "AttributeValue") {
				if text := content(v); text != "" && len(text) <= maxText {
					a.Attributes[name] = append(a.Attributes[name], text)
				}
			}
		}
	}
	return nil
}

// instant reads an xs:dateTime, which SAML has in UTC (SAML core section 1.3.3).
func instant(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !strings.HasSuffix(text, "Z") || at.Year() < 1970 || at.Year() > 9000 {
		return time.Time{}, refuse(Time, "a time isn't one in UTC")
	}
	return at.UTC(), nil
}
