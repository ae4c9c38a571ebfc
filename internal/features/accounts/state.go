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

// Key is what an operator's word for an account is looked up by: the address, or the id
// of a service account, which has none.
func Key(text string) (string, error) {
	if machine, err := id.Parse[id.User](text); err == nil {
		return machine.String(), nil
	}
	address, err := mail.ParseAddress(text)
	if err != nil {
		return "", ErrNoSuchAccount
	}
	return address.Canonical(), nil
}

// Disable shuts an account and ends its access tokens; its sessions are for the
// caller to end, in the same transaction (sessions.Disable).
func Disable(ctx context.Context, q db.Querier, key string, now time.Time) (id.User, error) {
	user, err := queries.New(q).Disable(ctx, queries.DisableParams{EmailKey: key, Now: now})
	return moved(user, err)
}

// Enable opens a disabled account again. What was ended when it was disabled stays ended.
func Enable(ctx context.Context, q db.Querier, key string, now time.Time) (id.User, error) {
	user, err := queries.New(q).Enable(ctx, queries.EnableParams{EmailKey: key, Now: now})
	return moved(user, err)
}

// Ending ends what one feature has given an account to be known by: sessions, keys,
// grants, links that are on their way. The reason is kept where there is room for it.
type Ending func(ctx context.Context, tx db.Querier, user id.User, reason string, now time.Time) error

// EndLinks ends the links of sign-up that were mailed.
func EndLinks(ctx context.Context, q db.Querier, user id.User, _ string, now time.Time) error {
	return queries.New(q).EndAllLinks(ctx, queries.EndAllLinksParams{UserID: user, Now: &now})
}

// EndTokens ends the access tokens of an account, in whatever state it is, and locks it:
// a sign-in beside this has committed by now, or waits and finds another version.
func EndTokens(ctx context.Context, q db.Querier, key string, now time.Time) (id.User, error) {
	user, err := queries.New(q).EndTokens(ctx, queries.EndTokensParams{EmailKey: key, Now: now})
	return moved(user, err)
}

// EndTokensOf is EndTokens for an active account that ends its own: its access tokens, the
// sign-ins of it that wait, and the links that were mailed to it.
func EndTokensOf(ctx context.Context, q db.Querier, user id.User) error {
	_, err := queries.New(q).EndTokensOf(ctx, user)
	if errors.Is(err, db.ErrNoRows) {
		return ErrChanged
	}
	if err != nil {
		return fmt.Errorf("ending an account's tokens: %w", err)
	}
	return nil
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
