package tasks

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// InTrash is for how long a deleted task can be restored.
const InTrash = 30 * 24 * time.Hour

// withdrawable is for how long a member can take back a task that he made.
const withdrawable = 24 * time.Hour

type deleteIn struct{ Path }

// gone is what is told of a task that isn't there any more.
type gone struct {
	ID       id.Task `json:"id"`
	ParentID id.Task `json:"parent_id,omitzero"`
	// Root is the task whose deletion took this one along.
	Root id.Task `json:"root,omitzero"`
}

// remove moves a task and all that is below it to the trash.
func (f *Tasks) remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	return f.discard(ctx, c, &in.row)
}

func (f *Tasks) discard(ctx context.Context, c *endpoint.Call, row *queries.GetRow) (*endpoint.Nothing, error) {
	if err := lockTree(ctx, c, row.ProjectID); err != nil {
		return nil, err
	}
	if err := trash(ctx, c, row); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, f.later(ctx, c)
}

var errTooLate = errors.New("the task was made too long ago to be taken back")

type withdrawIn struct{ TrashPath }

// withdraw is how somebody who may not delete undoes that he made a task. One
// that he has taken back already is found, for a retry to be answered alike.
func (f *Tasks) withdraw(ctx context.Context, c *endpoint.Call, in *withdrawIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.row.DeletedAt != nil {
		return nil, problem.Conflict("The task is in the trash already.")
	}
	if c.Now.Sub(in.row.CreatedAt) > withdrawable {
		return nil, problem.Forbidden(errTooLate)
	}
	row := known(&in.row)
	return f.discard(ctx, c, &row)
}

// later has the trash emptied of what goes there now, when its time has come.
func (f *Tasks) later(ctx context.Context, c *endpoint.Call) error {
	return f.emptyLater(ctx, c.Tx, c.Grant.Workspace(), c.Now.Add(InTrash+time.Minute))
}

// trash puts a task into the trash, and with it what is below it and not there
// yet. The tree is locked.
func trash(ctx context.Context, c *endpoint.Call, row *queries.GetRow) error {
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	params := queries.TrashParams{
		WorkspaceID: workspace, ID: row.ID, Now: &c.Now, DeletedBy: c.Grant.User(), TrashRoot: row.ID, Matched: row.Version,
	}
	if err := queries.New(c.Tx.One(problem.EditConflict())).Trash(ctx, params); err != nil {
		return err
	}
	c.Emit(events.Event{Kind: "task.deleted", Project: row.ProjectID, Task: row.ID, Data: gone{ID: row.ID, ParentID: row.ParentID}})
	rows, err := under(ctx, c, row.ID, false)
	if err != nil {
		return err
	}
	params.Matched = 0
	for _, b := range rows {
		params.ID = b.ID
		if err := q.Trash(ctx, params); err != nil {
			return err
		}
		c.Emit(events.Event{Kind: "task.deleted", Project: row.ProjectID, Task: b.ID, Data: gone{ID: b.ID, ParentID: b.ParentID, Root: row.ID}})
	}
	return nil
}
