package imports

import (
	"context"
	"fmt"

	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Path is the part of the input that every endpoint on one import has; the row
// is the one that was decided about.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	ImportID    id.Import    `path:"import_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// load reads the import that is decided about. Its ledger quotes cards, so it is
// reached by those who reach the project.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), ImportID: p.ImportID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the import: %w", err)
	}
	return authz.Resource{
		Kind: authz.OfImport, ID: p.row.ID.String(), Project: p.row.ProjectID,
		Private: p.row.Private != nil && *p.row.Private, Reached: p.row.Reached,
	}, nil
}

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*Import, error) {
	r := in.row
	counts, ledger, err := stored(r.Counts, r.Ledger)
	return &Import{
		ID: r.ID, ProjectID: r.ProjectID, Source: r.Source, Name: r.FileName, Counts: counts, Ledger: ledger,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UndoneAt: r.UndoneAt, Version: r.Version,
	}, err
}
