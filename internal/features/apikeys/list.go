package apikeys

import (
	"context"
	"fmt"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type ownIn struct{ endpoint.Page }

// own is in the order the keys were made. Those that have expired stand in it for a
// week, for whoever wonders why a script has stopped.
func own(ctx context.Context, c *endpoint.Call, in *ownIn) (*endpoint.List[*APIKey], error) {
	after := id.Lowest[id.APIKey]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).Own(ctx, queries.OwnParams{UserID: c.Grant.User(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing one's keys: %w", err)
	}
	return page(c, in.Page, rows, func(r queries.OwnRow) queries.GetRow { return queries.GetRow(r) })
}

type allIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func all(ctx context.Context, c *endpoint.Call, in *allIn) (*endpoint.List[*APIKey], error) {
	after := id.Lowest[id.APIKey]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).All(ctx, queries.AllParams{WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing a workspace's keys: %w", err)
	}
	return page(c, in.Page, rows, func(r queries.AllRow) queries.GetRow { return queries.GetRow(r) })
}

func page[Row any](c *endpoint.Call, p endpoint.Page, rows []Row, same func(Row) queries.GetRow) (*endpoint.List[*APIKey], error) {
	items := make([]*APIKey, len(rows))
	for i, r := range rows {
		key, err := shown(same(r))
		if err != nil {
			return nil, err
		}
		items[i] = key
	}
	return endpoint.Paged(c, p, items, func(k *APIKey) any { return k.ID })
}
