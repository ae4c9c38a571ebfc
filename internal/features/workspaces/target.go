package workspaces

import (
	"context"
	"fmt"

	"taskflow/internal/features/workspaces/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Path is the part of the input that every endpoint on one workspace has; the
// row is the one that was decided about.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// load reads the workspace that is decided about.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, l.Workspace()); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the workspace: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.row.ID.String()}, nil
}

func (p *Path) workspace(c *endpoint.Call) *Workspace {
	r := p.row
	return &Workspace{
		ID: r.ID, Name: r.Name, Role: c.Grant.Role(), MembersEditAll: r.MembersEditAll, Maintenance: r.Maintenance,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
}
