package identities

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"taskflow/internal/features/identities/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// mostGroups is how many of somebody's groups are looked at.
const mostGroups = 1000

// assign gives the person the roles that the provider's groups stand for, as they are now.
// It makes nobody an owner, changes no owner, and takes nobody out of a workspace.
func (s *Identities) assign(ctx context.Context, c *endpoint.Call, from *arrived, user id.User) error {
	wanted := from.roles()
	if len(wanted) == 0 {
		return nil
	}
	// In one order, so that two sign-ins at once wait for each other and not in a circle.
	for _, workspace := range slices.SortedFunc(maps.Keys(wanted), func(a, b id.Workspace) int { return strings.Compare(a.String(), b.String()) }) {
		if err := s.assignIn(ctx, c, workspace, user, wanted[workspace]); err != nil {
			return err
		}
	}
	return c.Tx.Enter(ctx, id.Workspace{}) // the sign-in itself belongs to no workspace
}

// roles are the highest that the groups stand for, workspace by workspace.
func (a *arrived) roles() map[id.Workspace]authz.Role {
	groups := texts(a.said.all[a.party.GroupsClaim])
	groups = groups[:min(len(groups), mostGroups)]
	wanted := map[id.Workspace]authz.Role{}
	for _, r := range a.party.Roles {
		if present, has := wanted[r.Workspace]; slices.Contains(groups, r.Group) && (!has || r.Role.MayGrant(present)) {
			wanted[r.Workspace] = r.Role
		}
	}
	return wanted
}

func (s *Identities) assignIn(ctx context.Context, c *endpoint.Call, workspace id.Workspace, user id.User, role authz.Role) error {
	if err := c.Tx.Enter(ctx, workspace); err != nil {
		return err
	}
	q := queries.New(c.Tx)
	if err := q.LockWorkspace(ctx, workspace); err != nil {
		return fmt.Errorf("locking a workspace: %w", err)
	}
	present, err := q.RoleOf(ctx, queries.RoleOfParams{WorkspaceID: workspace, UserID: user})
	switch {
	case errors.Is(err, db.ErrNoRows):
		err = q.AddMember(ctx, queries.AddMemberParams{WorkspaceID: workspace, UserID: user, Role: string(role), Now: c.Now})
		return errors.Join(err, s.told(ctx, c, workspace, user, "member.joined", map[string]string{"role": string(role)}))
	case err != nil:
		return fmt.Errorf("looking up a role: %w", err)
	case authz.Role(present) == authz.Owner || authz.Role(present) == role:
		return nil
	}
	err = q.SetRole(ctx, queries.SetRoleParams{WorkspaceID: workspace, UserID: user, Role: string(role), Now: c.Now})
	return errors.Join(err, s.told(ctx, c, workspace, user, "member.role_changed", map[string]string{"from": present, "to": string(role)}))
}

// told writes the workspace's own audit entry and tells its streams.
func (s *Identities) told(ctx context.Context, c *endpoint.Call, workspace id.Workspace, user id.User, event string, details map[string]string) error {
	details["by"] = "provider's groups"
	err := s.Audit.Write(ctx, c.Tx, audit.Entry{
		Workspace: workspace, At: c.Now, Name: event, Outcome: audit.Success, Actor: user, Target: user.String(), Details: details,
	})
	if err != nil {
		return err
	}
	role := details["role"] + details["to"]
	c.Tx.AfterCommit(func() { s.Hub.Wake(workspace) })
	return events.Append(ctx, c.Tx, workspace, events.Event{
		Kind: event, Actor: user, At: c.Now, Data: map[string]string{"user_id": user.String(), "role": role},
	})
}
