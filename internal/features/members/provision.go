package members

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/members/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// What follows is for who provisions: a provider's word changes memberships in turn with
// everybody else's, leaves the same entries and keeps the last owner. Who may say what,
// the caller has decided.

// InTurn waits for whoever changes the members of the workspace, and decides anew.
func InTurn(ctx context.Context, c *endpoint.Call) error { return inTurn(ctx, c) }

// RoleOf is somebody's role in the workspace; None when he is no member.
func RoleOf(ctx context.Context, c *endpoint.Call, user id.User) (authz.Role, error) {
	row, err := find(ctx, c, user)
	return authz.Role(row.Role), err
}

func find(ctx context.Context, c *endpoint.Call, user id.User) (queries.GetRow, error) {
	row, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), UserID: user})
	if errors.Is(err, db.ErrNoRows) {
		return queries.GetRow{}, nil
	}
	if err != nil {
		return row, fmt.Errorf("looking for a member: %w", err)
	}
	return row, nil
}

// Begin makes somebody a member who is none.
func Begin(ctx context.Context, c *endpoint.Call, user id.User, role authz.Role) error {
	return c.Part(audit.Named("member.joined"), user.String(), func() error {
		c.Detail("role", string(role))
		c.Emit(events.Event{Kind: "member.joined", Data: told{UserID: user, Role: role}})
		return queries.New(c.Tx).Add(ctx, queries.AddParams{WorkspaceID: c.Grant.Workspace(), UserID: user, Role: string(role), Now: c.Now})
	})
}

// Standing is how somebody is a member, as it was read in turn.
type Standing struct {
	UserID  id.User
	Role    authz.Role
	Version int64
}

// Give gives a member another role. An owner's is left alone, and so is nobody's. Nothing
// is asked: many are given theirs in one round trip.
func Give(ctx context.Context, c *endpoint.Call, was Standing, role authz.Role) error {
	if was.Role == authz.None || was.Role == authz.Owner || was.Role == role {
		return nil
	}
	return c.Part(audit.Named("member.role_changed"), was.UserID.String(), func() error {
		c.Detail("from", string(was.Role))
		c.Detail("to", string(role))
		c.Emit(events.Event{Kind: "member.role_changed", Data: told{UserID: was.UserID, Role: role}})
		return queries.New(c.Tx.One(problem.EditConflict())).SetRole(ctx, queries.SetRoleParams{
			WorkspaceID: c.Grant.Workspace(), UserID: was.UserID, Role: string(role), Version: was.Version, Now: c.Now,
		})
	})
}

// End ends a membership, and returns the role that it had; None when there was none.
func End(ctx context.Context, c *endpoint.Call, user id.User) (role authz.Role, err error) {
	row, err := find(ctx, c, user)
	if err != nil || row.Role == "" {
		return authz.None, err
	}
	p := &Path{WorkspaceID: c.Grant.Workspace(), UserID: user, row: row}
	return authz.Role(row.Role), c.Part(audit.Named("member.removed"), user.String(), func() error {
		return p.part(ctx, c, "member.removed")
	})
}
