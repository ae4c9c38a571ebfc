package invitations

import (
	"context"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type revokeIn struct{ Path }

func revoke(ctx context.Context, c *endpoint.Call, in *revokeIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := queries.New(c.Tx).DropToken(ctx, in.row.TokenHash); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.EditConflict())).Revoke(ctx, queries.RevokeParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.InvitationID, Version: in.row.Version, Now: &c.Now,
	})
}
