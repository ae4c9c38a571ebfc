package sessions

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// Recovered ends all that was signed in to an account whose password was set anew by a
// mail. The browsers that were known aren't any longer, and the one that did it is: who
// reads the mailbox isn't made to wait by what strangers try.
func (s *Sessions) Recovered(ctx context.Context, c *endpoint.Call, user id.User) error {
	if err := endSignIns(ctx, c.Tx, user, endedByReset, c.Now); err != nil {
		return err
	}
	if err := queries.New(c.Tx).ForgetDevicesOf(ctx, user); err != nil {
		return fmt.Errorf("forgetting the devices: %w", err)
	}
	return remember(ctx, c, user)
}

// AddressChanged ends all that is signed in to an account with another address, but the
// session that asked for it.
func AddressChanged(ctx context.Context, q db.Querier, user id.User, kept id.Session, now time.Time) error {
	err := queries.New(q).EndOthers(ctx, queries.EndOthersParams{UserID: user, Kept: kept, Now: &now, Reason: endedByAddress})
	if err != nil {
		return fmt.Errorf("ending the other sessions: %w", err)
	}
	return nil
}

// AddressRefused ends all that is signed in to an account for which somebody else has asked
// for another address. No browser is known any longer: one of them may be his.
func AddressRefused(ctx context.Context, q db.Querier, user id.User, now time.Time) error {
	if err := endSignIns(ctx, q, user, endedByRefusal, now); err != nil {
		return err
	}
	if err := queries.New(q).ForgetDevicesOf(ctx, user); err != nil {
		return fmt.Errorf("forgetting the devices: %w", err)
	}
	return nil
}
