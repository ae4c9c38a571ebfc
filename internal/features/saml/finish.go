package saml

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// freshness is how old the provider's own sign-in may be to count as a proof of now.
const freshness = 5 * time.Minute

type finishIn struct {
	Workspace id.Workspace `path:"workspace"`
	Body      finishBody

	from *fetched
}

type finishBody struct {
	Handle string `json:"handle" minLength:"1" maxLength:"200" doc:"From the address of the page that the provider's answer led to"`
}

// Arrived is who came back from a provider.
type Arrived struct {
	*sessions.SignedIn

	ReturnTo string `json:"return_to,omitempty" doc:"The path that the way began with"`
}

func (s *SAML) fetchSignIn(ctx context.Context, c *endpoint.Call, in *finishIn) (err error) {
	if _, err := s.provider(ctx, in.Workspace); err != nil {
		return err
	}
	in.from, err = s.fetch(ctx, c, in.Workspace, toSignIn, in.Body.Handle)
	return err
}

// finish signs in whoever the provider knows and TaskFlow too, bound to the workspace.
func (s *SAML) finish(ctx context.Context, c *endpoint.Call, in *finishIn) (*Arrived, error) {
	f := in.from
	c.Detail("provider", f.said.Provider.String())
	c.SetCookie(browserSecret("", 0))
	if err := c.InWorkspace(ctx, f.workspace); err != nil {
		return nil, err
	}
	terms, err := f.using(ctx, c)
	if err != nil {
		return nil, err
	}
	user, err := f.seen(ctx, c)
	if errors.Is(err, db.ErrNoRows) {
		user, err = s.admit(ctx, c, f, terms)
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
	if err := f.assign(ctx, c, terms, user); err != nil {
		return nil, err
	}
	signedIn, err := s.Sessions.SignIn(ctx, c, f.proof(who, c.Now))
	return &Arrived{SignedIn: signedIn, ReturnTo: f.flow.ReturnTo}, err
}

// using locks the provider, which must be the one that was asked.
func (f *fetched) using(ctx context.Context, c *endpoint.Call) (queries.UsingRow, error) {
	row, err := queries.New(c.Tx).Using(ctx, queries.UsingParams{WorkspaceID: f.workspace, ID: f.said.Provider, EntityID: f.said.Issuer, Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return row, errFlow
	}
	if err != nil {
		return row, fmt.Errorf("locking a provider: %w", err)
	}
	return row, nil
}

// seen is whom the provider calls so; db.ErrNoRows for nobody.
func (f *fetched) seen(ctx context.Context, c *endpoint.Call) (id.User, error) {
	user, err := queries.New(c.Tx).SeeIdentity(ctx, queries.SeeIdentityParams{
		Provider: f.said.Provider.String(), Issuer: f.said.Issuer, Subject: f.said.Subject, Email: f.said.address().Email, Now: c.Now,
	})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		err = fmt.Errorf("looking for an identity: %w", err)
	}
	return user, err
}

// proof is what the provider's word is worth: one factor, in the workspace that believes it.
func (f *fetched) proof(who accounts.Confirmed, now time.Time) sessions.Proof {
	return sessions.Proof{
		Account: who, Ways: authn.Ways{authn.BySAML}, Client: sessions.Browser, Fresh: now.Sub(f.said.Asked) < freshness,
		From:  sessions.ProviderSession{Provider: f.said.Provider.String(), Subject: f.said.Subject, Session: f.said.Session},
		Bound: f.workspace, Ends: f.said.Ends,
	}
}
