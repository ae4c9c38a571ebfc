package members

import (
	"context"

	"taskflow/internal/features/members/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type removeIn struct{ Path }

func remove(ctx context.Context, c *endpoint.Call, in *removeIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.row.Service {
		return nil, errService
	}
	if !c.Grant.Role().MayGrant(authz.Role(in.row.Role)) {
		return nil, problem.Forbidden(errAbove)
	}
	return &endpoint.Nothing{}, in.part(ctx, c, "member.removed")
}

// leaveIn is about the asking person himself.
type leaveIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	self        Path
}

func loadSelf(ctx context.Context, q db.Querier, l authz.Lookup, in *leaveIn) (authz.Resource, error) {
	who := &removeIn{Path{WorkspaceID: l.Workspace(), UserID: l.User()}}
	resource, err := load(ctx, q, l, who)
	in.self = who.Path
	return resource, err
}

func goAway(ctx context.Context, c *endpoint.Call, in *leaveIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, in.self.part(ctx, c, "member.left")
}

// part ends a membership. Memberships of projects go with it (ON DELETE CASCADE);
// tasks stay and lose their assignee, which is the one thing of the tasks' table
// that a member takes with him. That comes last: whoever assigns one to him holds
// his membership until it is written.
func (p *Path) part(ctx context.Context, c *endpoint.Call, kind string) error {
	if authz.Role(p.row.Role) == authz.Owner {
		if err := keepAnOwner(ctx, c, p.UserID); err != nil {
			return err
		}
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Remove(ctx, queries.RemoveParams{
		WorkspaceID: c.Grant.Workspace(), UserID: p.UserID, Version: p.row.Version,
	})
	if err != nil {
		return err
	}
	c.Detail("role", p.row.Role)
	c.Emit(events.Event{Kind: kind, Data: told{UserID: p.UserID}})
	return queries.New(c.Tx).Unassign(ctx, queries.UnassignParams{WorkspaceID: c.Grant.Workspace(), UserID: p.UserID, Now: c.Now})
}
