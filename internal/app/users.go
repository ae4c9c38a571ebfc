package app

import (
	"context"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/identities"
	"taskflow/internal/features/recovery"
	"taskflow/internal/features/saml"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
)

// endings are all that people are known by. A feature that gives them another kind of
// credential, or a link that makes one, adds a line here.
func endings() []accounts.Ending {
	return []accounts.Ending{sessions.EndAll, accounts.EndLinks, recovery.EndLinks, identities.EndFlows, saml.EndFlows}
}

// endAll ends all that an account is known by, in the transaction.
func endAll(ctx context.Context, tx *db.Tx, user id.User, reason string, now time.Time) error {
	for _, end := range endings() {
		if err := end(ctx, tx, user, reason, now); err != nil {
			return err
		}
	}
	return nil
}

// DisableUser shuts an account, by its address or a service account's id, out of every door and ends all that it is known by.
func (a *App) DisableUser(ctx context.Context, email string) error {
	return a.changeUser(ctx, email, func(tx *db.Tx, key string, now time.Time) error {
		user, err := sessions.Disable(ctx, tx, a.audit, key, now)
		if err != nil {
			return err
		}
		return endAll(ctx, tx, user, "account disabled", now)
	})
}

// EnableUser opens a disabled account again: its person signs in anew.
func (a *App) EnableUser(ctx context.Context, email string) error {
	return a.changeUser(ctx, email, func(tx *db.Tx, key string, now time.Time) error {
		_, err := sessions.Enable(ctx, tx, a.audit, key, now)
		return err
	})
}

// RevokeUser ends all that an account is known by; its person may sign in anew.
func (a *App) RevokeUser(ctx context.Context, email string) error {
	return a.changeUser(ctx, email, func(tx *db.Tx, key string, now time.Time) error {
		user, err := accounts.EndTokens(ctx, tx, key, now)
		if err != nil {
			return err
		}
		if err := endAll(ctx, tx, user, "revoked by the operator", now); err != nil {
			return err
		}
		return a.audit.Write(ctx, tx, audit.Entry{At: now, Name: "user.revoked", Outcome: audit.Success, Target: user.String()})
	})
}

func (a *App) changeUser(ctx context.Context, email string, change func(*db.Tx, string, time.Time) error) error {
	key, err := accounts.Key(email)
	if err != nil {
		return err
	}
	return a.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error { return change(tx, key, a.options.Clock.Now()) })
}

// Users calls each with every account.
func (a *App) Users(ctx context.Context, each func(sessions.Person) error) error {
	return sessions.People(ctx, a.DB, a.options.Clock.Now(), each)
}

// User is an account and all that it is known by.
func (a *App) User(ctx context.Context, email string) (sessions.Person, []sessions.Known, error) {
	key, err := accounts.Key(email)
	if err != nil {
		return sessions.Person{}, nil, err
	}
	return sessions.Of(ctx, a.DB, key, a.options.Clock.Now())
}

// RevokeSession ends one session, API key or client secret.
func (a *App) RevokeSession(ctx context.Context, text string) error {
	session, err := id.Parse[id.Session](text)
	if err != nil {
		return sessions.ErrNoSession
	}
	return a.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return sessions.Revoke(ctx, tx, a.audit, session, a.options.Clock.Now())
	})
}
