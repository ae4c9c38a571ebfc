package sessions

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// StepUpWays are how a person can prove again who they are.
type StepUpWays struct {
	Methods []authn.Way `json:"methods" doc:"password, totp, recovery_code, passkey, oidc; the password only where the account has no second factor"`
}

// provable are the ways in which an account can step up: with a second factor
// where there is one, since a password alone would be less than what signed it in.
func (s *Sessions) provable(ctx context.Context, q db.Querier, user id.User) ([]authn.Way, error) {
	ways, err := s.methodsOf(ctx, q, user)
	if err != nil || len(ways) > 0 {
		return ways, err
	}
	known, err := accounts.CredentialByID(ctx, q, user)
	if err != nil {
		return nil, err
	}
	if known.Hash != "" {
		return []authn.Way{authn.ByPassword}, nil
	}
	return []authn.Way{authn.ByOIDC}, nil
}

func (s *Sessions) stepUpWays(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*StepUpWays, error) {
	ways, err := s.provable(ctx, c.Tx, c.Grant.User())
	return &StepUpWays{Methods: ways}, err
}

type stepUpIn struct {
	Body stepUpBody

	verified accounts.Credential
}

type stepUpBody struct {
	Method    string `json:"method" enum:"password,totp,recovery_code,passkey"`
	Password  string `json:"password,omitempty" maxLength:"1024" doc:"Of password"`
	Code      string `json:"code,omitempty" maxLength:"64" doc:"Of totp and recovery_code"`
	Assertion string `json:"assertion,omitempty" maxLength:"16384" doc:"Of passkey: the PublicKeyCredential as JSON text"`
}

// checkStepUp counts the attempt, and compares a password outside the transaction.
func (s *Sessions) checkStepUp(ctx context.Context, c *endpoint.Call, in *stepUpIn) error {
	if err := s.guessSignedIn(ctx, c); err != nil {
		return err
	}
	if authn.Way(in.Body.Method) != authn.ByPassword {
		return nil
	}
	err := s.DB.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
		in.verified, err = accounts.CredentialByID(ctx, q, c.Principal.User)
		return err
	})
	if err != nil {
		return err
	}
	if in.verified.Hash == "" {
		return problem.InvalidField("body.method", "is none that your account has")
	}
	ok, _, err := s.Hasher.Verify(ctx, in.verified.Hash, in.Body.Password)
	if err != nil {
		return atField("body.password", err)
	}
	if !ok {
		return problem.InvalidField("body.password", "is not your password")
	}
	return nil
}

// stepUp notes that the person was proven now. A browser's session is replaced
// by a new one: what was worth less a moment ago isn't worth more afterwards
// (ASVS 5.0 7.2.4).
func (s *Sessions) stepUp(ctx context.Context, c *endpoint.Call, in *stepUpIn) (*SignedIn, error) {
	c.Detail("method", in.Body.Method)
	c.Touched(c.Grant.User().String())
	who, err := s.proveAgain(ctx, c, in)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Conflict("The account was changed in the meantime.")
	}
	if err != nil {
		return nil, err
	}
	return s.elevate(ctx, c, Proof{Account: who, Ways: authn.Ways{authn.Way(in.Body.Method)}})
}

func (s *Sessions) proveAgain(ctx context.Context, c *endpoint.Call, in *stepUpIn) (accounts.Confirmed, error) {
	way := authn.Way(in.Body.Method)
	if way != authn.ByPassword {
		who, err := accounts.Confirm(ctx, c.Tx, c.Grant.User())
		if err != nil {
			return who, err
		}
		return who, s.check(ctx, c, who.ID, Answer{Way: way, Code: in.Body.Code, For: c.Principal.Session.String(), Assertion: in.Body.Assertion})
	}
	held, err := s.methodsOf(ctx, c.Tx, c.Grant.User())
	if err != nil {
		return accounts.Confirmed{}, err
	}
	if len(held) > 0 {
		return accounts.Confirmed{}, problem.InvalidField("body.method", "must be a second factor, since your account has one")
	}
	return accounts.ConfirmPassword(ctx, c.Tx, in.verified, "")
}

// elevate gives the session of the call what was proven now beside what was proven before.
func (s *Sessions) elevate(ctx context.Context, c *endpoint.Call, p Proof) (*SignedIn, error) {
	if err := p.resume(ctx, c.Tx, c.Principal.Session); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	if c.Principal.Method != authn.Cookie {
		err := q.Prove(ctx, queries.ProveParams{ID: c.Principal.Session, Ways: p.Ways.String(), Now: &c.Now})
		return &SignedIn{User: &p.Account.Account}, err
	}
	if err := q.End(ctx, queries.EndParams{ID: c.Principal.Session, Now: &c.Now, Reason: endedByStepUp}); err != nil {
		return nil, fmt.Errorf("ending the session before: %w", err)
	}
	p.Client = browser
	return s.open(ctx, c, p)
}

// resume adds how the person of a session was proven before, the provider's session behind
// it and what it is bound to: who proves more in a bound session has a bound one still.
func (p *Proof) resume(ctx context.Context, q db.Querier, session id.Session) error {
	row, err := queries.New(q).Proof(ctx, session)
	if err != nil {
		return fmt.Errorf("reading how a session began: %w", err)
	}
	for _, way := range authn.ParseWays(row.Ways) {
		p.Ways = p.Ways.With(way)
	}
	p.From, p.Bound = ProviderSession{row.Provider, row.ProviderSubject, row.ProviderSession}, row.BoundTo
	if !p.Bound.IsZero() {
		p.Ends = row.ExpiresAt
	}
	return nil
}
