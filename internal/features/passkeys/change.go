package passkeys

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type renameIn struct {
	PasskeyID id.Passkey `path:"passkey_id"`
	Body      renameBody
}

type renameBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
}

func rename(ctx context.Context, c *endpoint.Call, in *renameIn) (*Passkey, error) {
	name, err := trimmed(in.Body.Name)
	if err != nil {
		return nil, err
	}
	row, err := get(ctx, c.Tx, in.PasskeyID, c.Grant.User())
	if err != nil {
		return nil, err
	}
	c.Touched(row.ID.String())
	c.Detail("renamed", string(authn.ByPasskey))
	row.Name = name
	renamed := shown(row)
	once := queries.New(c.Tx.One(problem.NotFound(nil)))
	return &renamed, once.Rename(ctx, queries.RenameParams{ID: row.ID, UserID: c.Grant.User(), Name: name})
}

func get(ctx context.Context, q db.Querier, passkey id.Passkey, user id.User) (queries.GetRow, error) {
	row, err := queries.New(q).Get(ctx, queries.GetParams{ID: passkey, UserID: user})
	if errors.Is(err, db.ErrNoRows) {
		return row, problem.NotFound(err)
	}
	if err != nil {
		return row, fmt.Errorf("loading a passkey: %w", err)
	}
	return row, nil
}

type removeIn struct {
	PasskeyID id.Passkey `path:"passkey_id"`
}

func (p *Passkeys) remove(ctx context.Context, c *endpoint.Call, in *removeIn) (*endpoint.Nothing, error) {
	user := c.Grant.User()
	if err := lock(ctx, c, user); err != nil { // so that of two at once the second sees what the first left
		return nil, err
	}
	row, err := get(ctx, c.Tx, in.PasskeyID, user)
	if err != nil {
		return nil, err
	}
	c.Touched(row.ID.String())
	if err := p.mayGo(ctx, c, user); err != nil {
		return nil, err
	}
	c.Detail("removed", string(authn.ByPasskey))
	once := queries.New(c.Tx.One(problem.NotFound(nil)))
	if err := once.Remove(ctx, queries.RemoveParams{ID: row.ID, UserID: user}); err != nil {
		return nil, err
	}
	if err := p.MayStandAlone(ctx, c.Tx, user); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, p.tell(ctx, c, user, "A passkey was removed from your account: it can't be used to sign in any more.")
}

// mayGo asks that a way in is left when one passkey is gone.
func (p *Passkeys) mayGo(ctx context.Context, c *endpoint.Call, user id.User) error {
	left, err := queries.New(c.Tx).CountOf(ctx, user)
	if err != nil || left > 1 {
		return err
	}
	who, err := accounts.CredentialByID(ctx, c.Tx, user)
	if err != nil || who.Hash != "" {
		return err
	}
	if p.Linked != nil {
		if linked, err := p.Linked(ctx, c.Tx, user); err != nil || linked {
			return err
		}
	}
	return problem.Conflict("This passkey is the only way into your account. Add another passkey or set a password first.")
}
