package checklists

import (
	"context"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

// gone is what is told of an item that isn't there any more.
type gone struct {
	ID     id.ChecklistItem `json:"id"`
	TaskID id.Task          `json:"task_id"`
}

func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.row.TaskID, ID: in.row.ID, Version: in.row.Version,
	})
	c.Detail("item", in.row.ID.String())
	c.Emit(events.Event{
		Kind: "checklist.deleted", Project: in.row.ProjectID, Task: in.row.TaskID, Data: gone{in.row.ID, in.row.TaskID},
	})
	return &endpoint.Nothing{}, err
}
