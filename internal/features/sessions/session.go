package sessions

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/secret"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

// The kinds of sessions, which are also the kinds of clients that sign in.
const (
	browser = "browser"
	tokens  = "token"
)

// Browser is the kind of client that gets a cookie.
const Browser = browser

// Why sessions were ended, as it is kept.
const (
	endedBySignIn   = "signed in anew"
	endedBySignOut  = "signed out"
	endedByOwner    = "ended by its owner"
	endedByPassword = "password changed"
	endedByReuse    = "refresh token used twice"
	endedByDisable  = "account disabled"
	endedByStepUp   = "proven anew"
	endedByOperator = "ended by the operator"
	endedByProvider = "ended at the provider"
	endedByReset    = "password set anew by a mail"
	endedByAddress  = "address changed"
	endedByRefusal  = "change of address refused"
)

// SignedIn is what a client gets: a browser the account, beside its cookie; an
// API client its tokens (RFC 6749 section 5.1). With MFA nobody is signed in yet.
type SignedIn struct {
	MFA          *MFA              `json:"mfa,omitempty" doc:"The sign-in waits for a second factor; nothing else is answered then"`
	User         *accounts.Account `json:"user,omitempty" doc:"Who is signed in; for browsers"`
	AccessToken  string            `json:"access_token,omitempty"`
	RefreshToken string            `json:"refresh_token,omitempty"`
	TokenType    string            `json:"token_type,omitempty" doc:"Bearer"`
	ExpiresIn    int64             `json:"expires_in,omitempty" doc:"The access token's life in seconds"`
	Scope        string            `json:"scope,omitempty" doc:"What the tokens are limited to"`
}

// open makes a session in the transaction for whoever has shown enough.
func (s *Sessions) open(ctx context.Context, c *endpoint.Call, p Proof) (*SignedIn, error) {
	from, who := edge.Info(ctx), p.Account
	session := queries.OpenParams{
		ID: id.New[id.Session](), UserID: who.ID, Kind: p.Client, Scope: p.Scope.String(), UserAgent: from.UserAgent, Now: c.Now,
		IdleExpiresAt: c.Now.Add(authn.AbsoluteLife), ExpiresAt: p.ends(c.Now), Ways: p.Ways.String(), BoundTo: p.Bound,
		Provider: p.From.Provider, ProviderSubject: p.From.Subject, ProviderSession: p.From.Session,
	}
	if p.counts() {
		session.ProvenAt = &c.Now
	}
	if from.ClientIP.IsValid() {
		session.Address = from.ClientIP.String()
	}
	c.Detail("session", session.ID.String())
	if p.Client == tokens {
		if err := queries.New(c.Tx).Open(ctx, session); err != nil {
			return nil, fmt.Errorf("opening a session: %w", err)
		}
		return s.pair(ctx, c, family{id: session.ID, user: who.ID, version: who.TokenVersion, scope: p.Scope, ends: session.ExpiresAt}, newSuccessor())
	}
	if err := endPresented(ctx, c); err != nil {
		return nil, err
	}
	plain, hash := token.New(token.Session)
	session.CookieHash, session.IdleExpiresAt = hash[:], c.Now.Add(authn.IdleLife)
	if err := queries.New(c.Tx).Open(ctx, session); err != nil {
		return nil, fmt.Errorf("opening a session: %w", err)
	}
	c.SetCookie(cookie(plain.Reveal(), authn.AbsoluteLife))
	who.Account.BoundTo = accounts.Bound(p.Bound)
	return &SignedIn{User: &who.Account}, s.notice(ctx, c, who.Account, session.ID)
}

// endPresented ends the session whose cookie came with a sign-in: whoever put
// that cookie there must not share what begins now (session fixation).
func endPresented(ctx context.Context, c *endpoint.Call) error {
	for _, hash := range authn.PresentedSessions(c.Request) {
		err := queries.New(c.Tx).EndByCookie(ctx, queries.EndByCookieParams{CookieHash: hash[:], Now: &c.Now, Reason: endedBySignIn})
		if err != nil {
			return fmt.Errorf("ending the session before this one: %w", err)
		}
	}
	return nil
}

// cookie is the session's cookie; without a life it takes the old one away.
func cookie(value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: authn.CookieName, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(life / time.Second),
	}
	if life == 0 {
		c.MaxAge = -1
	}
	return c
}

// family is one sign-in of an API client, through all of its refreshes.
type family struct {
	id      id.Session
	user    id.User
	version int64
	scope   authn.Scope
	ends    time.Time
}

// pair makes the next tokens of a family. No refresh token outlives the family.
func (s *Sessions) pair(ctx context.Context, c *endpoint.Call, f family, next successor) (*SignedIn, error) {
	err := queries.New(c.Tx).AddRefreshToken(ctx, queries.AddRefreshTokenParams{
		ID: next.id, SessionID: f.id, TokenHash: next.hash[:], Now: c.Now, ExpiresAt: f.ends,
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a refresh token: %w", err)
	}
	return s.told(f, next.plain)
}

// told is what the client of a family is told of its tokens.
func (s *Sessions) told(f family, refresh secret.Secret) (*SignedIn, error) {
	access, err := s.Tokens.Issue(f.user, f.id, f.version, f.scope)
	if err != nil {
		return nil, fmt.Errorf("issuing an access token: %w", err)
	}
	return &SignedIn{
		AccessToken: access, RefreshToken: refresh.Reveal(), TokenType: "Bearer",
		ExpiresIn: int64(authn.AccessTokenLife / time.Second), Scope: f.scope.String(),
	}, nil
}
