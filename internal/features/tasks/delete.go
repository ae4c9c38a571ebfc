package tasks

import (
	"context"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

// gone is what is told of a task that isn't there any more.
type gone struct {
	ID id.Task `json:"id"`
}

func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.row.ID, Version: in.row.Version,
	})
	c.Emit(events.Event{Kind: "task.deleted", Project: in.row.ProjectID, Task: in.row.ID, Data: gone{in.row.ID}})
	return &endpoint.Nothing{}, err
}
