package testworld

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/app"
	"taskflow/internal/features/identities"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
)

// IDP is an OpenID Connect provider in the test's own process. It behaves, unless a test
// has one of its funcs do otherwise.
type IDP struct {
	Server *httptest.Server
	// Config is how TaskFlow knows it; tests change it before the world is made.
	Config identities.Provider
	// Subject, Email and More are who signs in there next.
	Subject, Email string
	More           map[string]any
	// Metadata, Claims, Token and Answer change what it says; nil leaves it.
	Metadata func(m map[string]any)
	Claims   func(c map[string]any)
	Answer   func(a map[string]any)
	// Sign signs an ID token instead of the provider.
	Sign func(payload []byte) string
	// Serve answers a request instead of the provider if it returns true.
	Serve func(w http.ResponseWriter, r *http.Request) bool
	// Keys are published; the first signs.
	Keys []jose.JSONWebKey
	// UserInfo is what userinfo says beside the subject; nil leaves the endpoint out.
	UserInfo map[string]any

	mu    sync.Mutex
	codes map[string]url.Values
	asked map[string]int
	clock clock.Clock
}

// IDPSecret is the client secret of TaskFlow at the provider.
const IDPSecret = "hush-hush"

var idpKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// IDPKey is the key with which providers of the test world sign, under a kid.
func IDPKey(kid string) jose.JSONWebKey {
	return jose.JSONWebKey{Key: idpKey(), KeyID: kid, Algorithm: string(jose.RS256), Use: "sig"}
}

// NewIDP starts a provider.
func NewIDP(t testing.TB) *IDP {
	t.Helper()
	p := &IDP{
		Subject: "robin", Email: "robin@example.org", Keys: []jose.JSONWebKey{IDPKey("k1")}, codes: map[string]url.Values{}, asked: map[string]int{},
		clock: clock.System(),
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Server.Close)
	p.Config = identities.Provider{
		ID: "example", Name: "Example", Issuer: p.Server.URL, ClientID: "taskflow", ClientSecret: IDPSecret, SignUp: true,
	}
	return p
}

// Option has a world know the provider.
func (p *IDP) Option(t testing.TB) Option {
	t.Helper()
	return func(o *app.Options) {
		p.clock = o.Clock
		o.Egress = egress.Policy{Private: []egress.Destination{{Network: netip.MustParsePrefix("127.0.0.1/32")}}, Plain: []string{"127.0.0.1"}}
		config := p.Config
		if err := config.Complete(o.Egress); err != nil {
			t.Fatal(err)
		}
		o.Providers = append(o.Providers, config)
	}
}

// Asked is how often a path was asked for.
func (p *IDP) Asked(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

func (p *IDP) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked[r.URL.Path]++
	p.mu.Unlock()
	if p.Serve != nil && p.Serve(w, r) {
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		write(w, http.StatusOK, p.metadata())
	case "/keys":
		set := jose.JSONWebKeySet{}
		for _, key := range p.Keys {
			set.Keys = append(set.Keys, key.Public())
		}
		write(w, http.StatusOK, set)
	case "/token":
		p.token(w, r)
	case "/userinfo":
		about := map[string]any{"sub": p.Subject}
		for name, value := range p.UserInfo {
			about[name] = value
		}
		if r.Header.Get("Authorization") != "Bearer access" {
			write(w, http.StatusUnauthorized, nil)
			return
		}
		write(w, http.StatusOK, about)
	default:
		http.NotFound(w, r)
	}
}

func (p *IDP) metadata() map[string]any {
	at := p.Server.URL
	m := map[string]any{
		"issuer": at, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
		"end_session_endpoint": at + "/logout", "id_token_signing_alg_values_supported": []string{"RS256"},
		"authorization_response_iss_parameter_supported": true, "code_challenge_methods_supported": []string{"S256"},
	}
	if p.UserInfo != nil {
		m["userinfo_endpoint"] = at + "/userinfo"
	}
	if p.Metadata != nil {
		p.Metadata(m)
	}
	return m
}

// Authorize is what happens at the provider: its person agrees, and the browser comes back with these parameters.
func (p *IDP) Authorize(t testing.TB, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	asked := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": p.Config.ClientID, "code_challenge_method": "S256"} {
		if asked.Get(name) != want {
			t.Errorf("the provider is asked with %s=%q, want %q", name, asked.Get(name), want)
		}
	}
	if asked.Get("state") == "" || asked.Get("nonce") == "" || len(asked.Get("code_challenge")) != 43 {
		t.Error("the provider is asked without state, nonce or code challenge")
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = asked
	p.mu.Unlock()
	return url.Values{"state": {asked.Get("state")}, "code": {code}, "iss": {p.Server.URL}}
}

func (p *IDP) token(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	p.mu.Lock()
	asked, known := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || user != p.Config.ClientID || password != IDPSecret || r.FormValue("redirect_uri") != asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") {
		write(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	answer := map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(asked.Get("nonce"))}
	if p.Answer != nil {
		p.Answer(answer)
	}
	write(w, http.StatusOK, answer)
}

func (p *IDP) idToken(nonce string) string {
	now := p.clock.Now()
	claims := map[string]any{
		"iss": p.Server.URL, "sub": p.Subject, "aud": p.Config.ClientID, "exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(), "nonce": nonce,
		"auth_time": now.Unix(), "email": p.Email, "email_verified": true, "name": "Robin", "sid": "at-" + p.Subject,
	}
	for name, value := range p.More {
		claims[name] = value
	}
	if p.Claims != nil {
		p.Claims(claims)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	if p.Sign != nil {
		return p.Sign(payload)
	}
	return p.SignedAs("JWT", payload)
}

// SignedAs is a payload as a JWT of a type, signed by the provider's first key.
func (p *IDP) SignedAs(typ string, payload []byte) string {
	key := p.Keys[0]
	options := (&jose.SignerOptions{}).WithType(jose.ContentType(typ))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(key.Algorithm), Key: key}, options)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

// LogoutToken is what the provider tells of the end of its session; change may make it a wrong one.
func (p *IDP) LogoutToken(change func(c map[string]any)) string {
	now := p.clock.Now()
	claims := map[string]any{
		"iss": p.Server.URL, "aud": p.Config.ClientID, "iat": now.Unix(), "exp": now.Add(2 * time.Minute).Unix(), "jti": rand.Text(),
		"sub": p.Subject, "sid": "at-" + p.Subject, "events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
	if change != nil {
		change(claims)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return p.SignedAs("logout+jwt", payload)
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// Journey is a browser on its way to a provider and back.
type Journey struct {
	Who    *Person
	Cookie string
	Back   map[string]any // what the browser brings to the callback
}

// Depart has p begin a way to the provider and agree there.
func (p *IDP) Depart(t testing.TB, who *Person, path string, body map[string]any) *Journey {
	t.Helper()
	return p.Return(t, who, who.Post(t, path, body).Want(t, http.StatusOK))
}

// Return is the way back of a browser that was sent to the provider by an answer.
func (p *IDP) Return(t testing.TB, who *Person, left *Answer) *Journey {
	t.Helper()
	address, _ := left.Field(t, "authorization_url").(string)
	back := map[string]any{}
	for name, values := range p.Authorize(t, address) {
		back[name] = values[0]
	}
	cookie, _, _ := strings.Cut(left.Header.Get("Set-Cookie"), ";")
	return &Journey{Who: who, Cookie: cookie, Back: back}
}

// SignIn has p begin to sign in with the provider.
func (p *IDP) SignIn(t testing.TB, who *Person) *Journey {
	t.Helper()
	return p.Depart(t, who, "/auth/oidc/"+p.Config.ID+"/start", map[string]any{})
}

// Arrive brings what the provider sent back.
func (j *Journey) Arrive(t testing.TB, path string, options ...RequestOption) *Answer {
	t.Helper()
	return j.Who.Post(t, path, j.Back, append([]RequestOption{j.Browser()}, options...)...)
}

// Browser shows the cookie of the browser that began, beside the person's own.
func (j *Journey) Browser() RequestOption {
	return func(r *http.Request) {
		if j.Cookie != "" {
			r.Header.Add("Cookie", j.Cookie)
		}
	}
}

// WithCookie is whoever an answer has signed in, as a browser with its cookie.
func (w *World) WithCookie(t testing.TB, answer *Answer) *Person {
	t.Helper()
	p := &Person{world: w}
	for _, line := range answer.Header.Values("Set-Cookie") {
		if cookie, err := http.ParseSetCookie(line); err == nil && cookie.Name == authn.CookieName && cookie.MaxAge > 0 {
			p.cookie = cookie.Value
		}
	}
	me := p.Get(t, "/api/v1/me").Want(t, http.StatusOK)
	if err := p.ID.UnmarshalText([]byte(me.ID(t))); err != nil {
		t.Fatal(err)
	}
	p.Name, p.Email = fmt.Sprint(me.Field(t, "name")), fmt.Sprint(me.Field(t, "email"))
	return p
}

// Behaviour is what tests change of a provider.
type Behaviour struct {
	Subject, Email           string
	More, UserInfo           map[string]any
	Metadata, Claims, Answer func(m map[string]any)
	Sign                     func(payload []byte) string
	Serve                    func(w http.ResponseWriter, r *http.Request) bool
	Keys                     []jose.JSONWebKey
}

// Behaving is how the provider behaves now.
func (p *IDP) Behaving() *Behaviour {
	return &Behaviour{p.Subject, p.Email, p.More, p.UserInfo, p.Metadata, p.Claims, p.Answer, p.Sign, p.Serve, p.Keys}
}

// Behave has the provider behave as it did.
func (p *IDP) Behave(b Behaviour) {
	p.Subject, p.Email, p.More, p.UserInfo, p.Metadata, p.Claims, p.Answer, p.Sign, p.Serve, p.Keys =
		b.Subject, b.Email, b.More, b.UserInfo, b.Metadata, b.Claims, b.Answer, b.Sign, b.Serve, b.Keys
}

// SubjectOf is what providers of the test world call a person.
func SubjectOf(p *Person) string { return "at-" + p.ID.String() }

// Identity connects a person with the provider, beside another identity that stays.
func (w *World) Identity(t testing.TB, who *Person, p *IDP) id.Identity {
	t.Helper()
	if who.ID.IsZero() {
		return id.New[id.Identity]()
	}
	w.Exec(t, db.Scope{}, `DELETE FROM identities WHERE user_id = $1`, who.ID)
	made := id.New[id.Identity]()
	for one, subject := range map[id.Identity]string{made: SubjectOf(who), id.New[id.Identity](): "other-" + who.ID.String()} {
		w.Exec(t, db.Scope{}, `INSERT INTO identities (id, user_id, kind, provider, issuer, subject, email, created_at, last_used_at)
			VALUES ($1, $2, 'oidc', $3, $4, $5, '', $6, $6)`, one, who.ID, p.Config.ID, p.Server.URL, subject, w.Clock.Now())
	}
	return made
}

// WithoutPassword leaves a person no password.
func (w *World) WithoutPassword(t testing.TB, who *Person) {
	t.Helper()
	if !who.ID.IsZero() {
		w.Exec(t, db.Scope{}, `UPDATE users SET password_hash = '' WHERE id = $1`, who.ID)
	}
}

// DepartAs is a browser that comes back from the provider to whatever its person has begun for a purpose.
func (w *World) DepartAs(t testing.TB, p *IDP, who *Person, purpose string) *Journey {
	t.Helper()
	state, stateHash := token.New(token.ProviderState)
	browser, browserHash := token.New(token.ProviderBrowser)
	user := any(who.ID)
	if who.ID.IsZero() {
		user = nil
	}
	w.Exec(t, db.Scope{}, `INSERT INTO provider_flows (id, provider, issuer, purpose, state_hash, browser_hash, user_id, return_to, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9)`, id.New[id.ProviderFlow](), p.Config.ID, p.Server.URL, purpose, stateHash[:], browserHash[:], user,
		w.Clock.Now(), w.Clock.Now().Add(identities.FlowLife))
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = url.Values{
		"nonce": {identities.Derive("nonce", browser.Reveal())}, "redirect_uri": {BaseURL + "/auth/oidc/" + p.Config.ID + "/callback"},
		"code_challenge": {identities.Challenge(browser.Reveal())},
	}
	p.mu.Unlock()
	return &Journey{
		Who: who, Cookie: "__Host-taskflow-oidc=" + browser.Reveal(),
		Back: map[string]any{"state": purpose + "." + state.Reveal(), "code": code, "iss": p.Server.URL},
	}
}
