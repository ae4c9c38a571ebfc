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

// Credential is what a password is compared with.
type Credential struct {
	User  id.User
	Email string
	Name  string
	State string
	Hash  string
}

// Active tells whether the account may be signed in to at all.
func (c Credential) Active() bool { return c.State == Active }

// CredentialOf returns the credential of an address; the zero Credential when
// it has no account.
func CredentialOf(ctx context.Context, q db.Querier, address mail.Address) (Credential, error) {
	row, err := queries.New(q).CredentialByEmail(ctx, address.Canonical())
	if errors.Is(err, db.ErrNoRows) {
		return Credential{}, nil
	}
	if err != nil {
		return Credential{}, fmt.Errorf("loading a credential: %w", err)
	}
	return Credential{User: row.ID, State: row.State, Hash: row.PasswordHash}, nil
}

// CredentialByID returns the credential of an account.
func CredentialByID(ctx context.Context, q db.Querier, user id.User) (Credential, error) {
	row, err := queries.New(q).CredentialByID(ctx, user)
	if err != nil {
		return Credential{}, fmt.Errorf("loading a credential: %w", err)
	}
	return Credential{User: row.ID, Email: row.Email, Name: row.Name, State: row.State, Hash: row.PasswordHash}, nil
}

// Confirmed is an account whose password was shown.
type Confirmed struct {
	Account

	TokenVersion int64
	// HasPassword is known of ConfirmByEmail's accounts only.
	HasPassword bool
}

// ErrChanged says that the account is no longer the one whose password was verified.
var ErrChanged = errors.New("the account was disabled or its password replaced in the meantime")

// ConfirmPassword makes sure that the account is active and still has the hash
// that a password was verified against outside the transaction, keeps a better
// hash of the same password where there is one, and locks the account until the
// transaction ends: whoever disables it then sees the session that was made.
func ConfirmPassword(ctx context.Context, q db.Querier, verified Credential, better string) (Confirmed, error) {
	kept := verified.Hash
	if better != "" {
		kept = better
	}
	row, err := queries.New(q).ConfirmPassword(ctx, queries.ConfirmPasswordParams{
		ID: verified.User, VerifiedHash: verified.Hash, KeptHash: kept,
	})
	return confirmed(queries.ReplacePasswordRow(row), err)
}

// Confirm makes sure that the account is active and locks it until the
// transaction ends, for a sign-in that needed no password.
func Confirm(ctx context.Context, q db.Querier, user id.User) (Confirmed, error) {
	row, err := queries.New(q).Confirm(ctx, user)
	return confirmed(queries.ReplacePasswordRow(row), err)
}

// ConfirmByEmail is Confirm for the account of an address, by its canonical form.
func ConfirmByEmail(ctx context.Context, q db.Querier, emailKey string) (Confirmed, error) {
	row, err := queries.New(q).ConfirmByEmail(ctx, emailKey)
	who, err := confirmed(queries.ReplacePasswordRow{
		ID: row.ID, Email: row.Email, Name: row.Name, TokenVersion: row.TokenVersion,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
	}, err)
	who.HasPassword = row.PasswordHash != ""
	return who, err
}

// ReplacePassword gives the account another password, under the same condition,
// and ends all access tokens by raising the account's version.
func ReplacePassword(ctx context.Context, q db.Querier, verified Credential, fresh NewPassword, now time.Time) (Confirmed, error) {
	row, err := queries.New(q).ReplacePassword(ctx, queries.ReplacePasswordParams{
		ID: verified.User, VerifiedHash: verified.Hash, NewHash: fresh.hash, Short: fresh.short, Now: now,
	})
	return confirmed(row, err)
}

func confirmed(row queries.ReplacePasswordRow, err error) (Confirmed, error) {
	if errors.Is(err, db.ErrNoRows) {
		return Confirmed{}, ErrChanged
	}
	if err != nil {
		return Confirmed{}, fmt.Errorf("confirming an account: %w", err)
	}
	return Confirmed{
		Account: Account{
			ID: row.ID, Email: row.Email, Name: row.Name, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
		},
		TokenVersion: row.TokenVersion,
	}, nil
}

// ForgetOldLinks drops the links that have been dead for a while.
func ForgetOldLinks(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).ForgetOldLinks(ctx, before)
	})
}
