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

// The permissions of a provisioning token, which no other credential has.
const (
	SCIMRead  = "scim:read"
	SCIMWrite = "scim:write"
)

var (
	provisioningPrefix  = token.Provisioning.Prefix()
	errNoProvisionToken = errors.New("no such provisioning token")
)

func isProvisioning(text string) bool { return strings.HasPrefix(text, provisioningPrefix) }

// byProvisioning returns the principal of a provisioning token: the account that acts for
// its workspace, bound to that workspace and to what provisioning does.
func (a *Authenticator) byProvisioning(ctx context.Context, text string) (Principal, error) {
	hash, err := token.Parse(token.Provisioning, text)
	if err != nil {
		return Principal{}, problem.Unauthenticated(err)
	}
	found, ok := a.keys.get(hash)
	if !ok {
		if found, err = a.findProvisioning(ctx, hash); err != nil {
			return Principal{}, err
		}
		a.keys.put(hash, found)
	}
	return found, nil
}

func (a *Authenticator) findProvisioning(ctx context.Context, hash token.Hash) (Principal, error) {
	p := Principal{Method: Provisioning, Scope: Scope{SCIMRead, SCIMWrite}}
	err := a.db.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) error {
		row, err := queries.New(q).ProvisioningByHash(ctx, hash[:])
		p.Session, p.User, p.Binding = row.ID, row.UserID, &Binding{Workspace: row.OwnedBy}
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return Principal{}, problem.Unauthenticated(errNoProvisionToken)
	}
	if err != nil {
		return Principal{}, fmt.Errorf("finding a provisioning token: %w", err)
	}
	return p, nil
}

// TouchProvisioning notes that a provisioning token is in use, and from where as a pseudonym.
func TouchProvisioning(ctx context.Context, database *db.DB, p Principal, from string, now time.Time) error {
	return database.Update(ctx, db.Scope{Workspace: p.KeyWorkspace()}, func(tx *db.Tx) error {
		return queries.New(tx).TouchProvisioning(ctx, queries.TouchProvisioningParams{
			WorkspaceID: p.KeyWorkspace(), ID: id.ProvisioningToken(p.Session), Now: &now, LastUsedFrom: from,
		})
	})
}
