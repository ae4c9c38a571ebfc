package provisioning

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// User is somebody whom the provider has named, as admins see him.
type User struct {
	ID          id.ProvisionedUser `json:"id"`
	UserName    string             `json:"user_name"`
	DisplayName string             `json:"display_name"`
	Email       string             `json:"email"`
	State       string             `json:"state" enum:"member,waiting,lapsed,inactive,left" doc:"lapsed: his invitation has ended; left: he went or was removed here"`
	UserID      id.User            `json:"user_id,omitempty" doc:"Who he is among the members"`
	Role        authz.Role         `json:"role,omitempty" enum:"owner,admin,member,guest"`
	CreatedAt   time.Time          `json:"created_at"`
	UpdatedAt   time.Time          `json:"updated_at"`
	Version     int64              `json:"version"`
}

type listUsersIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func listUsers(ctx context.Context, c *endpoint.Call, in *listUsersIn) (*endpoint.List[User], error) {
	after := id.Lowest[id.ProvisionedUser]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).ListUsers(ctx, queries.ListUsersParams{
		WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch(), Now: c.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("listing whom the provider has named: %w", err)
	}
	items := make([]User, len(rows))
	for i, row := range rows {
		items[i] = User{
			ID: row.ID, UserName: row.UserName, DisplayName: row.DisplayName, Email: row.Email, State: became(row),
			CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
		}
		if row.MemberRole != nil {
			items[i].UserID, items[i].Role = row.UserID, authz.Role(*row.MemberRole)
		}
	}
	return endpoint.Paged(c, in.Page, items, func(u User) any { return u.ID })
}

// became is what became of somebody, by how the workspace stands now.
func became(row queries.ListUsersRow) string {
	switch {
	case row.MemberRole != nil:
		return "member"
	case !row.Active:
		return "inactive"
	case row.State == member:
		return "left"
	case row.Invited:
		return "waiting"
	}
	return "lapsed"
}

// Group is a group of the provider's, as admins see it.
type Group struct {
	ID          id.ProvisionedGroup `json:"id"`
	DisplayName string              `json:"display_name"`
	Role        string              `json:"role" enum:",admin,member,guest" doc:"What it stands for; empty for nothing"`
	Members     int64               `json:"members"`
	CreatedAt   time.Time           `json:"created_at"`
	UpdatedAt   time.Time           `json:"updated_at"`
	Version     int64               `json:"version"`
}

// EntityVersion makes the version the ETag.
func (g Group) EntityVersion() int64 { return g.Version }

type listGroupsIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

func listGroups(ctx context.Context, c *endpoint.Call, in *listGroupsIn) (*endpoint.List[Group], error) {
	after := id.Lowest[id.ProvisionedGroup]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).ListGroups(ctx, queries.ListGroupsParams{WorkspaceID: c.Grant.Workspace(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing the provider's groups: %w", err)
	}
	items := make([]Group, len(rows))
	for i, row := range rows {
		items[i] = Group{
			ID: row.ID, DisplayName: row.DisplayName, Role: row.Role, Members: row.Members, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
		}
	}
	return endpoint.Paged(c, in.Page, items, func(g Group) any { return g.ID })
}
