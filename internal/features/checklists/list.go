package checklists

import (
	"context"
	"fmt"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	Task
	endpoint.Page
}

// position is where a page ends.
type position struct {
	Rank string           `json:"r"`
	ID   id.ChecklistItem `json:"i"`
}

// list is in the items' own order.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[*Item], error) {
	var after position
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.task.ID, Rank: after.Rank, After: after.ID, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing a checklist: %w", err)
	}
	items := make([]*Item, len(rows))
	for i, r := range rows {
		items[i] = shown(r)
	}
	return endpoint.Paged(c, in.Page, items, func(i *Item) any { return position{i.Rank, i.ID} })
}
