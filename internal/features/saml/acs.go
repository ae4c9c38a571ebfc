package saml

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"taskflow/internal/features/saml/protocol"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

type consumeIn struct {
	Workspace id.Workspace `path:"workspace"`

	provider  *known
	flow      queries.UseFlowRow
	assertion *protocol.Assertion
	refusal   error // of the answer, once it is known whose it is
	handle    string
}

// receive spends the flow that the form names and verifies what the provider has said, outside
// the transaction. Nothing of the form is believed before.
func (s *SAML) receive(ctx context.Context, c *endpoint.Call, in *consumeIn) (err error) {
	if in.provider, err = s.provider(ctx, in.Workspace); err != nil {
		return err
	}
	c.Detail("provider", in.provider.ID.String())
	body, err := c.ReadUpload()
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["SAMLResponse"]) != 1 || len(form["RelayState"]) > 1 {
		return problem.BadRequest("The form must have one SAMLResponse.")
	}
	// An answer that nobody here asked for has no such state: a sign-in begins in TaskFlow only.
	if in.flow, err = s.use(ctx, c, in.Workspace, form.Get("RelayState")); err != nil {
		return err
	}
	us := s.party(in.Workspace)
	in.assertion, in.refusal = protocol.ReadResponse(form.Get("SAMLResponse"), protocol.Expected{
		Issuer: in.provider.EntityID, Certificates: in.provider.certificates, Destination: us.Consumer, Audience: us.EntityID,
		Request: [sha256.Size]byte(in.flow.RequestHash), Now: c.Now,
	})
	return nil
}

var errSeen = problem.Unauthenticated(errors.New("the assertion was seen before"))

// consume keeps what was said until the browser that began fetches it. That it was refused,
// the workspace's own log tells, so that its owner finds out why.
func (s *SAML) consume(ctx context.Context, c *endpoint.Call, in *consumeIn) (*endpoint.Nothing, error) {
	c.Detail("provider", in.provider.ID.String())
	if err := c.InWorkspace(ctx, in.Workspace); err != nil {
		return nil, err
	}
	if in.refusal != nil {
		return nil, refused(c, in.refusal)
	}
	sum := sha256.Sum256([]byte(in.assertion.ID))
	err := queries.New(c.Tx.One(errSeen)).SpendAssertion(ctx, queries.SpendAssertionParams{
		WorkspaceID: in.Workspace, IDHash: sum[:], ExpiresAt: in.assertion.Until,
	})
	if err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, s.answer(ctx, c, in)
}

// refused makes a problem of what is wrong with an answer, and notes the word for it.
func refused(c *endpoint.Call, err error) error {
	var r *protocol.Refusal
	if !errors.As(err, &r) {
		return err
	}
	c.Detail("why", string(r.Why))
	if r.Why == protocol.Unsuccessful {
		return problem.New(problem.CodeProviderRefused, "", err)
	}
	return problem.Unauthenticated(err)
}

// answer seals what was said under a handle.
func (s *SAML) answer(ctx context.Context, c *endpoint.Call, in *consumeIn) error {
	handle, handleHash := token.New(token.ProviderAnswer)
	sealed, err := in.provider.said(in.assertion).sealed(handle.Reveal())
	if err != nil {
		return err
	}
	q := queries.New(c.Tx)
	who, err := q.Known(ctx, queries.KnownParams{Provider: in.provider.ID.String(), Issuer: in.provider.EntityID, Subject: in.assertion.Subject})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return fmt.Errorf("looking for an identity: %w", err)
	}
	in.handle = handle.Reveal()
	until := c.Now.Add(AnswerLife)
	return queries.New(c.Tx.One(errFlow)).Answer(ctx, queries.AnswerParams{
		WorkspaceID: in.Workspace, ID: in.flow.ID, HandleHash: handleHash[:], HandleExpiresAt: &until, Sealed: sealed, Known: who,
	})
}

// afterwards is the page that fetches what was said, or shows why not. What it needs is in
// the address's fragment, which no log, no proxy and no other site sees.
func (s *SAML) afterwards(in *consumeIn, refusal *problem.Problem) string {
	page := door + in.Workspace.String() + "/finish#"
	if refusal == nil {
		return page + in.flow.Purpose + "." + in.handle
	}
	if !slices.Contains([]problem.Code{problem.CodeGone, problem.CodeUnauthenticated, problem.CodeProviderRefused}, refusal.Code) {
		return "" // no provider sends such a form
	}
	shown := url.Values{"problem": {string(refusal.Code)}}
	var r *protocol.Refusal
	if errors.As(in.refusal, &r) {
		shown.Set("why", string(r.Why))
	}
	return page + shown.Encode()
}
