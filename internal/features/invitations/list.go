package invitations

import (
	"context"
	"fmt"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Invitation], error) {
	after := id.Lowest[id.Invitation]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch(), Now: c.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	items := make([]Invitation, len(rows))
	for i, r := range rows {
		items[i] = Invitation{
			ID: r.ID, Email: r.Email, Role: authz.Role(r.Role), InvitedBy: r.InvitedBy,
			CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, Version: r.Version,
		}
	}
	return endpoint.Paged(c, in.Page, items, func(i Invitation) any { return i.ID })
}
