package identities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/identities/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// freshness is how old the provider's own sign-in may be to count as a proof of now.
const freshness = 5 * time.Minute

const kind = "oidc"

type startIn struct {
	Provider string `path:"provider" maxLength:"32"`
	Body     startBody

	party *relyingParty
	found *discovered
}

type startBody struct {
	ReturnTo string `json:"return_to,omitempty" maxLength:"2000" doc:"A path of this TaskFlow to show afterwards"`
}

// prepare asks the provider outside the transaction.
func (s *Identities) prepare(ctx context.Context, name, returnTo string) (*relyingParty, *discovered, error) {
	r, err := s.party(name)
	if err != nil {
		return nil, nil, err
	}
	if !safeReturn(returnTo) {
		return nil, nil, problem.InvalidField("body.return_to", "must be a path of this TaskFlow")
	}
	d, err := r.discover(ctx)
	if err != nil {
		return nil, nil, away(err)
	}
	return r, d, nil
}

func (s *Identities) prepareStart(ctx context.Context, _ *endpoint.Call, in *startIn) (err error) {
	in.party, in.found, err = s.prepare(ctx, in.Provider, in.Body.ReturnTo)
	return err
}

func (s *Identities) start(ctx context.Context, c *endpoint.Call, in *startIn) (*Leave, error) {
	return s.begin(ctx, c, in.party, in.found, toSignIn, in.Body.ReturnTo)
}

type callbackIn struct {
	Provider string `path:"provider" maxLength:"32"`
	Body     response

	from *arrived
}

// Arrived is who came back from a provider.
type Arrived struct {
	*sessions.SignedIn

	ReturnTo string `json:"return_to,omitempty" doc:"The path that the way began with"`
}

func (s *Identities) receive(ctx context.Context, c *endpoint.Call, in *callbackIn) (err error) {
	in.from, err = s.finish(ctx, c, in.Provider, toSignIn, in.Body)
	return err
}

// callback signs in whoever the provider knows and TaskFlow too, and makes an account where that is allowed.
func (s *Identities) callback(ctx context.Context, c *endpoint.Call, in *callbackIn) (*Arrived, error) {
	from := in.from
	c.Detail("provider", from.party.ID)
	c.SetCookie(browserSecret("", 0))
	user, err := known(ctx, c, from)
	if errors.Is(err, db.ErrNoRows) {
		user, err = s.admit(ctx, c, from)
	}
	if err != nil {
		return nil, err
	}
	c.Actor(user)
	who, err := accounts.Confirm(ctx, c.Tx, user)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Unauthenticated(err)
	}
	if err != nil {
		return nil, err
	}
	if err := s.assign(ctx, c, from, user); err != nil {
		return nil, err
	}
	signedIn, err := s.Sessions.SignIn(ctx, c, from.proof(who, c.Now))
	return &Arrived{SignedIn: signedIn, ReturnTo: from.flow.ReturnTo}, err
}

// proof is what the provider's word is worth.
func (a *arrived) proof(who accounts.Confirmed, now time.Time) sessions.Proof {
	ways := authn.Ways{authn.ByOIDC}
	if a.party.TrustMFA && slices.Contains(texts(a.said.AMR), "mfa") {
		ways = ways.With(authn.ByProviderMFA)
	}
	return sessions.Proof{
		Account: who, Ways: ways, Client: sessions.Browser, Fresh: a.said.askedSince(now.Add(-freshness)),
		From: sessions.ProviderSession{Provider: a.party.ID, Subject: a.said.Subject, Session: a.said.SessionID},
	}
}

// known is whom the provider calls by this subject.
func known(ctx context.Context, c *endpoint.Call, from *arrived) (id.User, error) {
	row, err := queries.New(c.Tx).Known(ctx, queries.KnownParams{
		Kind: kind, Provider: from.party.ID, Issuer: from.party.Issuer, Subject: from.said.Subject, Email: from.said.address().Email, Now: c.Now,
	})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		err = fmt.Errorf("looking for an identity: %w", err)
	}
	return row.UserID, err
}

// address is what the provider says is the person's; zero where it can't be one.
func (c *claims) address() mail.Address {
	address, err := mail.ParseAddress(c.Email)
	if err != nil {
		return mail.Address{}
	}
	return address
}

// link connects an account with who the provider says is there.
func link(ctx context.Context, c *endpoint.Call, from *arrived, user id.User) error {
	return queries.New(c.Tx.One(errTaken)).Link(ctx, queries.LinkParams{
		ID: id.New[id.Identity](), UserID: user, Kind: kind, Provider: from.party.ID, Issuer: from.party.Issuer, Subject: from.said.Subject,
		Email: from.said.address().Email, Now: c.Now,
	})
}

var errTaken = problem.Conflict("This identity is connected with an account already.")
