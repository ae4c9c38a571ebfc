package sessions

import (
	"context"
	"fmt"

	"taskflow/internal/features/sessions/queries"
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
