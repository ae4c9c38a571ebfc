package authn

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn/queries"
)

// keyPrefix is how a bearer token is known to be an API key.
var keyPrefix = token.APIKey.Prefix()

var (
	errNoAPIKey = errors.New("no such API key")
	errNoLimits = errors.New("an API key without a scope")
)

func isKey(text string) bool { return strings.HasPrefix(text, keyPrefix) }

// byKey returns the principal of an API key, which is its person's within what the
// key is bound to.
func (a *Authenticator) byKey(ctx context.Context, text string) (Principal, error) {
	hash, err := token.Parse(token.APIKey, text)
	if err != nil {
		return Principal{}, problem.Unauthenticated(err)
	}
	found, ok := a.keys.get(hash)
	if !ok {
		if found, err = a.findKey(ctx, hash); err != nil {
			return Principal{}, err
		}
		a.keys.put(hash, found)
	}
	return found, nil
}

func (a *Authenticator) findKey(ctx context.Context, hash token.Hash) (Principal, error) {
	p := Principal{Method: Key}
	err := a.db.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) error {
		row, err := queries.New(q).KeyByHash(ctx, hash[:])
		p.Session, p.User, p.Scope = row.ID, row.UserID, ParseScope(row.Scope)
		return err
	})
	if err == nil {
		p.Binding, err = a.binding(ctx, p.User, id.APIKey(p.Session))
	}
	switch {
	case errors.Is(err, db.ErrNoRows):
		return Principal{}, problem.Unauthenticated(errNoAPIKey)
	case err != nil:
		return Principal{}, fmt.Errorf("finding an API key: %w", err)
	case len(p.Scope) == 0: // which would be no limit
		return Principal{}, problem.Internal(errNoLimits)
	}
	return p, nil
}

// binding reads what a key is bound to, as its person may.
func (a *Authenticator) binding(ctx context.Context, user id.User, key id.APIKey) (*Binding, error) {
	b := &Binding{}
	err := a.db.View(ctx, db.Scope{User: user}, func(tx *db.Tx) error {
		row, err := queries.New(tx).KeyBinding(ctx, key)
		if err != nil {
			return err
		}
		b.Workspace, b.ToProjects = row.WorkspaceID, row.Bound
		if b.Networks, err = ParseNetworks(row.Networks); err != nil {
			return fmt.Errorf("reading the networks of a key: %w", err)
		}
		b.Projects, err = queries.New(tx).KeyProjects(ctx, queries.KeyProjectsParams{WorkspaceID: b.Workspace, KeyID: key})
		return err
	})
	return b, err
}

// TouchKey notes that a key is in use, and from where as a pseudonym.
func TouchKey(ctx context.Context, database *db.DB, p Principal, from string, now time.Time) error {
	return database.Update(ctx, db.Scope{Workspace: p.KeyWorkspace()}, func(tx *db.Tx) error {
		return queries.New(tx).TouchKey(ctx, queries.TouchKeyParams{
			WorkspaceID: p.KeyWorkspace(), ID: id.APIKey(p.Session), Now: &now, LastUsedFrom: from,
		})
	})
}
