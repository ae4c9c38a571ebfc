package provisioning

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Arrive knows somebody who comes into a workspace under an address as whom the provider
// has named by it, and returns the role that he is to have now and the account that has
// invited him; zeros when the provider awaits nobody by that address.
func (s *Provisioning) Arrive(ctx context.Context, q db.Querier, workspace id.Workspace, row queries.WaitingParams) (authz.Role, id.User, error) {
	own, err := queries.New(q).Get(ctx, workspace)
	if errors.Is(err, db.ErrNoRows) {
		return authz.None, id.User{}, nil
	}
	if err != nil {
		return authz.None, id.User{}, fmt.Errorf("loading how people are provisioned: %w", err)
	}
	row.WorkspaceID = workspace
	person, err := queries.New(q).Waiting(ctx, row)
	if errors.Is(err, db.ErrNoRows) {
		return authz.None, id.User{}, nil
	}
	if err != nil {
		return authz.None, id.User{}, fmt.Errorf("knowing who arrives: %w", err)
	}
	role, err := roleOf(ctx, q, workspace, queries.UserRow{ID: person}, own.DefaultRole)
	return role, own.AccountID, err
}
