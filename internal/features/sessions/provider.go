package sessions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// StepUpByProvider notes that a provider has asked its person just now, for an account that
// has nothing better to show.
func (s *Sessions) StepUpByProvider(ctx context.Context, c *endpoint.Call) (*SignedIn, error) {
	c.Detail("method", string(authn.ByOIDC))
	c.Touched(c.Grant.User().String())
	if err := s.ProvableByProvider(ctx, c); err != nil {
		return nil, err
	}
	who, err := accounts.Confirm(ctx, c.Tx, c.Grant.User())
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Conflict("The account was changed in the meantime.")
	}
	if err != nil {
		return nil, err
	}
	return s.elevate(ctx, c, Proof{Account: who, Ways: authn.Ways{authn.ByOIDC}, Fresh: true})
}

// ProvableByProvider refuses a provider's word where the account has a second factor or a password.
func (s *Sessions) ProvableByProvider(ctx context.Context, c *endpoint.Call) error {
	ways, err := s.provable(ctx, c.Tx, c.Grant.User())
	if err == nil && !slices.Contains(ways, authn.ByOIDC) {
		return problem.InvalidField("body.provider", "isn't how your account is proven: it has a password or a second factor")
	}
	return err
}

// EndOfProvider ends in the transaction what came from a provider's session, or from all
// sessions of its subject where it names none: sessions with their tokens, and sign-ins that wait.
func EndOfProvider(ctx context.Context, q db.Querier, from ProviderSession, now time.Time) error {
	if from.Provider == "" || from.Subject == "" && from.Session == "" {
		return errors.New("a provider's session without its name")
	}
	return endOfProvider(ctx, q, from, now)
}

// EndAllOfProvider ends in the transaction all that came from a provider, whoever it is of.
func EndAllOfProvider(ctx context.Context, q db.Querier, provider string, now time.Time) error {
	if provider == "" {
		return errors.New("a provider without its name")
	}
	return endOfProvider(ctx, q, ProviderSession{Provider: provider}, now)
}

// endOfProvider ends the sign-ins that wait first: one that gets its second factor beside
// this transaction has made its session by then, or will find that it waits no more.
func endOfProvider(ctx context.Context, q db.Querier, from ProviderSession, now time.Time) error {
	all := queries.New(q)
	err := all.DropWaiting(ctx, queries.DropWaitingParams{Provider: from.Provider, Subject: from.Subject, Session: from.Session, Now: &now})
	if err != nil {
		return fmt.Errorf("ending the sign-ins that wait and came from a provider: %w", err)
	}
	err = all.EndOfProvider(ctx, queries.EndOfProviderParams{
		Provider: from.Provider, Subject: from.Subject, Session: from.Session, Now: &now, Reason: endedByProvider,
	})
	if err != nil {
		return fmt.Errorf("ending what came from a provider's session: %w", err)
	}
	return nil
}
