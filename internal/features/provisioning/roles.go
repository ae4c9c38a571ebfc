package provisioning

import (
	"context"
	"fmt"

	"taskflow/internal/features/members"
	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// ofGroups is the highest role that somebody's groups stand for; None for none.
func ofGroups(ctx context.Context, q db.Querier, workspace id.Workspace, person id.ProvisionedUser) (authz.Role, error) {
	list, err := queries.New(q).RoleOfGroups(ctx, queries.RoleOfGroupsParams{WorkspaceID: workspace, PersonID: person})
	if err != nil {
		return authz.None, fmt.Errorf("looking for the roles of groups: %w", err)
	}
	highest := authz.None
	for _, text := range list {
		highest = higher(highest, authz.Role(text))
	}
	return highest, nil
}

// higher is the mightier of two roles, of which none is the least.
func higher(one, other authz.Role) authz.Role {
	if other != authz.None && !one.MayGrant(other) {
		return other
	}
	return one
}

// roleOf is the role of somebody who comes in now: his groups', the one that he was taken
// out with, or the default one. No row holds an owner's.
func roleOf(ctx context.Context, q db.Querier, workspace id.Workspace, row queries.UserRow, otherwise string) (authz.Role, error) {
	role, err := ofGroups(ctx, q, workspace, row.ID)
	switch {
	case err != nil || role != authz.None:
		return role, err
	case row.Role != "":
		return authz.Role(row.Role), nil
	}
	return authz.Role(otherwise), nil
}

// GroupPath is the part of the input that every endpoint on one group has.
type GroupPath struct {
	WorkspaceID id.Workspace        `path:"workspace_id"`
	GroupID     id.ProvisionedGroup `path:"group_id"`
	row         queries.GroupRow
}

func (p *GroupPath) groupPath() *GroupPath { return p }

func loadGroup[In any, P interface {
	*In
	groupPath() *GroupPath
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.groupPath()
	var err error
	if p.row, err = queries.New(q).Group(ctx, queries.GroupParams{WorkspaceID: l.Workspace(), ID: p.GroupID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading a group: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.GroupID.String()}, nil
}

type mapIn struct {
	GroupPath
	Body mapBody
}

type mapBody struct {
	Role string `json:"role" enum:",admin,member,guest" doc:"Empty for nothing"`
}

// mapGroup changes what a group stands for, and with it the roles of who is in it.
func mapGroup(ctx context.Context, c *endpoint.Call, in *mapIn) (*Group, error) {
	if err := members.InTurn(ctx, c); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	for _, role := range []string{in.row.Role, in.Body.Role} {
		if role != "" && !c.Grant.Role().MayGrant(authz.Role(role)) {
			return nil, problem.Forbidden(errAbove)
		}
	}
	c.Detail("role", in.Body.Role)
	err := queries.New(c.Tx.One(problem.EditConflict())).MapGroup(ctx, queries.MapGroupParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.GroupID, Role: in.Body.Role, Version: in.row.Version, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	people, err := inGroup(ctx, c, in.GroupID)
	if err != nil {
		return nil, err
	}
	changed(c)
	return &Group{
		ID: in.GroupID, DisplayName: in.row.DisplayName, Role: in.Body.Role, Members: int64(len(people)),
		CreatedAt: in.row.CreatedAt, UpdatedAt: c.Now, Version: in.row.Version + 1,
	}, regroup(ctx, c, in.GroupID, forAll(in.Body.Role))
}

// inGroup are the people of a group.
func inGroup(ctx context.Context, c *endpoint.Call, group id.ProvisionedGroup) ([]id.ProvisionedUser, error) {
	rows, err := queries.New(c.Tx).GroupMembers(ctx, queries.GroupMembersParams{WorkspaceID: c.Grant.Workspace(), GroupID: group})
	if err != nil {
		return nil, fmt.Errorf("listing a group's members: %w", err)
	}
	list := make([]id.ProvisionedUser, len(rows))
	for i, row := range rows {
		list[i] = row.ID
	}
	return list, nil
}
