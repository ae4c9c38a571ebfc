package saml_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"taskflow/internal/testworld"
)

// behaviour is what a provider, or somebody between it and us, does.
type behaviour struct {
	play func(p *testworld.Company)
	// accepted: somebody is signed in.
	accepted bool
}

func change(f func(r *etree.Element)) behaviour {
	return behaviour{play: func(p *testworld.Company) { p.Change = f }}
}

func signed(f func(r *etree.Element)) behaviour {
	return behaviour{play: func(p *testworld.Company) { p.Signed = f }}
}

func text(from, to string) behaviour {
	return behaviour{play: func(p *testworld.Company) {
		p.Text = func(s string) string { return strings.Replace(s, from, to, 1) }
	}}
}

func good(b behaviour) behaviour {
	b.accepted = true
	return b
}

func remove(path string) func(r *etree.Element) {
	return func(r *etree.Element) { e := find(r, path); e.Parent().RemoveChild(e) }
}

func drop(path, name string) func(r *etree.Element) {
	return func(r *etree.Element) { find(r, path).RemoveAttr(name) }
}

func says(path, content string) func(r *etree.Element) {
	return func(r *etree.Element) { find(r, path).SetText(content) }
}

func twice(path string) func(r *etree.Element) {
	return func(r *etree.Element) { e := find(r, path); e.Parent().AddChild(e.Copy()) }
}

// keys is what is wrong with a signature itself.
var keys = map[string]behaviour{
	"nothing signed":                             {play: func(p *testworld.Company) { p.SignAssertion = false }},
	"an empty signature":                         signed(says("./Assertion/Signature/SignatureValue", "")),
	"another key, whose certificate comes along": {play: func(p *testworld.Company) { p.Key, p.Certificate = testworld.CompanyKey(true) }},
	"another key, under the right certificate":   {play: func(p *testworld.Company) { p.Key, _ = testworld.CompanyKey(true) }},
	"SHA-1":             {play: func(p *testworld.Company) { p.Hash = crypto.SHA1 }},
	"HMAC":              signed(set("./Assertion/Signature/SignedInfo/SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")),
	"none":              signed(set("./Assertion/Signature/SignedInfo/SignatureMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#none")),
	"a digest by SHA-1": signed(set("./Assertion/Signature/SignedInfo/Reference/DigestMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")),
	"a right assertion in a response of another's key": {play: func(p *testworld.Company) { p.SignResponse = true; p.Outer, _ = testworld.CompanyKey(true) }},
	"another's assertion in a response of the right key": {play: func(p *testworld.Company) {
		p.SignResponse, p.Outer = true, p.Key
		p.Key, _ = testworld.CompanyKey(true)
	}},
	"the response signed":  good(responseSigned(nil)),
	"both signed":          good(behaviour{play: func(p *testworld.Company) { p.SignResponse = true }}),
	"SHA-384":              good(behaviour{play: func(p *testworld.Company) { p.Hash = crypto.SHA384 }}),
	"SHA-512":              good(behaviour{play: func(p *testworld.Company) { p.Hash = crypto.SHA512 }}),
	"no certificate in it": good(signed(remove("./Assertion/Signature/KeyInfo"))),
	"another's certificate in it": good(signed(func(r *etree.Element) {
		_, other := testworld.CompanyKey(true)
		says("./Assertion/Signature/KeyInfo/X509Data/X509Certificate", base64.StdEncoding.EncodeToString(other))(r)
	})),
	"the response's signature taken out": {play: func(p *testworld.Company) {
		p.SignAssertion, p.SignResponse, p.Signed = false, true, remove("./Signature")
	}},
}

const confirmation = "./Assertion/Subject/SubjectConfirmation/SubjectConfirmationData"

// words are what an assertion says, properly signed.
var words = map[string]behaviour{
	"another destination":  change(set(".", "Destination", "https://evil.example/acs")),
	"no destination":       change(drop(".", "Destination")),
	"another recipient":    change(set(confirmation, "Recipient", "https://tasks.example/auth/saml/other/acs")),
	"no recipient":         change(drop(confirmation, "Recipient")),
	"another audience":     change(says("./Assertion/Conditions/AudienceRestriction/Audience", "https://other.example")),
	"no audience":          change(remove("./Assertion/Conditions/AudienceRestriction")),
	"no conditions":        change(remove("./Assertion/Conditions")),
	"two conditions":       change(twice("./Assertion/Conditions")),
	"an unknown condition": change(func(r *etree.Element) { find(r, "./Assertion/Conditions").CreateElement("saml:Condition") }),
	"one of two audience restrictions": change(func(r *etree.Element) {
		find(r, "./Assertion/Conditions").CreateElement("saml:AudienceRestriction").CreateElement("saml:Audience").SetText("x")
	}),
	"another issuer":                  change(says("./Assertion/Issuer", "https://evil.example")),
	"another issuer of the response":  change(says("./Issuer", "https://evil.example")),
	"no issuer":                       change(remove("./Assertion/Issuer")),
	"no issuer of the response":       good(change(remove("./Issuer"))),
	"an issuer of another format":     change(set("./Assertion/Issuer", "Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName")),
	"another request":                 change(set(".", "InResponseTo", "_other")),
	"another request in the subject":  change(set(confirmation, "InResponseTo", "_other")),
	"no request":                      change(drop(".", "InResponseTo")),
	"no request in the subject":       change(drop(confirmation, "InResponseTo")),
	"a confirmation with a beginning": change(set(confirmation, "NotBefore", "2020-01-01T00:00:00Z")),
	"a confirmation without an end":   change(drop(confirmation, "NotOnOrAfter")),
	"a confirmation without data":     change(remove(confirmation)),
	"no confirmation":                 change(remove("./Assertion/Subject/SubjectConfirmation")),
	"a holder of a key":               change(set("./Assertion/Subject/SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key")),
	"sender vouches":                  change(set("./Assertion/Subject/SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches")),
	"no subject":                      change(remove("./Assertion/Subject")),
	"no name":                         change(remove("./Assertion/Subject/NameID")),
	"an empty name":                   change(says("./Assertion/Subject/NameID", " ")),
	"a long name":                     change(says("./Assertion/Subject/NameID", strings.Repeat("x", 257))),
	"a name that doesn't last":        change(set("./Assertion/Subject/NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient")),
	"an address as a name":            change(set("./Assertion/Subject/NameID", "Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")),
	"nobody signed in":                change(remove("./Assertion/AuthnStatement")),
	"it doesn't say when":             change(drop("./Assertion/AuthnStatement", "AuthnInstant")),
	"refused":                         change(set("./Status/StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")),
	"refused, and no assertion": change(func(r *etree.Element) {
		set("./Status/StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:Requester")(r)
		remove("./Assertion")(r)
	}),
	"no status":                          change(remove("./Status")),
	"no assertion":                       change(remove("./Assertion")),
	"SAML 1.1":                           change(set("./Assertion", "Version", "1.1")),
	"a response of version 1.1":          change(set(".", "Version", "1.1")),
	"used once":                          good(change(func(r *etree.Element) { find(r, "./Assertion/Conditions").CreateElement("saml:OneTimeUse") })),
	"an encrypted assertion":             signed(func(r *etree.Element) { r.CreateElement("saml:EncryptedAssertion") }),
	"an encrypted assertion alone":       signed(func(r *etree.Element) { remove("./Assertion")(r); r.CreateElement("saml:EncryptedAssertion") }),
	"an encrypted name":                  change(func(r *etree.Element) { find(r, "./Assertion/Subject").CreateElement("saml:EncryptedID") }),
	"a time that isn't in UTC":           change(set("./Assertion/Conditions", "NotOnOrAfter", "2026-03-02T12:00:00+01:00")),
	"a time that is none":                change(set("./Assertion/Conditions", "NotOnOrAfter", "tomorrow")),
	"an assertion consumer that isn't":   change(set(".", "xmlns:samlp", "urn:oasis:names:tc:SAML:1.0:protocol")),
	"a name with letters of all scripts": good(change(says("./Assertion/Subject/NameID", "Ωmega – 名"))),
}

// forms is what the text itself holds.
var forms = map[string]behaviour{
	"a comment in the name":     text("robin</saml:NameID>", "robin<!-- -->.evil</saml:NameID>"),
	"a comment before the name": text(">robin</saml:NameID>", "><!-- mallory -->robin</saml:NameID>"),
	"a comment in the signed one": {play: func(p *testworld.Company) {
		p.Change = says("./Assertion/Subject/NameID", "mallory.evil")
		p.Text = func(s string) string { return strings.Replace(s, "mallory.evil", "mallory<!-- -->.evil", 1) } // which no canonical form has
	}},
	"a processing instruction":  text("<saml:Subject>", "<?x y?><saml:Subject>"),
	"a document type":           text("<samlp:Response", "<!DOCTYPE r><samlp:Response"),
	"entities":                  text("<samlp:Response", `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><samlp:Response`),
	"an external entity":        text("<samlp:Response", `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><samlp:Response`),
	"an entity nobody declared": text(">robin</saml:NameID>", ">&robin;</saml:NameID>"),
	"a NUL":                     text(">robin</saml:NameID>", ">ro\x00bin</saml:NameID>"),
	"no UTF-8":                  text(">robin</saml:NameID>", ">robin\xff</saml:NameID>"),
	"another encoding":          text("<samlp:Response", `<?xml version="1.0" encoding="utf-16"?><samlp:Response`),
	"UTF-7":                     text("<samlp:Response", `<?xml version="1.0" encoding="utf-7"?><samlp:Response`),
	"a declaration":             good(text("<samlp:Response", `<?xml version="1.0" encoding="UTF-8"?>`+"\n<samlp:Response")),
	"deep nesting":              text("<samlp:Status>", strings.Repeat("<a>", 40)+strings.Repeat("</a>", 40)+"<samlp:Status>"),
	"many elements":             text("<samlp:Status>", strings.Repeat("<a/>", 900)+"<samlp:Status>"),
	"many attributes":           text("<samlp:Status>", "<samlp:Status"+manyAttributes()+">"),
	"an attribute twice":        text("<samlp:Status>", `<samlp:Status a="1" a="2">`),
	"a prefix nobody declared":  text("<samlp:Status>", "<evil:a/><samlp:Status>"),
	"an attribute of such":      text("<samlp:Status>", `<samlp:Status evil:a="">`),
	"a prefix undeclared":       text("<samlp:Status>", `<samlp:Status xmlns:samlp="">`),
	"xmlns declared":            text("<samlp:Status>", `<samlp:Status xmlns:xmlns="urn:x">`),
	"xml declared anew":         text("<samlp:Status>", `<samlp:Status xmlns:xml="urn:x">`),
	"two colons":                text("<samlp:Status>", `<a:b:c xmlns:a="urn:a"/><samlp:Status>`),
	"a colon before":            text("<samlp:Status>", `<:a/><samlp:Status>`),
	"two roots":                 text("</samlp:Response>", "</samlp:Response><a/>"),
	"text behind":               text("</samlp:Response>", "</samlp:Response>x"),
	"half of it":                text("</samlp:Response>", ""),
	"nothing":                   {play: func(p *testworld.Company) { p.Text = func(string) string { return "" } }},
	"large":                     {play: func(p *testworld.Company) { p.Text = func(s string) string { return s + strings.Repeat(" ", 256<<10) } }},
	"something else":            {play: func(p *testworld.Company) { p.Text = func(string) string { return "<a/>" } }},
	"deflated":                  {play: func(p *testworld.Company) { p.Text = deflate }},
	"a deflate bomb": {play: func(p *testworld.Company) {
		p.Text = func(string) string { return deflate(strings.Repeat(" ", 100<<20)) }
	}},
	"a character reference":  text(">robin</saml:NameID>", ">m&#97;llory</saml:NameID>"),
	"a name in CDATA":        text(">robin</saml:NameID>", "><![CDATA[mallory]]></saml:NameID>"),
	"the same name in CDATA": good(text(">robin</saml:NameID>", "><![CDATA[robin]]></saml:NameID>")),
}

func manyAttributes() string {
	var list strings.Builder
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ" {
		list.WriteString(" " + string(c) + `="1"`)
	}
	return list.String()
}

func deflate(s string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

// TestHostileProviders plays all of that. Where somebody is signed in, it is who the provider has signed for.
// ASVS: 6.8.2 1.5.1
func TestHostileProviders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		right := *p
		for _, group := range []map[string]behaviour{wrappings, keys, words, forms} {
			for name, b := range group {
				*p = right
				b.play(p)
				v := p.SignIn(t, w.Anonymous)
				before := w.Count(t, "sessions", "revoked_at IS NULL")
				answer := v.Post(t, v.Answer(t))
				if !b.accepted {
					mustFail(t, name, answer)
					if n := w.Count(t, "saml_flows", "handle_hash IS NOT NULL AND finished_at IS NULL"); n != 0 {
						t.Fatalf("%s: something was kept", name)
					}
					continue
				}
				if answer.Status != http.StatusSeeOther || isProblem(answer.Header.Get("Location")) {
					t.Errorf("%s: %d to %s", name, answer.Status, answer.Header.Get("Location"))
					continue
				}
				if who := signedIn(t, w, v.Finish(t, testworld.Handle(t, answer))); who.Email != p.Email || w.Count(t, "sessions", "revoked_at IS NULL") != before+1 {
					t.Errorf("%s: signed in as %s", name, who.Email)
				}
				w.Exec(t, everywhere, `DELETE FROM users WHERE email_key = $1`, p.Email)
			}
		}
		if n := w.Count(t, "users", "email LIKE '%company.example'"); n != 0 {
			t.Errorf("%d people were made", n)
		}
	})
}

// TestTimesAtBothSidesOfTheEdge moves each time by a microsecond around what a minute of other clocks allows.
func TestTimesAtBothSidesOfTheEdge(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		p.Known(t, w.Member, "robin")
		skew, tick := time.Minute, time.Microsecond
		for name, edge := range map[string]struct {
			path, attribute string
			in, out         time.Duration
		}{
			"not before":              {"./Assertion/Conditions", "NotBefore", skew, skew + tick},
			"not on or after":         {"./Assertion/Conditions", "NotOnOrAfter", -skew + tick, -skew},
			"confirmed until":         {confirmation, "NotOnOrAfter", -skew + tick, -skew},
			"signed in at":            {"./Assertion/AuthnStatement", "AuthnInstant", skew, skew + tick},
			"the provider's session":  {"./Assertion/AuthnStatement", "SessionNotOnOrAfter", -skew + tick, -skew},
			"a session that goes on":  {"./Assertion/AuthnStatement", "SessionNotOnOrAfter", time.Hour, -time.Hour},
			"conditions of yesterday": {"./Assertion/Conditions", "NotBefore", -24 * time.Hour, 24 * time.Hour},
		} {
			p.Change = set(edge.path, edge.attribute, stamp(w.Clock.Now().Add(edge.in)))
			v := p.SignIn(t, w.Anonymous)
			if a := v.Post(t, v.Answer(t)); a.Status != http.StatusSeeOther || isProblem(a.Header.Get("Location")) {
				t.Errorf("%s, inside: %s", name, a.Header.Get("Location"))
			}
			p.Change = set(edge.path, edge.attribute, stamp(w.Clock.Now().Add(edge.out)))
			v = p.SignIn(t, w.Anonymous)
			mustFail(t, name+", outside", v.Post(t, v.Answer(t)))
		}
	})
}

// TestAnAssertionWorksOnce has a provider answer two requests with one assertion's name, and after it is forgotten no sooner than it is over.
// ASVS: 6.8.3
func TestAnAssertionWorksOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		p.Change = set("./Assertion", "ID", "_again")
		v := p.SignIn(t, w.Anonymous)
		testworld.Handle(t, v.Post(t, v.Answer(t)))
		v = p.SignIn(t, w.Anonymous)
		mustFail(t, "the second", v.Post(t, v.Answer(t)))
		if n := w.Count(t, "saml_assertions", "TRUE"); n != 1 {
			t.Errorf("%d assertions are remembered", n)
		}
	})
}

// TestTwoCertificatesWhileOneFollowsTheOther, and none beyond its last day.
func TestTwoCertificatesWhileOneFollowsTheOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		old, next := *p, *p
		next.Key, next.Certificate = testworld.CompanyKey(true)
		now := w.Clock.Now()
		old.Certificate = testworld.CompanyCertificate(old.Key, now.Add(-time.Hour), now.Add(time.Hour))
		body := p.Body()
		body["certificates"] = []map[string]any{{"pem": testworld.PEM(old.Certificate)}, {"pem": testworld.PEM(next.Certificate)}}
		shown := w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusOK)
		if list, _ := shown.Field(t, "certificates").([]any); len(list) != 2 {
			t.Errorf("shows %v", list)
		}
		for _, signs := range []*testworld.Company{&old, &next} {
			v := signs.SignIn(t, w.Anonymous)
			testworld.Handle(t, v.Post(t, v.Answer(t)))
		}
		w.Clock.Advance(time.Hour + time.Second)
		v := old.SignIn(t, w.Anonymous)
		mustFail(t, "over", v.Post(t, v.Answer(t)))
		v = next.SignIn(t, w.Anonymous)
		testworld.Handle(t, v.Post(t, v.Answer(t)))
		body["certificates"] = []map[string]any{{"pem": testworld.PEM(old.Certificate)}}
		w.Proven(t, w.Owner, w.Clock.Now())
		w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusUnprocessableEntity)
	})
}

// TestForms brings forms that aren't one, and an answer to the door of another workspace.
func TestForms(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		w.Company(t, w.Umbra, w.Outsider, "umbra")
		for name, spoil := range map[string]func(form url.Values){
			"no response":   func(f url.Values) { f.Del("SAMLResponse") },
			"two responses": func(f url.Values) { f.Add("SAMLResponse", "x") },
			"two states":    func(f url.Values) { f.Add("RelayState", f.Get("RelayState")) },
		} {
			v := p.SignIn(t, w.Anonymous)
			form := url.Values{"SAMLResponse": {v.Answer(t)}, "RelayState": {v.Relay}}
			spoil(form)
			if a := v.Send(t, form); a.Status != http.StatusBadRequest {
				t.Errorf("%s: %d to %s", name, a.Status, a.Header.Get("Location"))
			}
		}
		unasked := p.SignIn(t, w.Anonymous)
		mustFail(t, "no state", unasked.Send(t, url.Values{"SAMLResponse": {unasked.Answer(t)}}))
		mustFail(t, "not base64", unasked.Post(t, "<a/>"))
		v := p.SignIn(t, w.Anonymous)
		answer := v.Answer(t)
		v.ACS = strings.Replace(v.ACS, w.Acme.String(), w.Umbra.String(), 1)
		mustFail(t, "another workspace's door", v.Post(t, answer))
		v.ACS = strings.Replace(v.ACS, w.Umbra.String(), "wsp_01jc5zt5e8f3bvxk2r9q7m4dhn", 1)
		v.Post(t, answer).Want(t, http.StatusNotFound)
	})
}
