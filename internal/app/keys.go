package app

import (
	"context"

	"taskflow/internal/platform/db"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
)

// watchKeys learns of keys that other nodes and commands have made.
func (a *App) watchKeys(ctx context.Context) error { return a.keys.Watch(ctx, a.options.Logger) }

// Keys lists the keys that access tokens are signed with.
func (a *App) Keys() []authn.SigningKey { return a.keys.List() }

// RotateKeys has a new key follow the one that signs; without an algorithm, one of the same.
func (a *App) RotateKeys(ctx context.Context, algorithm string) (made authn.SigningKey, err error) {
	fresh, err := a.keys.Make(algorithm)
	if err != nil {
		return made, err
	}
	err = a.changeKeys(ctx, "keys.rotated", func(tx *db.Tx) (string, error) {
		made, err = a.keys.Rotate(ctx, tx, fresh, a.options.Clock.Now())
		return made.ID, err
	})
	return made, err
}

// RevokeKey has nobody believe a key any more, nor what it has signed.
func (a *App) RevokeKey(ctx context.Context, kid string) error {
	fresh, err := a.keys.Make("")
	if err != nil {
		return err
	}
	return a.changeKeys(ctx, "keys.revoked", func(tx *db.Tx) (string, error) {
		return kid, a.keys.Revoke(ctx, tx, kid, fresh, a.options.Clock.Now())
	})
}

// changeKeys makes a change of the keys with its audit entry.
func (a *App) changeKeys(ctx context.Context, name string, change func(*db.Tx) (kid string, err error)) error {
	err := a.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		kid, err := change(tx)
		if err != nil {
			return err
		}
		return a.audit.Write(ctx, tx, audit.Entry{At: a.options.Clock.Now(), Name: name, Outcome: audit.Success, Target: kid})
	})
	if err != nil {
		return err
	}
	return a.keys.Reload(ctx)
}
