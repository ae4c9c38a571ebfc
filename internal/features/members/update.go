package members

import (
	"context"
	"fmt"

	"taskflow/internal/features/members/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Role authz.Role `json:"role" enum:"owner,admin,member,guest"`
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Member, error) {
	if err := inTurn(ctx, c); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.row.Service {
		return nil, errService
	}
	present := authz.Role(in.row.Role)
	if !c.Grant.Role().MayGrant(present) || !c.Grant.Role().MayGrant(in.Body.Role) {
		return nil, problem.Forbidden(errAbove)
	}
	if present == authz.Owner && in.Body.Role != authz.Owner {
		if err := keepAnOwner(ctx, c, in.UserID); err != nil {
			return nil, err
		}
	}
	c.Detail("from", string(present))
	c.Detail("to", string(in.Body.Role))
	c.Emit(events.Event{Kind: "member.role_changed", Data: told{UserID: in.UserID, Role: in.Body.Role}})
	err := queries.New(c.Tx.One(problem.EditConflict())).SetRole(ctx, queries.SetRoleParams{
		WorkspaceID: c.Grant.Workspace(), UserID: in.UserID, Role: string(in.Body.Role), Version: in.row.Version, Now: c.Now,
	})
	in.row.Role, in.row.UpdatedAt, in.row.Version = string(in.Body.Role), c.Now, in.row.Version+1
	m := shown(c, in.row)
	return &m, err
}

// told is what streams learn of a member.
type told struct {
	UserID id.User    `json:"user_id"`
	Role   authz.Role `json:"role,omitempty"`
}

// inTurn has those who change the members of one workspace do it one after the
// other, and decides about each when its turn has come: of two owners who demote
// each other the second isn't one any more.
func inTurn(ctx context.Context, c *endpoint.Call) error {
	if err := queries.New(c.Tx).LockWorkspace(ctx, c.Grant.Workspace()); err != nil {
		return err
	}
	return c.DecideAgain(ctx)
}

// keepAnOwner refuses to take away the last owner. It's asked in turn.
func keepAnOwner(ctx context.Context, c *endpoint.Call, leaving id.User) error {
	others, err := queries.New(c.Tx).OtherOwners(ctx, queries.OtherOwnersParams{WorkspaceID: c.Grant.Workspace(), UserID: leaving})
	if err != nil {
		return fmt.Errorf("counting owners: %w", err)
	}
	if others == 0 {
		return errLastOwner
	}
	return nil
}
