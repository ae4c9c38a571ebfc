package apikeys

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
)

// ExpiryJob is the kind of job that tells somebody of the end of a key.
const ExpiryJob = "api_key.expiry"

// Warn tells the person of a key that it ends soon, if it is still good then. It may
// come twice: that it was told is written with the mail.
func (k *APIKeys) Warn(ctx context.Context, job jobs.Job) error {
	var of ending
	if err := job.Decode(&of); err != nil {
		return jobs.Permanent(err)
	}
	now := k.Now()
	err := k.DB.Update(ctx, db.Scope{Workspace: of.Workspace}, func(tx *db.Tx) error {
		q := queries.New(tx)
		key, err := q.Warn(ctx, queries.WarnParams{WorkspaceID: of.Workspace, ID: of.Key, Days: of.Days, Now: now})
		if err != nil {
			return err
		}
		holder, err := q.Holder(ctx, id.Session(of.Key))
		if err != nil {
			return err
		}
		return k.Jobs.Mail(ctx, tx, expiryMail(holder, key.Name))
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil // revoked, gone, or told already
	}
	if err != nil {
		return fmt.Errorf("telling of the end of a key: %w", err)
	}
	return nil
}

func expiryMail(to queries.HolderRow, name string) mail.Message {
	return mail.Message{
		To: mail.Address{Name: to.Name, Email: to.Email}, Kind: "api_key.expiry", Subject: "One of your TaskFlow API keys ends soon",
		Text: fmt.Sprintf("Your API key %q ends on %s.\n\nWhat uses it stops working then. Make another one in the settings of your account, and revoke this one.\n",
			name, to.ExpiresAt.UTC().Format("2 January 2006 15:04 UTC")),
	}
}
