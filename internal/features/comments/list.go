package comments

import (
	"context"
	"fmt"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	Task
	endpoint.Page
}

// list is in the order in which the comments were written.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[*Comment], error) {
	after := id.Lowest[id.Comment]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.task.ID, After: after, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing comments: %w", err)
	}
	items := make([]*Comment, len(rows))
	for i, r := range rows {
		items[i] = shown(r)
	}
	return endpoint.Paged(c, in.Page, items, func(c *Comment) any { return c.ID })
}
