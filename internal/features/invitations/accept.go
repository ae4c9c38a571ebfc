package invitations

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type acceptIn struct{ Body acceptBody }

type acceptBody struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"From the link in the mail"`
}

// Accepted says where one is now, and as what.
type Accepted struct {
	WorkspaceID id.Workspace `json:"workspace_id"`
	Role        authz.Role   `json:"role" enum:"owner,admin,member,guest"`
}

// accept makes the asking person a member. Who is one already keeps his role,
// and the link is spent all the same.
func (f *Invitations) accept(ctx context.Context, c *endpoint.Call, in *acceptIn) (*Accepted, error) {
	used, workspace, err := spend(ctx, c, in.Body.Token)
	if err != nil {
		return nil, err
	}
	c.Touched(used.ID.String())
	if err := isFor(ctx, c, used.EmailKey); err != nil {
		return nil, err
	}
	role, err := f.granted(ctx, c, workspace, used)
	if err != nil {
		return nil, err
	}
	present, err := roleOf(ctx, c, workspace, c.Grant.User())
	if err != nil || present != authz.None {
		return &Accepted{WorkspaceID: workspace, Role: present}, err
	}
	c.Detail("role", string(role))
	c.Emit(events.Event{Kind: "member.joined", Data: map[string]string{"user_id": c.Grant.User().String(), "role": string(role)}})
	return &Accepted{WorkspaceID: workspace, Role: role}, queries.New(c.Tx).AddMember(ctx, queries.AddMemberParams{
		WorkspaceID: workspace, UserID: c.Grant.User(), Role: string(role), Now: c.Now,
	})
}

// spend enters the link's workspace and uses the link up.
func spend(ctx context.Context, c *endpoint.Call, text string) (queries.UseRow, id.Workspace, error) {
	hash, err := token.Parse(token.Invitation, text)
	if err != nil {
		return queries.UseRow{}, id.Workspace{}, errVoid
	}
	workspace, err := queries.New(c.Tx).WorkspaceOf(ctx, hash[:])
	if errors.Is(err, db.ErrNoRows) {
		return queries.UseRow{}, workspace, errVoid
	}
	if err != nil {
		return queries.UseRow{}, workspace, fmt.Errorf("finding the workspace of a link: %w", err)
	}
	if err := c.InWorkspace(ctx, workspace); err != nil {
		return queries.UseRow{}, workspace, err
	}
	used, err := queries.New(c.Tx).Use(ctx, queries.UseParams{WorkspaceID: workspace, TokenHash: hash[:], Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return used, workspace, errVoid
	}
	if err != nil {
		return used, workspace, fmt.Errorf("using a link: %w", err)
	}
	return used, workspace, queries.New(c.Tx).DropToken(ctx, hash[:])
}

// isFor refuses somebody else than the invited: the link stays good for its owner.
func isFor(ctx context.Context, c *endpoint.Call, emailKey string) error {
	mine, err := queries.New(c.Tx).EmailKeyOf(ctx, c.Grant.User())
	if err != nil {
		return fmt.Errorf("looking up the person's address: %w", err)
	}
	if mine != emailKey {
		return problem.New(problem.CodeForbidden, "This invitation was sent to another address. Sign in with the account of that address.", nil)
	}
	return nil
}

// granted is the role that the link gives now: what a provider says of whom it awaits, or
// what was written into it, if the inviter may still give that.
func (f *Invitations) granted(ctx context.Context, c *endpoint.Call, workspace id.Workspace, used queries.UseRow) (authz.Role, error) {
	if f.Arrive != nil {
		awaiting, err := f.Arrive(ctx, c.Tx, Arrival{Workspace: workspace, User: c.Grant.User(), EmailKey: used.EmailKey, At: c.Now})
		if err != nil || !awaiting.Inviter.IsZero() && awaiting.Inviter == used.InvitedBy {
			return awaiting.Role, err
		}
	}
	role := authz.Role(used.Role)
	return role, stillGranted(ctx, c, workspace, used.InvitedBy, role)
}

// stillGranted asks whether the inviter may still give the role.
func stillGranted(ctx context.Context, c *endpoint.Call, workspace id.Workspace, inviter id.User, role authz.Role) error {
	row, err := queries.New(c.Tx).InviterRole(ctx, queries.InviterRoleParams{WorkspaceID: workspace, UserID: inviter})
	if errors.Is(err, db.ErrNoRows) {
		return errVoid
	}
	if err != nil {
		return fmt.Errorf("looking up the inviter's role: %w", err)
	}
	his := authz.Role(row)
	if his != authz.Owner && his != authz.Admin || !his.MayGrant(role) {
		return errVoid
	}
	return nil
}

func roleOf(ctx context.Context, c *endpoint.Call, workspace id.Workspace, user id.User) (authz.Role, error) {
	role, err := queries.New(c.Tx).RoleOf(ctx, queries.RoleOfParams{WorkspaceID: workspace, UserID: user})
	if errors.Is(err, db.ErrNoRows) {
		return authz.None, nil
	}
	if err != nil {
		return authz.None, fmt.Errorf("looking up a role: %w", err)
	}
	return authz.Role(role), nil
}

// Awaited tells whether some workspace awaits an address: who may sign up where
// sign-up is for the invited only.
func Awaited(ctx context.Context, tx *db.Tx, emailKey string, now time.Time) (bool, error) {
	n, err := queries.New(tx).Awaited(ctx, queries.AwaitedParams{EmailKey: emailKey, Now: now})
	if err != nil {
		return false, fmt.Errorf("looking for an invitation: %w", err)
	}
	return n > 0, nil
}
