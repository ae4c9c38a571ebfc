package labels

import (
	"context"
	"fmt"

	"taskflow/internal/features/labels/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Path is the part of the input that every endpoint on one label has.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	LabelID     id.Label     `path:"label_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), ID: p.LabelID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the label: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.LabelID.String()}, nil
}

func (p *Path) label() *Label {
	r := p.row
	return &Label{ID: r.ID, Name: r.Name, Color: r.Color, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version}
}
