package tasks

import (
	"context"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type completeIn struct{ Path }

type reopenIn struct{ Path }

// completion is what is told of a task that was completed or reopened.
type completion struct {
	ID          id.Task    `json:"id"`
	ParentID    id.Task    `json:"parent_id,omitzero"`
	CompletedAt *time.Time `json:"completed_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
	Version     int64      `json:"version"`
}

// complete leaves a completed task as it is: no new version, no new time.
func complete(ctx context.Context, c *endpoint.Call, in *completeIn) (*Task, error) {
	if in.row.CompletedAt != nil {
		return shown(&in.row), nil
	}
	return in.setCompleted(ctx, c, "task.completed", &c.Now)
}

// reopen leaves an open task as it is.
func reopen(ctx context.Context, c *endpoint.Call, in *reopenIn) (*Task, error) {
	if in.row.CompletedAt == nil {
		return shown(&in.row), nil
	}
	return in.setCompleted(ctx, c, "task.reopened", nil)
}

func (p *Path) setCompleted(ctx context.Context, c *endpoint.Call, kind string, at *time.Time) (*Task, error) {
	if err := c.MatchVersion(p.row.Version); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).SetCompleted(ctx, queries.SetCompletedParams{
		WorkspaceID: c.Grant.Workspace(), ID: p.row.ID, Version: p.row.Version, CompletedAt: at, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	p.row.CompletedAt = at
	task := p.changedBy(c)
	c.Emit(events.Event{Kind: kind, Project: task.ProjectID, Task: task.ID, Data: completion{
		ID: task.ID, ParentID: deref(task.ParentID), CompletedAt: at, UpdatedAt: task.UpdatedAt, Version: task.Version,
	}})
	return task, nil
}
