package views

import (
	"context"
	"fmt"

	"taskflow/internal/features/views/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*View, error) { return in.view() }

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

// list is in the order the views were made: one's own, and those that others share.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[*View], error) {
	after := id.Lowest[id.View]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), After: after, PageSize: in.Fetch(), BoundBy: c.Principal.BoundBy(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing views: %w", err)
	}
	items := make([]*View, len(rows))
	for i, r := range rows {
		if items[i], err = shown(r); err != nil {
			return nil, err
		}
	}
	return endpoint.Paged(c, in.Page, items, func(v *View) any { return v.ID })
}
