package comments

import (
	"context"
	"time"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

// gone is what is told of a comment that isn't there any more.
type gone struct {
	ID     id.Comment `json:"id"`
	TaskID id.Task    `json:"task_id"`
}

// remove keeps what it takes away for as long as it may be brought back.
func (f *Comments) remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	err := q.Keep(ctx, queries.KeepParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.row.TaskID, ID: in.row.ID, Version: in.row.Version, Now: c.Now, DeletedBy: c.Grant.User(),
	})
	if err != nil {
		return nil, err
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.row.TaskID, ID: in.row.ID, Version: in.row.Version,
	})
	if err != nil {
		return nil, err
	}
	c.Emit(events.Event{
		Kind: "comment.deleted", Project: in.row.ProjectID, Task: in.row.TaskID, Data: gone{in.row.ID, in.row.TaskID},
	})
	return &endpoint.Nothing{}, f.emptyLater(ctx, c.Tx, c.Grant.Workspace(), c.Now.Add(Restorable+time.Minute))
}
