package identities

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"taskflow/internal/features/identities/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

const (
	// FlowLife is how long a way to a provider and back may take.
	FlowLife = 10 * time.Minute

	browserCookie = "__Host-taskflow-oidc"
)

// purpose is what a provider is asked for. A state says it too, so that the page to which
// the provider returns knows where to bring the answer; the database decides.
type purpose string

const (
	toSignIn purpose = "sign-in"
	toLink   purpose = "link"
	toStepUp purpose = "step-up"
)

// Leave is where the browser goes next.
type Leave struct {
	AuthorizationURL string `json:"authorization_url" doc:"At the provider; the browser goes there by itself, with the cookie of this answer kept"`
}

// Derive makes the nonce and the PKCE verifier of a flow from the secret in the browser's
// cookie, which the provider never sees: neither is stored anywhere.
func Derive(use, secret string) string {
	sum := sha256.Sum256([]byte("taskflow oidc " + use + " " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Challenge is what the provider is shown of the verifier (RFC 7636 section 4.2).
func Challenge(secret string) string {
	return oauth2.S256ChallengeFromVerifier(Derive("verifier", secret))
}

// begin keeps a flow and says where it goes.
func (s *Identities) begin(ctx context.Context, c *endpoint.Call, r *relyingParty, d *discovered, p purpose, returnTo string, options ...oauth2.AuthCodeOption) (*Leave, error) {
	state, stateHash := token.New(token.ProviderState)
	browser, browserHash := token.New(token.ProviderBrowser)
	err := queries.New(c.Tx).Begin(ctx, queries.BeginParams{
		ID: id.New[id.ProviderFlow](), Provider: r.ID, Issuer: r.Issuer, Purpose: string(p), StateHash: stateHash[:], BrowserHash: browserHash[:],
		UserID: c.Grant.User(), ReturnTo: returnTo, Now: c.Now, ExpiresAt: c.Now.Add(FlowLife),
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a way to a provider: %w", err)
	}
	c.Detail("provider", r.ID)
	c.SetCookie(browserSecret(browser.Reveal(), FlowLife))
	options = append(options, oauth2.S256ChallengeOption(Derive("verifier", browser.Reveal())),
		oauth2.SetAuthURLParam("nonce", Derive("nonce", browser.Reveal())))
	where := r.oauth(d, s.redirect(r)).AuthCodeURL(string(p)+"."+state.Reveal(), options...)
	return &Leave{AuthorizationURL: where}, nil
}

// redirect is where a provider sends browsers back to: an address for each provider (RFC 9700 section 4.4.2.2).
func (s *Identities) redirect(r *relyingParty) string {
	return s.BaseURL + "/auth/oidc/" + r.ID + "/callback"
}

// browserSecret is the cookie that binds a flow to its browser; without a life it takes it away.
func browserSecret(value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: browserCookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second),
	}
	if life == 0 {
		c.MaxAge = -1
	}
	return c
}

// response is what a provider sends back by way of the browser (RFC 6749 section 4.1.2, RFC 9207).
type response struct {
	State string `json:"state" minLength:"1" maxLength:"200"`
	Code  string `json:"code,omitempty" maxLength:"4096"`
	Iss   string `json:"iss,omitempty" maxLength:"2048" doc:"The issuer that the response names"`
	Error string `json:"error,omitempty" maxLength:"200" doc:"The code of the provider's error"`
}

// arrived is an answer that was verified.
type arrived struct {
	party *relyingParty
	flow  queries.UseFlowRow
	said  *claims
}

var (
	errFlow   = errors.New("no such way to a provider is open in this browser: it is unknown, used, of another browser, provider or purpose, or too old")
	errMixUp  = errors.New("the response names another issuer than the one that was asked, or none where there must be one")
	errNoCode = errors.New("the response has no code")
)

// finish uses the flow up, before anything else is looked at, and has the provider say who came.
func (s *Identities) finish(ctx context.Context, c *endpoint.Call, name string, p purpose, in response) (*arrived, error) {
	r, err := s.party(name)
	if err != nil {
		return nil, err
	}
	c.Detail("provider", r.ID)
	flow, secret, err := s.use(ctx, c, r, p, in.State)
	if err != nil {
		return nil, err
	}
	if in.Error != "" {
		return nil, problem.New(problem.CodeProviderRefused, "", fmt.Errorf("the provider answered with an error"))
	}
	d, err := r.discover(ctx)
	if err != nil {
		return nil, away(err)
	}
	// Both are the operator's own words against the response's: compared exactly (RFC 9207 section 2.4).
	if in.Iss != r.Issuer && (in.Iss != "" || d.says.IssInResponse) {
		return nil, problem.Unauthenticated(errMixUp)
	}
	if in.Code == "" {
		return nil, problem.Unauthenticated(errNoCode)
	}
	said, err := s.exchange(ctx, r, d, in.Code, secret)
	return &arrived{party: r, flow: flow, said: said}, err
}

// use spends a flow in a transaction of its own: whatever becomes of the request, its state worked once.
func (s *Identities) use(ctx context.Context, c *endpoint.Call, r *relyingParty, p purpose, text string) (flow queries.UseFlowRow, secret string, err error) {
	state, found := strings.CutPrefix(text, string(p)+".")
	stateHash, err := token.Parse(token.ProviderState, state)
	cookies := c.Request.CookiesNamed(browserCookie)
	if err != nil || !found || len(cookies) != 1 {
		return flow, "", problem.Unauthenticated(errFlow)
	}
	secret = cookies[0].Value
	browserHash, err := token.Parse(token.ProviderBrowser, secret)
	if err != nil {
		return flow, "", problem.Unauthenticated(errFlow)
	}
	err = s.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		flow, err = queries.New(tx).UseFlow(ctx, queries.UseFlowParams{
			StateHash: stateHash[:], BrowserHash: browserHash[:], Provider: r.ID, Issuer: r.Issuer, Purpose: string(p), Now: &c.Now,
		})
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return flow, "", problem.Unauthenticated(errFlow)
	}
	if err != nil {
		return flow, "", fmt.Errorf("using a way to a provider: %w", err)
	}
	return flow, secret, nil
}

// exchange has the provider give its tokens for the code, reads them and keeps none.
func (s *Identities) exchange(ctx context.Context, r *relyingParty, d *discovered, code, secret string) (*claims, error) {
	got, err := r.oauth(d, s.redirect(r)).Exchange(r.outside(ctx), code, oauth2.VerifierOption(Derive("verifier", secret)))
	if err != nil {
		return nil, notAsItShould(unanswered("token", err))
	}
	text, _ := got.Extra("id_token").(string)
	if text == "" {
		return nil, problem.Unauthenticated(fmt.Errorf("%w: there is none", errIDToken))
	}
	said, err := r.readIDToken(ctx, d, text, Derive("nonce", secret), got.AccessToken)
	if err != nil {
		return nil, problem.Unauthenticated(err)
	}
	if err := r.complement(ctx, d, said, got); err != nil {
		return nil, problem.Unauthenticated(err)
	}
	return said, nil
}

// away is that a provider can't be asked: nobody did anything wrong.
func away(cause error) error { return problem.Unavailable(cause, pause) }

// notAsItShould is that a provider refused a code, or failed.
func notAsItShould(cause error) error {
	return problem.New(problem.CodeProviderRefused, "", cause)
}

// safeReturn refuses what could lead anywhere but to a page of this TaskFlow.
func safeReturn(path string) bool {
	if path == "" {
		return true
	}
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && u.Opaque == "" && strings.HasPrefix(path, "/") &&
		!strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\t\r\n") && printable(path) && !strings.HasPrefix(u.Path, "//")
}
