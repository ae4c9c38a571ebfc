package accounts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"

	"taskflow/internal/platform/db"
)

// Vouched makes an active account without a password for an address that a provider has
// verified, in the transaction. An account that was signed up for and never confirmed
// becomes this one: nobody had shown that it is his.
func Vouched(ctx context.Context, tx *db.Tx, address mail.Address, name string, now time.Time) (id.User, error) {
	q := queries.New(tx)
	account, err := q.Reserve(ctx, queries.ReserveParams{
		ID: id.New[id.User](), Email: address.Email, EmailKey: address.Canonical(), Name: name, Now: now,
	})
	if err != nil {
		return id.User{}, fmt.Errorf("reserving an address: %w", err)
	}
	err = queries.New(tx.One(ErrChanged)).Activate(ctx, queries.ActivateParams{ID: account.ID, Name: name, PasswordHash: "", Now: now})
	if err != nil {
		return id.User{}, fmt.Errorf("opening an account: %w", err)
	}
	return account.ID, q.EndLinks(ctx, queries.EndLinksParams{UserID: account.ID, Purpose: toVerify, Now: &now})
}

// longestName is how long the name of an account is.
const longestName = 100

// NameOf is what others call the person of an account, as it can be shown; where they call him
// nothing, what stands before the @ of his address.
func NameOf(said string, address mail.Address) string {
	name := []rune(strings.TrimSpace(strings.Map(visible, strings.ToValidUTF8(said, ""))))
	if len(name) == 0 {
		local, _, _ := strings.Cut(address.Email, "@")
		name = []rune(local)
	}
	return string(name[:min(len(name), longestName)])
}

func visible(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}
