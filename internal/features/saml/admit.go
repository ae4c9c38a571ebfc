package saml

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

var (
	errNotAdmitted = errors.New("nobody is let in for this identity: by the provider's setting, the sign-up policy, or an address that is none")
	errShut        = errors.New("the account of this address is shut")
	errLinkFirst   = problem.New(problem.CodeLinkFirst, "Sign in to your account as you did before, and connect your company's provider in your settings.", nil)
)

// What providers call the attributes that are looked at, in the order in which they count.
var (
	emailAttributes = []string{
		"email", "mail", "Email", "emailAddress", "urn:oid:0.9.2342.19200300.100.1.3",
		"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
	}
	nameAttributes = []string{
		"displayName", "name", "cn", "urn:oid:2.16.840.1.113730.3.1.241", "urn:oid:2.5.4.3", "http://schemas.microsoft.com/identity/claims/displayname",
	}
)

// first is the first value of the first attribute that has one.
func (w said) first(names []string) string {
	for _, name := range names {
		if values := w.More[name]; len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// address is what the provider says is the person's; zero where it can't be one.
func (w said) address() mail.Address {
	address, err := mail.ParseAddress(w.first(emailAttributes))
	if err != nil {
		return mail.Address{}
	}
	return address
}

// admit makes the account of somebody new, and a member, where the operator has given the
// address's domain to the workspace. Of any other address the answer is always the same: who
// makes a workspace and its provider would learn from it who has an account, and could make
// accounts in others' names (ADR 31).
func (s *SAML) admit(ctx context.Context, c *endpoint.Call, f *fetched, terms queries.UsingRow) (id.User, error) {
	address := f.said.address()
	if address.Email == "" || !s.Given(f.workspace, address.Domain()) {
		return id.User{}, notAdmitted("no address of the workspace's domain")
	}
	present, err := accounts.CredentialOf(ctx, c.Tx, address)
	switch {
	case err != nil:
		return id.User{}, err
	case present.Active():
		return id.User{}, errLinkFirst
	case present.State == accounts.Disabled:
		return id.User{}, problem.Unauthenticated(errShut)
	case !terms.LetIn:
		return id.User{}, notAdmitted("nobody is let in")
	}
	if err := s.mayHaveAccount(ctx, c, address); err != nil {
		return id.User{}, err
	}
	user, err := accounts.Vouched(ctx, c.Tx, address, accounts.NameOf(f.said.first(nameAttributes), address), c.Now)
	if err != nil {
		return id.User{}, err
	}
	c.Detail("account", "new")
	if err := f.link(ctx, c, user); err != nil {
		return id.User{}, err
	}
	return user, f.join(ctx, c, user, authz.Role(terms.DefaultRole))
}

func (s *SAML) mayHaveAccount(ctx context.Context, c *endpoint.Call, address mail.Address) error {
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
