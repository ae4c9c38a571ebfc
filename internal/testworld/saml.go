package testworld

import (
	"compress/flate"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"taskflow/internal/features/saml"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
)

// Company is a SAML identity provider in the test's own process. It behaves, unless a test
// has it do otherwise.
type Company struct {
	world *World
	// Workspace is whose it is; zero while it is nobody's.
	Workspace id.Workspace
	// Name is what people type, EntityID what it calls itself.
	Name, EntityID string
	Key            *rsa.PrivateKey
	Certificate    []byte
	// Subject, Email and More are who signs in there next.
	Subject, Email string
	More           map[string][]string
	// SignAssertion and SignResponse say what it signs.
	SignAssertion, SignResponse bool
	// Change changes an answer before it is signed, Signed afterwards, Text as it is sent.
	Change, Signed func(response *etree.Element)
	Text           func(text string) string
	// Outer signs responses instead of Key, where it isn't nil.
	Outer *rsa.PrivateKey
	// Hash is what it signs with.
	Hash crypto.Hash
}

// CompanyKey is the key of companies of the test world; another is somebody else's.
func CompanyKey(another bool) (*rsa.PrivateKey, []byte) {
	if another {
		return otherCompanyKey()
	}
	return companyKey()
}

var (
	companyKey      = sync.OnceValues(makeCompanyKey)
	otherCompanyKey = sync.OnceValues(makeCompanyKey)
)

func makeCompanyKey() (*rsa.PrivateKey, []byte) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key, CompanyCertificate(key, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC))
}

// CompanyCertificate is a certificate of a key for a time.
func CompanyCertificate(key *rsa.PrivateKey, from, until time.Time) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp.example"}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return der
}

// CompanyDomain is that of every company of the test world: the operator has given it to every workspace.
const CompanyDomain = "company.example"

// NewCompany is a provider that no workspace has yet.
func (w *World) NewCompany(name string) *Company {
	key, certificate := CompanyKey(false)
	return &Company{
		world: w, Name: name, EntityID: "https://idp.example/" + name, Key: key, Certificate: certificate, Subject: "robin", Email: "robin@" + CompanyDomain,
		More: map[string][]string{}, SignAssertion: true, Hash: crypto.SHA256,
	}
}

// Body is how an owner brings the provider to a workspace.
func (p *Company) Body() map[string]any {
	return map[string]any{
		"company": p.Name, "entity_id": p.EntityID, "sign_on_url": "https://idp.example/sso?tenant=1", "default_role": "member", "let_in": true,
		"certificates": []map[string]any{{"pem": PEM(p.Certificate)}},
	}
}

// PEM is a certificate as people paste it.
func PEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// Company brings a provider to a workspace of its owner's.
func (w *World) Company(t testing.TB, workspace id.Workspace, owner *Person, name string) *Company {
	t.Helper()
	p := w.NewCompany(name)
	p.Workspace = workspace
	owner.Put(t, "/api/v1/workspaces/"+workspace.String()+"/saml", p.Body()).Want(t, http.StatusOK)
	return p
}

// Visit is a browser on its way to a company's provider and back.
type Visit struct {
	Who     *Person
	Cookie  string
	Request string // its id
	Relay   string
	Issuer  string // TaskFlow's entity ID
	ACS     string
	company *Company
}

type sentRequest struct {
	ID       string `xml:"ID,attr"`
	Consumer string `xml:"AssertionConsumerServiceURL,attr"`
	To       string `xml:"Destination,attr"`
	Binding  string `xml:"ProtocolBinding,attr"`
	Issuer   string `xml:"Issuer"`
	Policy   struct {
		Format string `xml:"Format,attr"`
	} `xml:"NameIDPolicy"`
}

// Visit has who begin a way to the provider, by an address and a body.
func (p *Company) Visit(t testing.TB, who *Person, path string, body map[string]any) *Visit {
	t.Helper()
	left := who.Post(t, path, body).Want(t, http.StatusOK)
	address, _ := left.Field(t, "sign_on_url").(string)
	u, err := url.Parse(address)
	if err != nil || u.Host != "idp.example" || u.Query().Get("tenant") != "1" {
		t.Fatalf("leads to %q", address)
	}
	deflated, err := base64.StdEncoding.DecodeString(u.Query().Get("SAMLRequest"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(strings.NewReader(string(deflated))))
	if err != nil {
		t.Fatal(err)
	}
	var asked sentRequest
	if err := xml.Unmarshal(text, &asked); err != nil || asked.To != "https://idp.example/sso?tenant=1" || !strings.HasSuffix(asked.Policy.Format, ":persistent") {
		t.Fatalf("asked by %s: %v", text, err)
	}
	cookie, _, _ := strings.Cut(left.Header.Get("Set-Cookie"), ";")
	return &Visit{
		Who: who, Cookie: cookie, Request: asked.ID, Relay: u.Query().Get("RelayState"), Issuer: asked.Issuer, ACS: asked.Consumer, company: p,
	}
}

// SignIn has who begin to sign in with the provider.
func (p *Company) SignIn(t testing.TB, who *Person) *Visit {
	t.Helper()
	return p.Visit(t, who, "/auth/saml/start", map[string]any{"company": p.Name})
}

// Link has who begin to connect the provider of a workspace.
func (p *Company) Link(t testing.TB, who *Person, workspace id.Workspace) *Visit {
	t.Helper()
	return p.Visit(t, who, "/api/v1/me/identities/saml", map[string]any{"workspace_id": workspace.String()})
}

const companyAnswer = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r%[1]s" Version="2.0" IssueInstant="%[2]s" Destination="%[3]s" InResponseTo="%[4]s">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">%[5]s</saml:Issuer>` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
	`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a%[1]s" Version="2.0" IssueInstant="%[2]s"><saml:Issuer>%[5]s</saml:Issuer>` +
	`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">%[6]s</saml:NameID>` +
	`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="%[4]s" NotOnOrAfter="%[7]s" Recipient="%[3]s"/></saml:SubjectConfirmation></saml:Subject>` +
	`<saml:Conditions NotBefore="%[2]s" NotOnOrAfter="%[7]s"><saml:AudienceRestriction><saml:Audience>%[8]s</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
	`<saml:AuthnStatement AuthnInstant="%[2]s" SessionIndex="_s%[6]s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
	`<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>%[9]s</saml:AttributeValue></saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue>Robin</saml:AttributeValue></saml:Attribute>%[10]s</saml:AttributeStatement>` +
	`</saml:Assertion></samlp:Response>`

// Answer is what the provider answers a visit with, as the form has it.
func (v *Visit) Answer(t testing.TB) string {
	t.Helper()
	p, now := v.company, v.company.world.Clock.Now()
	more := ""
	for name, values := range p.More {
		more += `<saml:Attribute Name="` + html.EscapeString(name) + `">`
		for _, value := range values {
			more += `<saml:AttributeValue>` + html.EscapeString(value) + `</saml:AttributeValue>`
		}
		more += `</saml:Attribute>`
	}
	stamp := func(at time.Time) string { return at.Format("2006-01-02T15:04:05.999999Z") }
	text := fmt.Sprintf(companyAnswer, strings.ToLower(rand.Text()), stamp(now), v.ACS, v.Request, p.EntityID, html.EscapeString(p.Subject), stamp(now.Add(5*time.Minute)),
		v.Issuer, html.EscapeString(p.Email), more)
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		t.Fatal(err)
	}
	response := doc.Root()
	if p.Change != nil {
		p.Change(response)
	}
	if assertion := response.FindElement("./Assertion"); p.SignAssertion && assertion != nil {
		p.Sign(t, assertion)
	}
	if p.SignResponse {
		outer := *p
		if p.Outer != nil {
			outer.Key = p.Outer
		}
		outer.Sign(t, response)
	}
	if p.Signed != nil {
		p.Signed(response)
	}
	sent, err := doc.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	if p.Text != nil {
		sent = p.Text(sent)
	}
	return base64.StdEncoding.EncodeToString([]byte(sent))
}

// Sign signs an element where it stands.
func (p *Company) Sign(t testing.TB, e *etree.Element) {
	t.Helper()
	context, err := dsig.NewSigningContext(p.Key, [][]byte{p.Certificate})
	if err != nil {
		t.Fatal(err)
	}
	context.Canonicalizer, context.Hash = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(""), p.Hash
	signature, err := context.ConstructSignature(e, true)
	if err != nil {
		t.Fatal(err)
	}
	e.InsertChildAt(1, signature) // after the Issuer, as the schema has it
}

// Post brings an answer to the assertion consumer service, as the provider's page has the browser do it.
func (v *Visit) Post(t testing.TB, answer string, options ...RequestOption) *Answer {
	t.Helper()
	return v.Send(t, url.Values{"SAMLResponse": {answer}, "RelayState": {v.Relay}}, options...)
}

// Send brings any form there.
func (v *Visit) Send(t testing.TB, form url.Values, options ...RequestOption) *Answer {
	t.Helper()
	cross := []RequestOption{
		Header("Content-Type", "application/x-www-form-urlencoded"), Header("Sec-Fetch-Site", "cross-site"), Header("Sec-Fetch-Mode", "navigate"),
		Header("Origin", "https://idp.example"),
	}
	return v.company.world.Anonymous.Post(t, strings.TrimPrefix(v.ACS, BaseURL), form.Encode(), append(cross, options...)...)
}

// Handle is what the browser was sent on with.
func Handle(t testing.TB, a *Answer) string {
	t.Helper()
	a.Want(t, http.StatusSeeOther)
	_, fragment, _ := strings.Cut(a.Header.Get("Location"), "#")
	_, handle, found := strings.Cut(fragment, ".")
	if !found {
		t.Fatalf("sent on to %s", a.Header.Get("Location"))
	}
	return handle
}

// Finish has the browser fetch what was said.
func (v *Visit) Finish(t testing.TB, handle string, options ...RequestOption) *Answer {
	t.Helper()
	path := strings.TrimSuffix(strings.TrimPrefix(v.ACS, BaseURL), "acs") + "finish"
	return v.Who.Post(t, path, map[string]any{"handle": handle}, append([]RequestOption{v.Browser()}, options...)...)
}

// Arrive is the whole way back.
func (v *Visit) Arrive(t testing.TB, options ...RequestOption) *Answer {
	t.Helper()
	return v.Finish(t, Handle(t, v.Post(t, v.Answer(t))), options...)
}

// Browser shows the cookie of the browser that began, beside the person's own.
func (v *Visit) Browser() RequestOption {
	return func(r *http.Request) {
		if v.Cookie != "" {
			r.Header.Add("Cookie", v.Cookie)
		}
	}
}

// Known connects a person with the company's provider.
func (p *Company) Known(t testing.TB, who *Person, subject string) {
	t.Helper()
	var provider id.SAMLProvider
	p.world.Ask(t, db.Scope{Workspace: p.Workspace}, `SELECT id FROM saml_providers WHERE workspace_id = $1`, []any{p.Workspace}, &provider)
	p.world.Exec(t, db.Scope{}, `INSERT INTO identities (id, user_id, kind, provider, issuer, subject, email, created_at, last_used_at)
		VALUES ($1, $2, 'saml', $3, $4, $5, '', $6, $6)`, id.New[id.Identity](), who.ID, provider.String(), p.EntityID, subject, p.world.Clock.Now())
}

// Bring has a workspace have a provider, by no request.
func (w *World) Bring(t testing.TB, workspace id.Workspace, name string) *Company {
	t.Helper()
	p, made, now, in := w.NewCompany(name), id.New[id.SAMLProvider](), w.Clock.Now(), db.Scope{Workspace: workspace}
	p.Workspace = workspace
	w.Together(t, func() {
		w.Exec(t, in, `INSERT INTO saml_providers (workspace_id, id, entity_id, sign_on_url, certificates, default_role, let_in, groups_attribute, roles, created_by, created_at, updated_at)
			VALUES ($1, $2, $3, 'https://idp.example/sso?tenant=1', $4, 'member', $5, '', '[]', $6, $7, $7)`,
			workspace, made, p.EntityID, base64.StdEncoding.EncodeToString(p.Certificate), true, w.Owner.ID, now)
		w.Exec(t, in, `INSERT INTO saml_names (name, workspace_id, provider_id) VALUES ($1, $2, $3)`, name, workspace, made)
	})
	return p
}

// Back is a browser that comes back from the provider to whatever its person has begun for a purpose.
func (p *Company) Back(t testing.TB, who *Person, purpose string) *Visit {
	t.Helper()
	w := p.world
	state, stateHash := token.New(token.ProviderState)
	browser, browserHash := token.New(token.ProviderBrowser)
	user := any(who.ID)
	if who.ID.IsZero() {
		user = nil
	}
	v := &Visit{
		Who: who, Cookie: "__Host-taskflow-saml=" + browser.Reveal(), Request: "_" + strings.ToLower(rand.Text()), Relay: state.Reveal(), company: p,
		Issuer: BaseURL + "/auth/saml/" + p.Workspace.String() + "/metadata", ACS: BaseURL + "/auth/saml/" + p.Workspace.String() + "/acs",
	}
	request := sha256.Sum256([]byte(v.Request))
	w.Exec(t, db.Scope{}, `INSERT INTO saml_flows (id, workspace_id, purpose, request_hash, state_hash, browser_hash, user_id, return_to, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9)`, id.New[id.ProviderFlow](), p.Workspace, purpose, request[:], stateHash[:], browserHash[:], user,
		w.Clock.Now(), w.Clock.Now().Add(saml.FlowLife))
	return v
}

// BoundTo returns the person signed in by a workspace's own provider.
func (w *World) BoundTo(t testing.TB, p *Person, workspace id.Workspace) *Person {
	t.Helper()
	q := *p
	w.SignIn(t, &q)
	w.Exec(t, db.Scope{}, `UPDATE sessions SET bound_to = $1, ways = 'saml' WHERE id = $2`, workspace, q.Session)
	return &q
}
