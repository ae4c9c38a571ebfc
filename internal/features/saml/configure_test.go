package saml_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

const metadata = `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/acme">
  <!-- made by nobody -->
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
      CERTIFICATE
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:KeyDescriptor use="encryption"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso?tenant=1"/>
  </md:IDPSSODescriptor>
  <md:Organization><md:OrganizationName xml:lang="en">Acme</md:OrganizationName></md:Organization>
</md:EntityDescriptor>`

// filled is metadata with a certificate.
func filled(p *testworld.Company) string {
	return strings.Replace(metadata, "CERTIFICATE", base64.StdEncoding.EncodeToString(p.Certificate), 1)
}

// TestOwnersBringAProvider pastes metadata, signs in by them, and looks at what is shown and written down.
func TestOwnersBringAProvider(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		before := w.Owner.Get(t, w.Path("/saml")).Want(t, http.StatusOK)
		acs := testworld.BaseURL + "/auth/saml/" + w.Acme.String() + "/acs"
		if before.Field(t, "configured") != false || before.Field(t, "acs_url") != acs || !strings.Contains(before.Field(t, "metadata").(string), acs) {
			t.Errorf("before: %s", before.Body)
		}
		w.Anonymous.Get(t, "/auth/saml/"+w.Acme.String()+"/metadata").Want(t, http.StatusNotFound)
		p := w.NewCompany("acme")
		p.Workspace = w.Acme
		body := map[string]any{"company": "acme", "metadata": filled(p), "default_role": "member", "let_in": true}
		shown := w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusOK)
		if shown.Field(t, "entity_id") != p.EntityID || shown.Field(t, "sign_on_url") != "https://idp.example/sso?tenant=1" {
			t.Errorf("shows %s", shown.Body)
		}
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		said := w.Anonymous.Get(t, "/auth/saml/"+w.Acme.String()+"/metadata").Want(t, http.StatusOK)
		if said.Header.Get("Content-Type") != "application/samlmetadata+xml" || string(said.Body) != before.Field(t, "metadata") {
			t.Errorf("%s: %s", said.Header.Get("Content-Type"), said.Body)
		}
		for _, name := range []string{"workspace.saml_set", "auth.provider.answered", "auth.login.success", "member.joined"} {
			if n := w.Count(t, "audit_events", "workspace_id IS NOT NULL AND name = '"+name+"'"); n != 1 {
				t.Errorf("%d entries of %s in the workspace's log", n, name)
			}
		}
		v := p.SignIn(t, w.Anonymous)
		v.Post(t, "bm90aGluZw==")
		if n := w.Count(t, "audit_events", "workspace_id IS NOT NULL AND name = 'auth.login.failure' AND details LIKE '%malformed%'"); n != 1 {
			t.Errorf("%d entries tell the owner what was wrong", n)
		}
		w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNoContent)
		w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNotFound)
		w.Anonymous.Post(t, "/auth/saml/start", map[string]any{"company": "acme"}).WantProblem(t, problem.CodeNotFound)
	})
}

// TestANameIsOfOneCompany, and what was let go of can be had.
func TestANameIsOfOneCompany(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		other := w.NewCompany("acme").Body()
		path := w.ForeignPath("/saml")
		w.Outsider.Put(t, path, other).WantProblem(t, problem.CodeInvalid)
		body := p.Body()
		body["company"] = "acme-corp"
		w.Owner.Put(t, w.Path("/saml"), body).Want(t, http.StatusOK)
		w.Outsider.Put(t, path, other).Want(t, http.StatusOK)
		w.Owner.Put(t, w.Path("/saml"), p.Body()).WantProblem(t, problem.CodeInvalid)
	})
}

// TestWhatIsNoProvider pastes what can't be one.
func TestWhatIsNoProvider(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := w.NewCompany("acme")
		small, err := rsa.GenerateKey(rand.Reader, 1024)
		if err != nil {
			t.Fatal(err)
		}
		now := w.Clock.Now()
		for name, change := range map[string]map[string]any{
			"a name in capitals":       {"company": "Acme"},
			"a name with a dot":        {"company": "acme.example"},
			"a name that ends badly":   {"company": "acme-"},
			"no entity":                {"entity_id": ""},
			"no address":               {"sign_on_url": ""},
			"plain http":               {"sign_on_url": "http://idp.example/sso"},
			"a script":                 {"sign_on_url": "javascript:alert(1)"},
			"an address with a person": {"sign_on_url": "https://a:b@idp.example/"},
			"a path":                   {"sign_on_url": "/sso"},
			"no certificate":           {"certificates": []any{}},
			"four certificates":        {"certificates": []any{pem(p), pem(p), pem(p), pem(p)}},
			"a key":                    {"certificates": []map[string]any{{"pem": "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"}}},
			"two in one":               {"certificates": []map[string]any{{"pem": testworld.PEM(p.Certificate) + testworld.PEM(p.Certificate)}}},
			"a small key":              {"certificates": []map[string]any{{"pem": testworld.PEM(testworld.CompanyCertificate(small, now, now.Add(time.Hour)))}}},
			"an elliptic key":          {"certificates": []map[string]any{{"pem": testworld.PEM(elliptical(t, now))}}},
			"one that is over":         {"certificates": []map[string]any{{"pem": testworld.PEM(testworld.CompanyCertificate(p.Key, now.Add(-time.Hour), now))}}},
			"an owner by default":      {"default_role": "owner"},
			"an owner by a group":      {"groups_attribute": "groups", "roles": []map[string]any{{"group": "a", "role": "owner"}}},
			"roles without groups":     {"roles": []map[string]any{{"group": "a", "role": "member"}}},
			"both":                     {"metadata": filled(p)},
			"neither":                  {"entity_id": "", "sign_on_url": "", "certificates": []any{}},
			"an unknown member":        {"x": 1},
		} {
			body := p.Body()
			for member, value := range change {
				body[member] = value
			}
			if a := w.Owner.Put(t, w.Path("/saml"), body); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		for name, text := range map[string]string{
			"nothing": " ", "something else": "<a/>", "of ours": w.Owner.Get(t, w.Path("/saml")).Field(t, "metadata").(string),
			"a document type": strings.Replace(filled(p), "<md:Entity", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><md:Entity", 1),
			"of several":      `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + strings.TrimPrefix(filled(p), `<?xml version="1.0" encoding="UTF-8"?>`) + `</md:EntitiesDescriptor>`,
			"without a key":   strings.Replace(metadata, "CERTIFICATE", "", 1),
			"by POST only":    strings.Replace(filled(p), "bindings:HTTP-Redirect", "bindings:HTTP-Artifact", 1),
			"to a script":     strings.Replace(filled(p), "https://idp.example/sso?tenant=1", "javascript:alert(1)", 1),
			"an instruction":  strings.Replace(filled(p), "<md:IDP", "<?x y?><md:IDP", 1),
			"a cut key":       strings.Replace(filled(p), "</ds:X509Certificate>", "<!-- x --></ds:X509Certificate>", 1),
		} {
			if a := w.Owner.Put(t, w.Path("/saml"), map[string]any{"company": "acme", "metadata": text, "default_role": "member"}); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		if n := w.Count(t, "saml_providers", "TRUE"); n != 0 {
			t.Errorf("%d providers were kept", n)
		}
	})
}

func pem(p *testworld.Company) map[string]any {
	return map[string]any{"pem": testworld.PEM(p.Certificate)}
}

func elliptical(t *testing.T, now time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now, NotAfter: now.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// TestNoReturnAddressLeadsAway begins with addresses that a careless check lets through.
func TestNoReturnAddressLeadsAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		for _, good := range []string{"/", "/w/wsp_1?view=list&to=%2Fx#card", "/settings"} {
			v := p.Visit(t, w.Anonymous, "/auth/saml/start", map[string]any{"company": "acme", "return_to": good})
			if to := v.Arrive(t).Want(t, http.StatusOK).Field(t, "return_to"); to != good {
				t.Errorf("%q came back as %v", good, to)
			}
		}
		for _, bad := range []string{"//evil.example", `/\evil.example`, `\/evil.example`, "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "evil.example", "/a\r\nx"} {
			w.Anonymous.Post(t, "/auth/saml/start", map[string]any{"company": "acme", "return_to": bad}).Want(t, http.StatusUnprocessableEntity)
			w.Member.Post(t, "/api/v1/me/identities/saml", map[string]any{"workspace_id": w.Acme.String(), "return_to": bad}).Want(t, http.StatusUnprocessableEntity)
		}
	})
}
