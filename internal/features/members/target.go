package members

import (
	"context"
	"fmt"

	"taskflow/internal/features/members/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Path is the part of the input that every endpoint on one member has.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	UserID      id.User      `path:"user_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), UserID: p.UserID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the member: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.UserID.String()}, nil
}

func shown(c *endpoint.Call, r queries.GetRow) Member {
	m := Member{
		UserID: r.UserID, Name: r.Name, Email: r.Email, Role: authz.Role(r.Role), Service: r.Service,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
	if c.Grant.Role() == authz.Guest && r.UserID != c.Grant.User() {
		m.Email = ""
	}
	return m
}
