package imports

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
)

// ErrNobody is for an address without an account.
var ErrNobody = errors.New("nobody here has this e-mail address")

// PersonByEmail finds whom an operator acts for.
func PersonByEmail(ctx context.Context, database *db.DB, email string) (person id.User, err error) {
	address, err := mail.ParseAddress(email)
	if err != nil {
		return person, ErrNobody
	}
	err = database.View(ctx, db.Scope{}, func(tx *db.Tx) error {
		person, err = queries.New(tx.Last()).UserByEmail(ctx, address.Canonical())
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return person, ErrNobody
	}
	if err != nil {
		return person, fmt.Errorf("looking for the person: %w", err)
	}
	return person, nil
}
