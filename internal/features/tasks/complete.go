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
	Repeat      *Repeat    `json:"repeat"`
	NextID      *id.Task   `json:"next_id"`
	UpdatedAt   time.Time  `json:"updated_at"`
	Version     int64      `json:"version"`
}

// complete leaves a completed task as it is: no new version, no new time. One that repeats
// passes that on to the next one, which is made now.
func (f *Tasks) complete(ctx context.Context, c *endpoint.Call, in *completeIn) (*Task, error) {
	if in.row.CompletedAt != nil {
		return shown(&in.row), nil
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if series, on := repeats(&in.row); on {
		if next, there := series.next(&in.row, c.Now); there {
			return f.completeOne(ctx, c, in, series, next)
		}
	}
	return in.setCompleted(ctx, c, "task.completed", &c.Now)
}

// completeOne completes one of a series. The tree is locked first: everybody does.
func (f *Tasks) completeOne(ctx context.Context, c *endpoint.Call, in *completeIn, s series, next time.Time) (*Task, error) {
	if err := lockTree(ctx, c, in.row.ProjectID); err != nil {
		return nil, err
	}
	was := in.row
	task, err := f.again(ctx, c, &was, s, next)
	if err != nil {
		return nil, err
	}
	c.Detail("next", task.String())
	in.row.RepeatRule, in.row.RepeatZone, in.row.NextID = "", "", task
	return in.setCompleted(ctx, c, "task.completed", &c.Now)
}

// reopen leaves an open task as it is.
func (f *Tasks) reopen(ctx context.Context, c *endpoint.Call, in *reopenIn) (*Task, error) {
	if in.row.CompletedAt == nil {
		return shown(&in.row), nil
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := f.takeBack(ctx, c, &in.row); err != nil {
		return nil, err
	}
	return in.setCompleted(ctx, c, "task.reopened", nil)
}

func (p *Path) setCompleted(ctx context.Context, c *endpoint.Call, kind string, at *time.Time) (*Task, error) {
	err := queries.New(c.Tx.One(problem.EditConflict())).SetCompleted(ctx, queries.SetCompletedParams{
		WorkspaceID: c.Grant.Workspace(), ID: p.row.ID, Version: p.row.Version, CompletedAt: at,
		RepeatRule: p.row.RepeatRule, RepeatZone: p.row.RepeatZone, NextID: p.row.NextID, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	p.row.CompletedAt = at
	task := p.changedBy(c)
	c.Emit(events.Event{Kind: kind, Project: task.ProjectID, Task: task.ID, Data: completion{
		ID: task.ID, ParentID: deref(task.ParentID), CompletedAt: at, Repeat: task.Repeat.Value, NextID: task.NextID,
		UpdatedAt: task.UpdatedAt, Version: task.Version,
	}})
	return task, nil
}
