package activity

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"taskflow/internal/features/activity/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type workspaceIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
}

type taskIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	endpoint.Page
}

func ofWorkspace(ctx context.Context, c *endpoint.Call, in *workspaceIn) (*endpoint.List[Event], error) {
	before := int64(math.MaxInt64)
	if _, err := in.Position(c, &before); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).OfWorkspace(ctx, queries.OfWorkspaceParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), Before: before, PageSize: in.Fetch(), BoundBy: c.Principal.BoundBy(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing a workspace's activity: %w", err)
	}
	return page(c, in.Page, rows)
}

func ofTask(ctx context.Context, c *endpoint.Call, in *taskIn) (*endpoint.List[Event], error) {
	before := int64(math.MaxInt64)
	if _, err := in.Position(c, &before); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).OfTask(ctx, queries.OfTaskParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.TaskID, UserID: c.Grant.User(), Before: before, PageSize: in.Fetch(), BoundBy: c.Principal.BoundBy(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing a task's activity: %w", err)
	}
	same := make([]queries.OfWorkspaceRow, len(rows))
	for i, r := range rows {
		same[i] = queries.OfWorkspaceRow(r)
	}
	return page(c, in.Page, same)
}

func page(c *endpoint.Call, p endpoint.Page, rows []queries.OfWorkspaceRow) (*endpoint.List[Event], error) {
	items := make([]Event, len(rows))
	for i, r := range rows {
		items[i] = Event{
			ID: r.ID, Kind: r.Kind, ProjectID: r.ProjectID, TaskID: r.TaskID, ActorID: r.ActorID, At: r.At,
			Data: json.RawMessage(r.Data), position: r.Position,
		}
	}
	return endpoint.Paged(c, p, items, func(e Event) any { return e.position })
}
