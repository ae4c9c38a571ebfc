package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
)

// ErrTaken says that another account has the address.
var ErrTaken = errors.New("the address is another account's")

// ChangeEmail gives an account that the transaction has confirmed another address, for whose
// mailbox somebody has shown that it is his. It ends all access tokens and whatever was mailed
// to the address before. A sign-up with the new address that was never confirmed goes.
func ChangeEmail(ctx context.Context, q db.Querier, who Confirmed, to mail.Address, now time.Time) (Confirmed, error) {
	if err := queries.New(q).DropUnconfirmed(ctx, to.Canonical()); err != nil {
		return Confirmed{}, fmt.Errorf("dropping a sign-up: %w", err)
	}
	row, err := queries.New(q).ChangeEmail(ctx, queries.ChangeEmailParams{
		ID: who.ID, TokenVersion: who.TokenVersion, Email: to.Email, EmailKey: to.Canonical(), Now: now,
	})
	changed, err := confirmed(queries.ReplacePasswordRow(row), err)
	if errors.Is(err, ErrChanged) {
		return Confirmed{}, ErrTaken // all else was confirmed, and is locked
	}
	return changed, err
}
