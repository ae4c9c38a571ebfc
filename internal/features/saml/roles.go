package saml

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// told is what streams learn of a member.
type told struct {
	UserID id.User    `json:"user_id"`
	Role   authz.Role `json:"role"`
}

// assign gives a member the role that the provider's groups stand for, as they are now. Who
// is no member of the workspace isn't made one again: he was taken out of it. Nobody is made
// an owner, and no owner changed.
func (f *fetched) assign(ctx context.Context, c *endpoint.Call, terms queries.UsingRow, user id.User) error {
	q := queries.New(c.Tx)
	if err := q.LockWorkspace(ctx, f.workspace); err != nil {
		return fmt.Errorf("locking a workspace: %w", err)
	}
	present, err := q.RoleOf(ctx, queries.RoleOfParams{WorkspaceID: f.workspace, UserID: user})
	if errors.Is(err, db.ErrNoRows) {
		return notAdmitted("no member")
	}
	if err != nil {
		return fmt.Errorf("looking up a role: %w", err)
	}
	wanted, err := f.said.role(terms)
	if err != nil || wanted == authz.None || wanted == authz.Role(present) || authz.Role(present) == authz.Owner {
		return err
	}
	return c.Part(memberReroled, user.String(), func() error {
		c.Detail("from", present)
		c.Detail("to", string(wanted))
		c.Detail("by", "provider's groups")
		c.Emit(events.Event{Kind: rerole, Actor: user, Data: told{UserID: user, Role: wanted}})
		return q.SetRole(ctx, queries.SetRoleParams{WorkspaceID: f.workspace, UserID: user, Role: string(wanted), Now: c.Now})
	})
}

// role is the highest that the groups stand for; none where they stand for nothing.
func (w said) role(terms queries.UsingRow) (highest authz.Role, err error) {
	list, err := readRoles(terms.Roles)
	if err != nil || terms.GroupsAttribute == "" {
		return authz.None, err
	}
	highest = authz.None
	for _, r := range list {
		if slices.Contains(w.More[terms.GroupsAttribute], r.Group) && (highest == authz.None || r.Role.MayGrant(highest)) {
			highest = r.Role
		}
	}
	return highest, nil
}

// join makes somebody new a member.
func (f *fetched) join(ctx context.Context, c *endpoint.Call, user id.User, role authz.Role) error {
	return c.Part(memberJoined, user.String(), func() error {
		c.Detail("role", string(role))
		c.Detail("by", "provider")
		c.Emit(events.Event{Kind: joined, Actor: user, Data: told{UserID: user, Role: role}})
		return queries.New(c.Tx).AddMember(ctx, queries.AddMemberParams{WorkspaceID: f.workspace, UserID: user, Role: string(role), Now: c.Now})
	})
}
