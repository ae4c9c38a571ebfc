package workspaces

import (
	"context"
	"fmt"

	"taskflow/internal/features/workspaces/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type listIn struct{ endpoint.Page }

// list is in the order the workspaces were made. A sign-in that is bound to one sees that one.
func list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Workspace], error) {
	after := id.Lowest[id.Workspace]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	lowest, highest := id.Lowest[id.Workspace](), id.Highest[id.Workspace]()
	if bound := c.Principal.BoundSignIn(); !bound.IsZero() {
		lowest, highest = bound, bound
	}
	rows, err := queries.New(c.Tx.Last()).ListOfUser(ctx, queries.ListOfUserParams{
		UserID: c.Grant.User(), After: after, Lowest: lowest, Highest: highest, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing workspaces: %w", err)
	}
	items := make([]Workspace, len(rows))
	for i, r := range rows {
		items[i] = Workspace{
			ID: r.ID, Name: r.Name, Role: authz.Role(r.Role), MembersEditAll: r.MembersEditAll, Maintenance: r.Maintenance,
			CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
		}
	}
	return endpoint.Paged(c, in.Page, items, func(w Workspace) any { return w.ID })
}
