package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

const (
	// WaitingLife is how long a sign-in waits for its second factor.
	WaitingLife = 10 * time.Minute
	// MostAttempts is how many answers one waiting sign-in takes.
	MostAttempts = 5
)

// MFA is a sign-in that waits for a second factor.
type MFA struct {
	Token     string      `json:"token" doc:"Continues this sign-in at /auth/mfa/verify"`
	Methods   []authn.Way `json:"methods" doc:"What the account has: totp, recovery_code, passkey"`
	ExpiresIn int64       `json:"expires_in" doc:"Seconds until the sign-in must begin anew"`
}

var errWaiting = errors.New("no such sign-in waits for a second factor: it is unknown, used, too old or had too many answers")

// putOff keeps a sign-in until its second factor is shown.
func putOff(ctx context.Context, c *endpoint.Call, p Proof, methods []authn.Way) (*SignedIn, error) {
	plain, hash := token.New(token.SignIn)
	err := queries.New(c.Tx).PutOff(ctx, queries.PutOffParams{
		ID: id.New[id.SignIn](), UserID: p.Account.ID, TokenHash: hash[:], TokenVersion: p.Account.TokenVersion,
		Client: p.Client, Scope: p.Scope.String(), Ways: p.Ways.String(), Now: c.Now, ExpiresAt: c.Now.Add(WaitingLife),
		Provider: p.From.Provider, ProviderSubject: p.From.Subject, ProviderSession: p.From.Session, BoundTo: p.Bound, EndsAt: orNever(p.Ends),
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a sign-in that waits: %w", err)
	}
	c.Happened("auth.mfa.asked")
	return &SignedIn{MFA: &MFA{Token: plain.Reveal(), Methods: methods, ExpiresIn: int64(WaitingLife / time.Second)}}, nil
}

// Waiting returns which sign-in a token continues and whose it is, for a factor that
// has a question to ask first.
func Waiting(ctx context.Context, q db.Querier, text string, now time.Time) (id.SignIn, id.User, error) {
	hash, err := token.Parse(token.SignIn, text)
	if err != nil {
		return id.SignIn{}, id.User{}, problem.Unauthenticated(err)
	}
	row, err := queries.New(q).Waiting(ctx, queries.WaitingParams{TokenHash: hash[:], Now: now, Most: MostAttempts})
	if errors.Is(err, db.ErrNoRows) {
		return id.SignIn{}, id.User{}, problem.Unauthenticated(errWaiting)
	}
	if err != nil {
		return id.SignIn{}, id.User{}, fmt.Errorf("looking for a waiting sign-in: %w", err)
	}
	return row.ID, row.UserID, nil
}

type mfaIn struct {
	Body mfaBody

	waiting queries.CountAttemptRow
}

type mfaBody struct {
	Token     string `json:"mfa_token" minLength:"1" maxLength:"200"`
	Method    string `json:"method" enum:"totp,recovery_code,passkey"`
	Code      string `json:"code,omitempty" maxLength:"64" doc:"Of totp and recovery_code"`
	Assertion string `json:"assertion,omitempty" maxLength:"16384" doc:"Of passkey: the PublicKeyCredential as JSON text"`
}

// countAttempt takes one of the few answers that a waiting sign-in has, in a
// transaction of its own: what was tried counts whatever becomes of the request.
func (s *Sessions) countAttempt(ctx context.Context, c *endpoint.Call, in *mfaIn) error {
	hash, err := token.Parse(token.SignIn, in.Body.Token)
	if err != nil {
		return problem.Unauthenticated(err)
	}
	if err := s.guessFactor(ctx, c, in.Body.Token); err != nil {
		return err
	}
	err = s.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		in.waiting, err = queries.New(tx).CountAttempt(ctx, queries.CountAttemptParams{TokenHash: hash[:], Now: c.Now, Most: MostAttempts})
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return problem.Unauthenticated(errWaiting)
	}
	if err != nil {
		return fmt.Errorf("counting an answer: %w", err)
	}
	c.Actor(in.waiting.UserID)
	return nil
}

// guessFactor is asked before: who has to wait doesn't lose one of the few answers.
func (s *Sessions) guessFactor(ctx context.Context, c *endpoint.Call, text string) error {
	var user id.User
	var device id.Device
	err := s.DB.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
		if _, user, err = Waiting(ctx, q, text, c.Now); err != nil {
			return err
		}
		device, err = knownDevice(ctx, q, c.Request, user)
		return err
	})
	if err != nil {
		return err
	}
	return s.guess(ctx, c, "second factor", user.String(), device)
}

// verifyMFA ends the waiting: with a session, or with a problem of the answer.
func (s *Sessions) verifyMFA(ctx context.Context, c *endpoint.Call, in *mfaIn) (*SignedIn, error) {
	c.Actor(in.waiting.UserID)
	c.Detail("method", in.Body.Method)
	err := queries.New(c.Tx.One(problem.Unauthenticated(errWaiting))).UseSignIn(ctx, queries.UseSignInParams{ID: in.waiting.ID, Now: &c.Now})
	if err != nil {
		return nil, err
	}
	who, err := accounts.Confirm(ctx, c.Tx, in.waiting.UserID)
	if errors.Is(err, accounts.ErrChanged) || err == nil && who.TokenVersion != in.waiting.TokenVersion {
		return nil, problem.Unauthenticated(accounts.ErrChanged)
	}
	if err != nil {
		return nil, err
	}
	answer := Answer{Way: authn.Way(in.Body.Method), Code: in.Body.Code, For: in.waiting.ID.String(), Assertion: in.Body.Assertion}
	if err := s.check(ctx, c, who.ID, answer); err != nil {
		return nil, err
	}
	ways := authn.ParseWays(in.waiting.Ways).With(answer.Way)
	c.Touched(who.ID.String())
	c.Detail("ways", ways.String())
	p := Proof{
		Account: who, Ways: ways, Client: in.waiting.Client, Scope: authn.ParseScope(in.waiting.Scope), Bound: in.waiting.BoundTo,
		From: ProviderSession{in.waiting.Provider, in.waiting.ProviderSubject, in.waiting.ProviderSession},
	}
	if in.waiting.EndsAt != nil {
		p.Ends = *in.waiting.EndsAt
	}
	return s.open(ctx, c, p)
}

// orNever is a time as it is kept; nil for none.
func orNever(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
