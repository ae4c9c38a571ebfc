package authn

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn/queries"
)

// CookieName is the session's cookie: the prefix makes browsers insist on
// Secure, on path / and on no domain (RFC 6265bis section 4.1.3).
const CookieName = "__Host-taskflow"

var (
	errTwoCredentials = errors.New("more than one credential")
	errScheme         = errors.New("an authorization scheme other than Bearer")
	errNoSession      = errors.New("no such session")
)

// Authenticator finds out who makes a request.
type Authenticator struct {
	db      *db.DB
	tokens  *Tokens
	cookies *memory[[32]byte, session]
	keys    *memory[[32]byte, Principal]
}

type session struct {
	id      id.Session
	user    id.User
	binding *Binding // shared by all requests, which only read it
}

// NewAuthenticator returns an Authenticator that accepts session cookies, access tokens, API keys and provisioning tokens.
func NewAuthenticator(database *db.DB, tokens *Tokens) *Authenticator {
	return &Authenticator{
		db: database, tokens: tokens, cookies: newMemory[[32]byte, session](16384), keys: newMemory[[32]byte, Principal](4096),
	}
}

// Authenticate returns the principal of r. No credential is the anonymous
// principal; one that isn't valid is a problem.Unauthenticated, also where
// anonymous would do.
func (a *Authenticator) Authenticate(r *http.Request) (Principal, error) {
	authorization := r.Header["Authorization"]
	cookie, hasCookie, err := sessionCookie(r)
	if err != nil {
		return Principal{}, problem.Unauthenticated(err)
	}
	switch {
	case len(authorization) == 0 && !hasCookie:
		return Principal{Method: Anonymous}, nil
	case len(authorization) > 1 || len(authorization) == 1 && hasCookie:
		return Principal{}, problem.Unauthenticated(errTwoCredentials)
	case hasCookie:
		return a.byCookie(r.Context(), cookie)
	default:
		return a.byBearer(r.Context(), authorization[0])
	}
}

func sessionCookie(r *http.Request) (value string, found bool, err error) {
	if len(r.Header["Cookie"]) == 0 {
		return "", false, nil
	}
	for _, c := range r.Cookies() {
		if c.Name != CookieName {
			continue
		}
		if found {
			return "", false, errTwoCredentials
		}
		value, found = c.Value, true
	}
	return value, found, nil
}

// mostPresented is far more than a browser has reason to send.
const mostPresented = 4

// PresentedSessions returns the hashes of the well-formed session cookies of r, for a
// sign-in that is to end them. They prove nothing.
func PresentedSessions(r *http.Request) (hashes []token.Hash) {
	for _, c := range r.CookiesNamed(CookieName) {
		if hash, err := token.Parse(token.Session, c.Value); err == nil && len(hashes) < mostPresented {
			hashes = append(hashes, hash)
		}
	}
	return hashes
}

func (a *Authenticator) byBearer(ctx context.Context, header string) (Principal, error) {
	scheme, text, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Principal{}, problem.Unauthenticated(errScheme)
	}
	if isKey(text) {
		return a.byKey(ctx, text)
	}
	if isProvisioning(text) {
		return a.byProvisioning(ctx, text)
	}
	p, err := a.tokens.Verify(ctx, text)
	if err != nil {
		return Principal{}, problem.Unauthenticated(err)
	}
	return p, nil
}

func (a *Authenticator) byCookie(ctx context.Context, value string) (Principal, error) {
	hash, err := token.Parse(token.Session, value)
	if err != nil {
		return Principal{}, problem.Unauthenticated(err)
	}
	found, ok := a.cookies.get(hash)
	if !ok {
		if found, err = a.find(ctx, hash); err != nil {
			return Principal{}, err
		}
		a.cookies.put(hash, found)
	}
	return Principal{User: found.user, Session: found.id, Method: Cookie, Binding: found.binding}, nil
}

func (a *Authenticator) find(ctx context.Context, hash [32]byte) (session, error) {
	var found session
	err := a.db.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) error {
		row, err := queries.New(q).SessionByCookie(ctx, hash[:])
		found = session{id: row.ID, user: row.UserID}
		if !row.BoundTo.IsZero() {
			found.binding = &Binding{Workspace: row.BoundTo}
		}
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return session{}, problem.Unauthenticated(errNoSession)
	}
	if err != nil {
		return session{}, fmt.Errorf("finding a session: %w", err)
	}
	return found, nil
}
