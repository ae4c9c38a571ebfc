package serviceaccounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
)

// ExpiryJob is the kind of job that tells somebody of the end of a secret.
const ExpiryJob = "client_secret.expiry"

// ending is what is told of a secret by mail.
type ending struct {
	Workspace id.Workspace    `json:"workspace"`
	Secret    id.ClientSecret `json:"secret"`
	Days      int64           `json:"days"`
}

// warnings are how many days before its end people are told of a secret.
var warnings = []int64{7, 1}

// remind has people told of the end of a secret while there is time.
func (s *ServiceAccounts) remind(ctx context.Context, tx db.Querier, workspace id.Workspace, secret Secret) error {
	for _, days := range warnings {
		at := secret.ExpiresAt.Add(-time.Duration(days) * 24 * time.Hour)
		if !at.After(secret.CreatedAt) {
			continue
		}
		if err := s.Jobs.Enqueue(ctx, tx, ExpiryJob, ending{Workspace: workspace, Secret: secret.ID, Days: days}, at); err != nil {
			return err
		}
	}
	return nil
}

// Warn tells of a secret that it ends soon, if it is still good then. It may come twice:
// that it was told is written with the mail.
func (s *ServiceAccounts) Warn(ctx context.Context, job jobs.Job) error {
	var of ending
	if err := job.Decode(&of); err != nil {
		return jobs.Permanent(err)
	}
	err := s.DB.Update(ctx, db.Scope{Workspace: of.Workspace}, func(tx *db.Tx) error {
		secret, err := queries.New(tx).Warn(ctx, queries.WarnParams{WorkspaceID: of.Workspace, ID: of.Secret, Days: of.Days, Now: s.Now()})
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, of, secret)
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil // revoked, replaced, gone, or told already
	}
	if err != nil {
		return fmt.Errorf("telling of the end of a secret: %w", err)
	}
	return nil
}

// tell mails to who made the secret. Where he may not make another one any more, the
// owners are told: what uses it would stop with nobody knowing.
func (s *ServiceAccounts) tell(ctx context.Context, tx *db.Tx, of ending, secret queries.WarnRow) error {
	q := queries.New(tx)
	known, err := q.Ending(ctx, queries.EndingParams{WorkspaceID: of.Workspace, SessionID: id.Session(of.Secret)})
	if err != nil {
		return err
	}
	to, err := q.Keepers(ctx, queries.KeepersParams{WorkspaceID: of.Workspace, UserID: secret.CreatedBy})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(to, func(k queries.KeepersRow) bool { return k.UserID == secret.CreatedBy }); i >= 0 {
		to = to[i : i+1]
	}
	for _, one := range to {
		if err := s.Jobs.Mail(ctx, tx, expiryMail(one, known, secret.Hint)); err != nil {
			return err
		}
	}
	return nil
}

func expiryMail(to queries.KeepersRow, of queries.EndingRow, hint string) mail.Message {
	return mail.Message{
		To: mail.Address{Name: to.Name, Email: to.Email}, Kind: ExpiryJob, Subject: "A secret of a TaskFlow service account ends soon",
		Text: fmt.Sprintf("The secret %s… of the service account %q in the workspace %q ends on %s.\n\n"+
			"What uses it stops working then. Give the account another secret in the settings of the workspace, bring it to where it is used, and revoke this one.\n",
			hint, of.Account, of.Workspace, of.ExpiresAt.UTC().Format("2 January 2006 15:04 UTC")),
	}
}
