package projects

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// Member is somebody who reaches a project also when it is private.
type Member struct {
	UserID  id.User   `json:"user_id"`
	AddedAt time.Time `json:"added_at"`
}

type listMembersIn struct {
	Path
	endpoint.Page
}

func listMembers(ctx context.Context, c *endpoint.Call, in *listMembersIn) (*endpoint.List[Member], error) {
	after := id.Lowest[id.User]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).ListMembers(ctx, queries.ListMembersParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID, After: after, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing the project's members: %w", err)
	}
	items := make([]Member, len(rows))
	for i, row := range rows {
		items[i] = Member{UserID: row.UserID, AddedAt: row.CreatedAt}
	}
	return endpoint.Paged(c, in.Page, items, func(m Member) any { return m.UserID })
}

type memberIn struct {
	Path
	UserID id.User `path:"user_id"`
}

// personal is the data of events about a project's member.
type personal struct {
	User id.User `json:"user_id"`
}

// putMember is for people of the same workspace only; somebody else is nobody here.
func putMember(ctx context.Context, c *endpoint.Call, in *memberIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c, in.facts.ID); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	known, err := q.IsInWorkspace(ctx, queries.IsInWorkspaceParams{WorkspaceID: c.Grant.Workspace(), UserID: in.UserID})
	if err != nil {
		return nil, fmt.Errorf("looking for the member: %w", err)
	}
	if known == 0 {
		return nil, problem.NotFound(nil)
	}
	c.Detail("user", in.UserID.String())
	added, err := addMember(ctx, c, q, in.facts.ID, in.UserID)
	if err != nil || !added {
		return &endpoint.Nothing{}, err
	}
	c.Emit(events.Event{Kind: "project.member_added", Project: in.facts.ID, Data: personal{in.UserID}})
	if in.facts.Private {
		c.Emit(events.Event{Kind: "project.shown", Project: in.facts.ID, Reader: in.UserID, Data: newsOf(in.facts.project())})
	}
	return &endpoint.Nothing{}, nil
}

// addMember leaves those who are in it already as they are.
func addMember(ctx context.Context, c *endpoint.Call, q *queries.Queries, project id.Project, user id.User) (added bool, err error) {
	n, err := q.AddMember(ctx, queries.AddMemberParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: project, UserID: user, Now: c.Now,
	})
	if refersToNothing(err) {
		return false, problem.NotFound(err)
	}
	if err != nil {
		return false, fmt.Errorf("adding a member to the project: %w", err)
	}
	return n > 0, nil
}
