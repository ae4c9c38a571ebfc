package imports

import (
	"context"
	"fmt"

	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Import], error) {
	before := id.Highest[id.Import]()
	if _, err := in.Position(c, &before); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), Before: before, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing imports: %w", err)
	}
	items := make([]Import, len(rows))
	for i, r := range rows {
		counts, _, err := stored(r.Counts, "")
		if err != nil {
			return nil, err
		}
		items[i] = Import{
			ID: r.ID, ProjectID: r.ProjectID, Source: r.Source, Name: r.FileName, Counts: counts,
			CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UndoneAt: r.UndoneAt, Version: r.Version,
		}
	}
	return endpoint.Paged(c, in.Page, items, func(i Import) any { return i.ID })
}
