package recovery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/recovery/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/token"
)

const (
	// LinkLife is how long a link works.
	LinkLife = 15 * time.Minute
	// LinksPerHour is how many links of a purpose an account is sent in an hour when
	// they are asked for from one network.
	LinksPerHour = 3
	// LinksPerDay bounds them whoever asks, so that a crowd can't bury a mailbox.
	LinksPerDay = 30
)

// send mails what was asked for, if there is an active account. Done twice, after a
// crash, it sends another link: both work, once.
func (r *Recovery) send(ctx context.Context, job jobs.Job) error {
	var wanted asked
	if err := job.Decode(&wanted); err != nil {
		return jobs.Permanent(err)
	}
	return r.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		who, err := accounts.ConfirmByEmail(ctx, tx, wanted.EmailKey)
		if errors.Is(err, accounts.ErrChanged) {
			return nil // unknown, unconfirmed or disabled
		}
		if err != nil {
			return err
		}
		return r.sendTo(ctx, tx, who, wanted)
	})
}

// sendTo has locked the account, so that no two count at once.
func (r *Recovery) sendTo(ctx context.Context, tx *db.Tx, who accounts.Confirmed, wanted asked) error {
	q := queries.New(tx)
	sent, err := q.CountLinks(ctx, queries.CountLinksParams{
		UserID: who.ID, Purpose: wanted.Purpose, Network: wanted.Network, LastHour: wanted.At.Add(-time.Hour), LastDay: wanted.At.Add(-24 * time.Hour),
	})
	if err != nil {
		return fmt.Errorf("counting links: %w", err)
	}
	if sent.FromNetwork >= LinksPerHour || sent.OfAccount >= LinksPerDay {
		return nil
	}
	kind := token.MagicLink
	if wanted.Purpose == toReset {
		kind = token.PasswordReset
	}
	plain, hash := token.New(kind)
	err = q.AddLink(ctx, queries.AddLinkParams{
		ID: id.New[id.MailLink](), UserID: who.ID, Purpose: wanted.Purpose, TokenHash: hash[:], TokenVersion: who.TokenVersion,
		Network: wanted.Network, Now: wanted.At, ExpiresAt: wanted.At.Add(LinkLife),
	})
	if err != nil {
		return fmt.Errorf("keeping a link: %w", err)
	}
	message := r.message(who, wanted, plain)
	message.To = mail.Address{Name: who.Name, Email: who.Email}
	return r.Jobs.Mail(ctx, tx, message)
}

// EndLinks ends the links that were mailed to a person.
func EndLinks(ctx context.Context, q db.Querier, user id.User, _ string, now time.Time) error {
	return queries.New(q).EndAllLinks(ctx, queries.EndAllLinksParams{UserID: user, Now: &now})
}

// ForgetOldLinks drops the links that have been dead for a while.
func ForgetOldLinks(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).ForgetOldLinks(ctx, before)
	})
}
