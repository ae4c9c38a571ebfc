package serviceaccounts

import (
	"context"
	"fmt"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Path is the part of the input that every endpoint on one service account has.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	AccountID   id.User      `path:"account_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), UserID: p.AccountID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the service account: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.AccountID.String()}, nil
}
