package apikeys

import (
	"context"
	"fmt"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Path is the part of the input that every endpoint on one of one's own keys has.
type Path struct {
	KeyID id.APIKey `path:"key_id"`
	row   queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, queries.GetParams{ID: p.KeyID, UserID: l.User()}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the key: %w", err)
	}
	return authz.Resource{Kind: authz.OfUser, ID: p.KeyID.String()}, nil
}

type getIn struct{ Path }

func show(_ *endpoint.Call, in *getIn) (*APIKey, error) { return shown(in.row) }

type endIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	KeyID       id.APIKey    `path:"key_id"`
	row         queries.OfWorkspaceRow
}

// loadOfWorkspace reads anybody's key of the workspace.
func loadOfWorkspace(ctx context.Context, q db.Querier, l authz.Lookup, in *endIn) (authz.Resource, error) {
	var err error
	if in.row, err = queries.New(q).OfWorkspace(ctx, queries.OfWorkspaceParams{WorkspaceID: l.Workspace(), ID: in.KeyID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the key: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: in.KeyID.String()}, nil
}
