package projects

import (
	"context"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type removeMemberIn struct {
	Path
	UserID id.User `path:"user_id"`
}

// loadMembership loads the project. What is decided about is somebody's place
// in it, because everybody may give up his own.
func loadMembership(ctx context.Context, q db.Querier, l authz.Lookup, in *removeMemberIn) (authz.Resource, error) {
	resource, err := Load(ctx, q, l, in)
	resource.Kind, resource.Assignee = authz.OfProjectMember, in.UserID
	return resource, err
}

func removeMember(ctx context.Context, c *endpoint.Call, in *removeMemberIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c, in.facts.ID); err != nil {
		return nil, err
	}
	gone, err := queries.New(c.Tx).RemoveMember(ctx, queries.RemoveMemberParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID, UserID: in.UserID,
	})
	if err != nil {
		return nil, fmt.Errorf("removing a member of the project: %w", err)
	}
	if gone == 0 {
		return nil, problem.NotFound(nil)
	}
	c.Detail("user", in.UserID.String())
	c.Emit(events.Event{Kind: "project.member_removed", Project: in.facts.ID, Data: personal{in.UserID}})
	if in.facts.Private {
		c.Emit(events.Event{Kind: "project.hidden", Project: in.facts.ID, Reader: in.UserID, Lost: true})
		if err := unassign(ctx, c, in.facts.ID); err != nil {
			return nil, err
		}
		return &endpoint.Nothing{}, in.somebodyIsLeft(ctx, c)
	}
	return &endpoint.Nothing{}, nil
}

// unassign takes the tasks of a private project from those who don't reach it.
func unassign(ctx context.Context, c *endpoint.Call, project id.Project) error {
	return queries.New(c.Tx).Unassign(ctx, queries.UnassignParams{WorkspaceID: c.Grant.Workspace(), ProjectID: project, Now: c.Now})
}

// somebodyIsLeft keeps a private project from being out of everybody's reach,
// and from having only people who can't let anybody in. Whoever removes somebody
// else is left himself, and may manage it.
func (in *removeMemberIn) somebodyIsLeft(ctx context.Context, c *endpoint.Call) error {
	left, err := queries.New(c.Tx).Left(ctx, queries.LeftParams{WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID})
	if err != nil {
		return fmt.Errorf("counting the project's members: %w", err)
	}
	role, self := c.Grant.Role(), c.Grant.User()
	managed := role == authz.Owner || role == authz.Admin || role == authz.Member && in.facts.CreatedBy == self
	switch {
	case left.People == 0:
		return problem.Conflict("A private project keeps at least one member.")
	case in.UserID == self && managed && left.Managers == 0:
		return problem.Conflict("A private project keeps somebody who can manage it: let one in first, or make it public.")
	}
	return nil
}
