package protocol

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// What a document may hold at most. Real ones have a tenth of it.
const (
	MaxDocument   = 256 << 10
	maxDepth      = 32
	maxAttributes = 32
)

// grammar is what kind of document it may be.
type grammar struct {
	elements int
	comments bool
}

var (
	// signable documents have no comments, which canonical XML leaves out: what is signed
	// wouldn't be what is read. goxmldsig itself stops at 1000 elements.
	signable = grammar{elements: 800}
	// published ones have all that people write into them.
	published = grammar{elements: 5000, comments: true}
)

// The namespaces of SAML and of XML signatures.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
)

// ncName is what an xs:ID looks like, without letters that nobody's ids need.
var ncName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,255}$`)

// parse reads a document that holds nothing but elements, attributes and text, and comments where they don't matter.
func parse(text []byte, g grammar) (*etree.Element, error) {
	if err := scan(text, g); err != nil {
		return nil, err
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil || doc.Root() == nil {
		return nil, refuse(Malformed, "it can't be read as XML")
	}
	return doc.Root(), nil
}

// scan looks at every token before anything is built of them.
func scan(text []byte, g grammar) error {
	switch {
	case len(text) > MaxDocument:
		return refuse(Malformed, "it has more than %d bytes", MaxDocument)
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return refuse(Malformed, "it isn't UTF-8 text")
	}
	s := scanner{grammar: g, decoder: xml.NewDecoder(bytes.NewReader(text)), seen: map[string]bool{}}
	for {
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) {
			return s.ended()
		}
		if err != nil {
			return refuse(Malformed, "it isn't well-formed XML")
		}
		if err := s.look(token); err != nil {
			return err
		}
	}
}

type scanner struct {
	grammar

	decoder *xml.Decoder
	depth   int
	count   int
	roots   int
	tokens  int
	seen    map[string]bool
}

func (s *scanner) ended() error {
	if s.roots != 1 || s.depth != 0 {
		return refuse(Malformed, "it isn't one element")
	}
	return nil
}

func (s *scanner) look(token xml.Token) error {
	s.tokens++
	switch token := token.(type) {
	case xml.StartElement:
		return s.open(token)
	case xml.EndElement:
		s.depth--
	case xml.CharData:
		if s.depth == 0 && len(bytes.TrimSpace(token)) > 0 {
			return refuse(Malformed, "it has text beside its element")
		}
	case xml.ProcInst:
		if token.Target != "xml" || s.tokens != 1 {
			return refuse(Malformed, "it has a processing instruction")
		}
	case xml.Directive:
		return refuse(Malformed, "it has a DTD")
	case xml.Comment:
		return when(!s.comments, Malformed, "it has a comment")
	}
	return nil
}

func (s *scanner) open(e xml.StartElement) error {
	if s.depth == 0 {
		s.roots++
	}
	s.depth++
	s.count++
	if s.depth > maxDepth || s.count > s.elements || len(e.Attr) > maxAttributes {
		return refuse(Malformed, "it is too deep or too large")
	}
	if !declared(e.Name) {
		return refuse(Malformed, "it has a prefix that nothing declares")
	}
	names := map[xml.Name]bool{}
	for _, a := range e.Attr {
		if names[a.Name] || !attributeDeclared(a) {
			return refuse(Malformed, "it has an attribute twice, or of an unknown prefix")
		}
		names[a.Name] = true
		if err := s.identify(a); err != nil {
			return err
		}
	}
	return nil
}

// identify remembers what elements are called by, however that attribute is spelled.
func (s *scanner) identify(a xml.Attr) error {
	if !strings.EqualFold(a.Name.Local, "id") {
		return nil
	}
	if s.seen[a.Value] || !ncName.MatchString(a.Value) {
		return refuse(Malformed, "it has an id twice, or one that is none")
	}
	s.seen[a.Value] = true
	return nil
}

// declared tells a namespace from a prefix that the decoder found nothing for: a prefix has no colon.
func declared(n xml.Name) bool {
	return (n.Space == "" || strings.Contains(n.Space, ":")) && plain(n.Local)
}

func attributeDeclared(a xml.Attr) bool {
	switch {
	case a.Name.Space == "" && a.Name.Local == "xmlns":
		return true
	case a.Name.Space == "xmlns": // what xml and xmlns mean, no document says
		return a.Value != "" && plain(a.Name.Local) && a.Name.Local != "xml" && a.Name.Local != "xmlns"
	}
	return declared(a.Name)
}

// plain refuses the names with which parsers have disagreed.
func plain(local string) bool { return ncName.MatchString(local) }

// is tells whether an element is called so.
func is(e *etree.Element, namespace, tag string) bool {
	return e.Tag == tag && e.NamespaceURI() == namespace
}

// children are those of an element that are called so.
func children(e *etree.Element, namespace, tag string) (list []*etree.Element) {
	for _, c := range e.ChildElements() {
		if is(c, namespace, tag) {
			list = append(list, c)
		}
	}
	return list
}

// only is the one child that is called so; nil where there is none, or more than one.
func only(e *etree.Element, namespace, tag string) *etree.Element {
	if list := children(e, namespace, tag); len(list) == 1 {
		return list[0]
	}
	return nil
}

// value is an attribute without a namespace; empty where there is none.
func value(e *etree.Element, name string) string {
	for _, a := range e.Attr {
		if a.Space == "" && a.Key == name {
			return a.Value
		}
	}
	return ""
}

// content is the text of an element that holds nothing else; empty where it does.
func content(e *etree.Element) string {
	var text strings.Builder
	for _, token := range e.Child {
		data, is := token.(*etree.CharData)
		if !is {
			return ""
		}
		text.WriteString(data.Data)
	}
	return strings.TrimSpace(text.String())
}

// every calls f with an element and all below it.
func every(e *etree.Element, f func(*etree.Element) error) error {
	if err := f(e); err != nil {
		return err
	}
	for _, c := range e.ChildElements() {
		if err := every(c, f); err != nil {
			return err
		}
	}
	return nil
}
