package identities

import (
	"context"
	"errors"

	"golang.org/x/oauth2"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

var errStale = errors.New("the provider doesn't say that it asked its person just now")

// beginStepUp has the provider ask its person anew, whatever session it has.
func (s *Identities) beginStepUp(ctx context.Context, c *endpoint.Call, in *beginIn) (*Leave, error) {
	if err := s.Sessions.ProvableByProvider(ctx, c); err != nil {
		return nil, err
	}
	return s.begin(ctx, c, in.party, in.found, toStepUp, in.Body.ReturnTo,
		oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
}

func (s *Identities) receiveStepUp(ctx context.Context, c *endpoint.Call, in *endIn) (err error) {
	if in.from, err = s.finish(ctx, c, in.Body.Provider, toStepUp, in.Body.response()); err != nil {
		return err
	}
	if !in.from.said.askedSince(in.from.flow.CreatedAt) {
		return problem.New(problem.CodeProviderRefused, "", errStale)
	}
	return nil
}

// stepUp counts only the very identity that is connected with the account.
func (s *Identities) stepUp(ctx context.Context, c *endpoint.Call, in *endIn) (*Arrived, error) {
	c.SetCookie(browserSecret("", 0))
	c.Detail("provider", in.from.party.ID)
	user, err := known(ctx, c, in.from)
	if err != nil || user != c.Grant.User() || in.from.flow.UserID != c.Grant.User() {
		return nil, problem.New(problem.CodeProviderRefused, "", errors.Join(errFlow, err))
	}
	signedIn, err := s.Sessions.StepUpByProvider(ctx, c)
	return &Arrived{SignedIn: signedIn, ReturnTo: in.from.flow.ReturnTo}, err
}
