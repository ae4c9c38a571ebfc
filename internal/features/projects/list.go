package projects

import (
	"context"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type listIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	State       string       `query:"state" enum:"active,archived,all" default:"active"`
	endpoint.Page
}

// list is in the order the projects were made.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Project], error) {
	after := id.Lowest[id.Project]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).List(ctx, queries.ListParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), After: after, PageSize: in.Fetch(), BoundBy: c.Principal.BoundBy(),
		Active: in.State != "archived", Archived: in.State != "active",
	})
	if err != nil {
		return nil, fmt.Errorf("listing projects: %w", err)
	}
	items := make([]Project, len(rows))
	for i, row := range rows {
		items[i] = Project(row)
	}
	return endpoint.Paged(c, in.Page, items, func(p Project) any { return p.ID })
}
