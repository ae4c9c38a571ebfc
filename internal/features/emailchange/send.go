package emailchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
)

// sendLinks is the kind of job that mails both links.
const sendLinks = "email_change.send"

// asked is a change whose links are to be mailed. Jobs are sealed: the links are in no
// table that can be read.
type asked struct {
	Change id.EmailChange `json:"change"`
	Old    string         `json:"old"`
	New    string         `json:"new"`
	From   string         `json:"from"` // the internet address, for the mail
}

// send mails what was asked for, if it still waits. Done twice, after a crash, it sends the
// same links.
func (e *EmailChange) send(ctx context.Context, job jobs.Job) error {
	var wanted asked
	if err := job.Decode(&wanted); err != nil {
		return jobs.Permanent(err)
	}
	return e.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		row, err := queries.New(tx).ToSend(ctx, wanted.Change)
		if errors.Is(err, db.ErrNoRows) {
			return nil // cancelled, replaced, or the account has changed
		}
		if err != nil {
			return fmt.Errorf("loading a change of address: %w", err)
		}
		change := request{asked: wanted, to: mail.Address{Email: row.Email}, at: row.CreatedAt}
		if err := e.Jobs.Mail(ctx, tx, e.oldMail(mail.Address{Name: row.Name, Email: row.OldEmail}, change)); err != nil {
			return err
		}
		return e.sendToNew(ctx, tx, change)
	})
}

// request is what the mails tell of.
type request struct {
	asked

	to mail.Address
	at time.Time
}

// sendToNew mails the link to an address that is nobody's yet, and tells the owner of one
// that is somebody's.
func (e *EmailChange) sendToNew(ctx context.Context, tx *db.Tx, change request) error {
	n, err := queries.New(tx).CountForAddress(ctx, queries.CountForAddressParams{EmailKey: change.to.Canonical(), LastDay: change.at.Add(-24 * time.Hour)})
	if err != nil {
		return fmt.Errorf("counting changes to an address: %w", err)
	}
	if n > AskedPerDay {
		return nil
	}
	owner, err := accounts.CredentialOf(ctx, tx, change.to)
	switch {
	case err != nil:
		return err
	case owner.Active():
		return e.Jobs.Mail(ctx, tx, e.ownedMail(change.to))
	case owner.State == accounts.Disabled:
		return nil
	}
	return e.Jobs.Mail(ctx, tx, e.newMail(change))
}
