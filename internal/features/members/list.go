package members

import (
	"context"
	"fmt"

	"taskflow/internal/features/members/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Member], error) {
	after := id.Lowest[id.User]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing members: %w", err)
	}
	items := make([]Member, len(rows))
	for i, r := range rows {
		items[i] = shown(c, queries.GetRow(r))
	}
	return endpoint.Paged(c, in.Page, items, func(m Member) any { return m.UserID })
}
