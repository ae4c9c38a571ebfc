package saml_test

import (
	"github.com/beevik/etree"

	"taskflow/internal/testworld"
)

// forged is an assertion like another, about somebody else, and unsigned.
func forged(assertion *etree.Element) *etree.Element {
	evil := assertion.Copy()
	if s := evil.FindElement("./Signature"); s != nil {
		evil.RemoveChild(s)
	}
	evil.CreateAttr("ID", "_evil")
	evil.FindElement("./Subject/NameID").SetText("mallory")
	return evil
}

func parts(r *etree.Element) (assertion, signature *etree.Element) {
	return find(r, "./Assertion"), find(r, "./Assertion/Signature")
}

func responseSigned(f func(r *etree.Element)) behaviour {
	return behaviour{play: func(p *testworld.Company) { p.SignAssertion, p.SignResponse, p.Signed = false, true, f }}
}

// wrappings are the eight of "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012), and some more.
var wrappings = map[string]behaviour{
	"XSW1: the signed response inside the signature of a forged one": responseSigned(func(r *etree.Element) {
		original, signature := r.Copy(), find(r, "./Signature")
		r.CreateAttr("ID", "_evil")
		find(r, "./Assertion/Subject/NameID").SetText("mallory")
		signature.CreateElement("ds:Object").AddChild(original)
	}),
	"XSW2: the signed response beside the signature of a forged one": responseSigned(func(r *etree.Element) {
		original := r.Copy()
		original.RemoveChild(original.FindElement("./Signature"))
		r.CreateAttr("ID", "_evil")
		find(r, "./Assertion/Subject/NameID").SetText("mallory")
		r.InsertChildAt(0, original)
	}),
	"XSW3: a forged assertion before the signed one": signed(func(r *etree.Element) {
		a, _ := parts(r)
		r.InsertChildAt(a.Index(), forged(a))
	}),
	"XSW4: the signed assertion inside a forged one": signed(func(r *etree.Element) {
		a, _ := parts(r)
		evil := forged(a)
		r.RemoveChild(a)
		evil.AddChild(a)
		r.AddChild(evil)
	}),
	"XSW5: the signed assertion, bare, behind a forged one that keeps its signature": signed(func(r *etree.Element) {
		a, s := parts(r)
		original := a.Copy()
		original.RemoveChild(original.FindElement("./Signature"))
		a.CreateAttr("ID", "_evil")
		find(a, "./Subject/NameID").SetText("mallory")
		_ = s
		r.AddChild(original)
	}),
	"XSW6: the signed assertion in the signature of a forged one": signed(func(r *etree.Element) {
		a, s := parts(r)
		original := a.Copy()
		original.RemoveChild(original.FindElement("./Signature"))
		a.CreateAttr("ID", "_evil")
		find(a, "./Subject/NameID").SetText("mallory")
		s.AddChild(original)
	}),
	"XSW7: a forged assertion in an extension": signed(func(r *etree.Element) {
		a, _ := parts(r)
		extensions := etree.NewElement("samlp:Extensions")
		extensions.AddChild(forged(a))
		r.InsertChildAt(1, extensions)
	}),
	"XSW8: the signed assertion in an object of a forged one's signature": signed(func(r *etree.Element) {
		a, s := parts(r)
		original := a.Copy()
		original.RemoveChild(original.FindElement("./Signature"))
		a.CreateAttr("ID", "_evil")
		find(a, "./Subject/NameID").SetText("mallory")
		s.CreateElement("ds:Object").AddChild(original)
	}),
	"the same id on a forged assertion": signed(func(r *etree.Element) {
		a, _ := parts(r)
		evil := forged(a)
		evil.CreateAttr("ID", a.SelectAttrValue("ID", ""))
		r.InsertChildAt(a.Index(), evil)
	}),
	"the id under another spelling": signed(func(r *etree.Element) {
		a, _ := parts(r)
		find(r, "./Status").CreateAttr("Id", a.SelectAttrValue("ID", ""))
	}),
	"a forged assertion and none that is signed": signed(func(r *etree.Element) {
		a, s := parts(r)
		evil := forged(a)
		evil.InsertChildAt(1, s.Copy())
		r.RemoveChild(a)
		r.AddChild(evil)
	}),
	"two assertions, both signed": {play: func(p *testworld.Company) { p.SignResponse = true; p.Change = twice("./Assertion") }},
	"the subject changed":         signed(says("./Assertion/Subject/NameID", "mallory")),
	"the subject twice": change(func(r *etree.Element) {
		e := find(r, "./Assertion/Subject/NameID").Copy()
		e.SetText("mallory")
		find(r, "./Assertion/Subject").AddChild(e)
	}),
	"an element in the subject": change(func(r *etree.Element) { find(r, "./Assertion/Subject/NameID").CreateElement("saml:b") }),
	"an assertion of another namespace": signed(func(r *etree.Element) {
		a, _ := parts(r)
		evil := forged(a)
		evil.CreateAttr("xmlns:saml", "urn:evil")
		r.InsertChildAt(a.Index(), evil)
	}),
	"a signature that refers to all":    signed(set("./Assertion/Signature/SignedInfo/Reference", "URI", "")),
	"a signature that refers elsewhere": signed(set("./Assertion/Signature/SignedInfo/Reference", "URI", "#_evil")),
	"two signatures":                    signed(twice("./Assertion/Signature")),
	"a signature beside what it signs": signed(func(r *etree.Element) {
		_, s := parts(r)
		find(r, "./Status").AddChild(s.Copy())
	}),
	"two references":                 signed(twice("./Assertion/Signature/SignedInfo/Reference")),
	"a third transform":              signed(twice("./Assertion/Signature/SignedInfo/Reference/Transforms/Transform")),
	"a transform by XSLT":            signed(set("./Assertion/Signature/SignedInfo/Reference/Transforms/Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")),
	"a transform by XPath":           signed(set("./Assertion/Signature/SignedInfo/Reference/Transforms/Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")),
	"SignedInfo twice":               signed(twice("./Assertion/Signature/SignedInfo")),
	"a canonical form with comments": signed(set("./Assertion/Signature/SignedInfo/CanonicalizationMethod", "Algorithm", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments")),
}
