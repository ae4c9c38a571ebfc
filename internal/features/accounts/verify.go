package accounts

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

type verifyIn struct{ Body verifyBody }

type verifyBody struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"What stands after token= in the link"`
}

// linkGone is the one answer for links that don't work, whatever the reason.
func linkGone() error {
	return problem.Gone("This link was used, has expired, or was never sent. Sign up again to get a new one.")
}

func verify(ctx context.Context, c *endpoint.Call, in *verifyIn) (*Answer, error) {
	hash, err := token.Parse(token.EmailVerification, in.Body.Token)
	if err != nil {
		return nil, linkGone()
	}
	q := queries.New(c.Tx)
	link, err := q.UseLink(ctx, queries.UseLinkParams{TokenHash: hash[:], Purpose: toVerify, Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return nil, linkGone()
	}
	if err != nil {
		return nil, fmt.Errorf("using a link: %w", err)
	}
	c.Actor(link.UserID)
	c.Touched(link.UserID.String())
	err = queries.New(c.Tx.One(linkGone())).Activate(ctx, queries.ActivateParams{
		ID: link.UserID, Name: link.Name, PasswordHash: link.PasswordHash, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	err = q.EndLinks(ctx, queries.EndLinksParams{UserID: link.UserID, Purpose: toVerify, Now: &c.Now})
	if err != nil {
		return nil, fmt.Errorf("ending the other links: %w", err)
	}
	return &Answer{Status: "Your address is confirmed. You can sign in now."}, nil
}
