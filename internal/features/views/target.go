package views

import (
	"context"
	"fmt"

	"taskflow/internal/features/views/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Path is the part of the input that every endpoint on one view has.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	ViewID      id.View      `path:"view_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// load reads the view that is decided about. What somebody keeps for himself is
// there for nobody else.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), ID: p.ViewID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the view: %w", err)
	}
	r := p.row
	return authz.Resource{
		Kind: authz.OfView, ID: r.ID.String(), Project: r.ProjectID, Private: r.Private, Reached: r.Reached, Creator: r.CreatedBy,
	}, nil
}

func (p *Path) view() (*View, error) {
	r := p.row
	return shown(queries.ListRow{
		ID: r.ID, ProjectID: r.ProjectID, Name: r.Name, Face: r.Face, Query: r.Query, Shared: r.Shared,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	})
}

// destine loads the project that the view is to be of: the decision is about it.
func destine(ctx context.Context, q db.Querier, l authz.Lookup, in *createIn) (authz.Resource, error) {
	if in.Body.ProjectID.IsZero() {
		return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
	}
	p, err := queries.New(q).Project(ctx, queries.ProjectParams{WorkspaceID: l.Workspace(), ProjectID: in.Body.ProjectID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the project: %w", err)
	}
	return authz.Resource{Kind: authz.OfProject, ID: p.ID.String(), Project: p.ID, Private: p.Private, Reached: p.Reached, Creator: p.CreatedBy}, nil
}
