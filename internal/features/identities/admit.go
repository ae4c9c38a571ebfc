package identities

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

var (
	errNotAdmitted = errors.New("no account is made for this identity: by the provider's setting, the sign-up policy, or an address that nobody vouches for")
	errShut        = errors.New("the account of this address is shut")
)

// admit makes the account of somebody new. That an address has an account already is told
// only to whom the provider has shown to be the one who reads that mailbox.
func (s *Identities) admit(ctx context.Context, c *endpoint.Call, from *arrived) (id.User, error) {
	address := from.said.address()
	vouched := affirmed(from.said.EmailVerified) || from.party.TrustEmail
	if address.Email == "" || !vouched {
		return id.User{}, notAdmitted("unverified address")
	}
	present, err := accounts.CredentialOf(ctx, c.Tx, address)
	switch {
	case err != nil:
		return id.User{}, err
	case present.Active():
		return id.User{}, problem.New(problem.CodeLinkFirst, "Sign in to your account as you did before, and connect the provider in your settings.", nil)
	case present.State == accounts.Disabled:
		return id.User{}, problem.Unauthenticated(errShut)
	}
	if err := s.mayHaveAccount(ctx, c, from, address); err != nil {
		return id.User{}, err
	}
	user, err := accounts.Vouched(ctx, c.Tx, address, accounts.NameOf(from.said.Name, address), c.Now)
	if err != nil {
		return id.User{}, err
	}
	c.Detail("account", "new")
	return user, link(ctx, c, from, user)
}

func (s *Identities) mayHaveAccount(ctx context.Context, c *endpoint.Call, from *arrived, address mail.Address) error {
	if !from.party.SignUp {
		return notAdmitted("no sign-up")
	}
	if s.Invited == nil {
		return nil
	}
	invited, err := s.Invited(ctx, c.Tx, address.Canonical(), c.Now)
	if err != nil {
		return fmt.Errorf("looking for an invitation: %w", err)
	}
	if !invited {
		return notAdmitted("not invited")
	}
	return nil
}

func notAdmitted(why string) error {
	return problem.New(problem.CodeNotAdmitted, "", fmt.Errorf("%w: %s", errNotAdmitted, why))
}
