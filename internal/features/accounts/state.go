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

// Ending ends what one feature has given an account to be known by: sessions, keys,
// grants, links that are on their way. The reason is kept.
type Ending func(ctx context.Context, tx db.Querier, user id.User, reason string, now time.Time) error

// EndTokens ends the access tokens of an account, in whatever state it is, and locks it:
// a sign-in beside this has committed by now, or waits and finds another version.
func EndTokens(ctx context.Context, q db.Querier, address mail.Address, now time.Time) (id.User, error) {
	user, err := queries.New(q).EndTokens(ctx, queries.EndTokensParams{EmailKey: address.Canonical(), Now: now})
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
