package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
)

// ErrNoSuchAccount is for an address that has no account to disable, or to enable.
var ErrNoSuchAccount = errors.New("no such account in this state")

// Disable shuts an account and ends its access tokens; its sessions are for the
// caller to end, in the same transaction (sessions.Disable).
func Disable(ctx context.Context, q db.Querier, address mail.Address, now time.Time) (id.User, error) {
	user, err := queries.New(q).Disable(ctx, queries.DisableParams{EmailKey: address.Canonical(), Now: now})
	return moved(user, err)
}

// Enable opens a disabled account again. What was ended when it was disabled stays ended.
func Enable(ctx context.Context, q db.Querier, address mail.Address, now time.Time) (id.User, error) {
	user, err := queries.New(q).Enable(ctx, queries.EnableParams{EmailKey: address.Canonical(), Now: now})
	return moved(user, err)
}

func moved(user id.User, err error) (id.User, error) {
	if errors.Is(err, db.ErrNoRows) {
		return id.User{}, ErrNoSuchAccount
	}
	if err != nil {
		return id.User{}, fmt.Errorf("changing an account's state: %w", err)
	}
	return user, nil
}
