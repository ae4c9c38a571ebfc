package authz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz/queries"
)

// standProvisioner is Stand of a provisioning token. It is nobody in a workspace that has
// no such token; what that workspace is, Admit asks of its binding.
func standProvisioner(ctx context.Context, q db.Querier, p authn.Principal, workspace id.Workspace, now time.Time) (Standing, error) {
	row, err := queries.New(q).StandingOfProvisioner(ctx, queries.StandingOfProvisionerParams{
		UserID: p.User, SessionID: p.Session, WorkspaceID: workspace,
	})
	if errors.Is(err, db.ErrNoRows) {
		return Standing{Reason: "no such account"}, nil
	}
	if err != nil {
		return Standing{}, fmt.Errorf("reading how a provisioning token stands: %w", err)
	}
	s := Standing{Machine: true, Maintenance: deref(row.Maintenance), Reason: whatEnded(queries.StandingRow{
		State: row.State, SessionKind: row.SessionKind, ExpiresAt: row.ExpiresAt, RevokedAt: row.RevokedAt,
	}, p, now)}
	s.Active = s.Reason == ""
	if !row.TokenID.IsZero() {
		s.Role = Provisioner
	}
	if row.LastUsedAt != nil {
		s.LastSeen = *row.LastUsedAt
	}
	return s, nil
}
