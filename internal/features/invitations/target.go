package invitations

import (
	"context"
	"fmt"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Path is the part of the input that every endpoint on one invitation has.
type Path struct {
	WorkspaceID  id.Workspace  `path:"workspace_id"`
	InvitationID id.Invitation `path:"invitation_id"`
	row          queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: l.Workspace(), ID: p.InvitationID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the invitation: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.InvitationID.String()}, nil
}
