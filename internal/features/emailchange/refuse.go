package emailchange

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/security/endpoint"
)

// refuse is for who reads the mailbox of the present address and never asked. Whoever did ask
// had shown a factor of the account a moment before, so more than the request must end: all
// that is signed in, and what is on its way to be. Who reads the mailbox gains nothing by it
// that a reset of the password wouldn't give.
func refuse(ctx context.Context, c *endpoint.Call, in *linkIn) (*endpoint.Nothing, error) {
	l, err := open(ctx, c, in.Body.Token)
	if err != nil {
		return nil, err
	}
	version, err := queries.New(c.Tx).Refuse(ctx, queries.RefuseParams{ID: l.ID, TokenHash: l.hash[:], Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) || err == nil && version != l.who.TokenVersion {
		return nil, linkGone()
	}
	if err != nil {
		return nil, fmt.Errorf("refusing a change of address: %w", err)
	}
	if err := accounts.EndTokensOf(ctx, c.Tx, l.who.ID); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, sessions.AddressRefused(ctx, c.Tx, l.who.ID, c.Now)
}
