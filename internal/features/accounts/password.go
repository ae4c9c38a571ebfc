package accounts

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/problem"
)

// NewPassword is a password that was judged and hashed.
type NewPassword struct {
	hash  string
	short bool // too short for an account without a second factor
}

// JudgePassword returns the problem of a new password of an account, under the field's
// name. With a second factor it may be shorter (NIST SP 800-63B-4 section 3.1.1.2).
func JudgePassword(policy *password.Policy, field, text string, second bool, known ...string) error {
	reason, err := policy.Judge(text, !second, known...)
	if err != nil || reason == "" {
		return err
	}
	return problem.InvalidField(field, reason)
}

// HashPassword hashes a password that was judged.
func HashPassword(ctx context.Context, hasher *password.Hasher, text string) (NewPassword, error) {
	hash, err := hasher.Hash(ctx, text)
	return NewPassword{hash: hash, short: !password.StandsAlone(text)}, err
}

// ResetPassword gives the account another password without the one before, while its
// version is still the one for which that was granted, and ends all access tokens.
func ResetPassword(ctx context.Context, q db.Querier, user id.User, version int64, fresh NewPassword, now time.Time) (Confirmed, error) {
	row, err := queries.New(q).ResetPassword(ctx, queries.ResetPasswordParams{
		ID: user, TokenVersion: version, NewHash: fresh.hash, Short: fresh.short, Now: now,
	})
	return confirmed(queries.ReplacePasswordRow(row), err)
}

// PasswordStandsAlone tells whether the password is good enough to be the only factor.
func PasswordStandsAlone(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	short, err := queries.New(q).PasswordShort(ctx, user)
	if err != nil {
		return false, fmt.Errorf("looking at a password's length: %w", err)
	}
	return !short, nil
}
