package labels

import (
	"context"
	"fmt"

	"taskflow/internal/features/labels/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

// list is in the order the labels were made.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Label], error) {
	after := id.Lowest[id.Label]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing labels: %w", err)
	}
	items := make([]Label, len(rows))
	for i, r := range rows {
		items[i] = Label(r)
	}
	return endpoint.Paged(c, in.Page, items, func(l Label) any { return l.ID })
}
