package tasks

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// TrashPath is the part of the input that endpoints on a task in the trash have.
type TrashPath struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	row         queries.AnywhereRow
}

func (p *TrashPath) inTrash() *TrashPath { return p }

type restoreIn struct{ TrashPath }

type purgeIn struct{ TrashPath }

type onTrash[In any] interface {
	*In
	inTrash() *TrashPath
}

// loadAnywhere reads the task that is decided about, be it in the trash or not.
func loadAnywhere[In any, P onTrash[In]](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inTrash()
	var err error
	p.row, err = queries.New(q).Anywhere(ctx, queries.AnywhereParams{WorkspaceID: l.Workspace(), TaskID: p.TaskID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading a task that may be in the trash: %w", err)
	}
	return resourceOf(&p.row), nil
}

// loadTrashed does the same; a task that isn't in the trash isn't there.
func loadTrashed[In any, P onTrash[In]](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	r, err := loadAnywhere(ctx, q, l, in)
	if err == nil && in.inTrash().row.DeletedAt == nil {
		return r, fmt.Errorf("looking in the trash: %w", db.ErrNoRows)
	}
	return r, err
}

func resourceOf(r *queries.AnywhereRow) authz.Resource {
	return authz.Resource{
		Kind: authz.OfTask, ID: r.ID.String(), Project: r.ProjectID, Private: r.Private, Reached: r.Reached,
		Creator: r.CreatedBy, Assignee: r.AssigneeID, CompletedAt: r.CompletedAt,
	}
}

// known is a row that is in the trash or not, as all others are read.
func known(r *queries.AnywhereRow) queries.GetRow {
	return queries.GetRow{
		ID: r.ID, ProjectID: r.ProjectID, ColumnID: r.ColumnID, Rank: r.Rank, Title: r.Title, Description: r.Description,
		Priority: r.Priority, DueAt: r.DueAt, DueAllDay: r.DueAllDay, AssigneeID: r.AssigneeID, CreatedBy: r.CreatedBy,
		CompletedAt: r.CompletedAt, ArchivedAt: r.ArchivedAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
		ParentID: r.ParentID, RepeatRule: r.RepeatRule, RepeatZone: r.RepeatZone, NextID: r.NextID, Labels: r.Labels, Subtasks: r.Subtasks,
		Private: r.Private, Reached: r.Reached, Assignable: r.Assignable,
	}
}

// restore brings a task back to where it was, with all that went to the trash with it.
func restore(ctx context.Context, c *endpoint.Call, in *restoreIn) (*Task, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.row.DeletedAt == nil {
		return nil, problem.Conflict("The task isn't in the trash.")
	}
	if err := lockTree(ctx, c, in.row.ProjectID); err != nil {
		return nil, err
	}
	return back(ctx, c, &in.row)
}

// back restores a task with those that went with it, and tells of all of them.
func back(ctx context.Context, c *endpoint.Call, r *queries.AnywhereRow) (*Task, error) {
	with, err := untrash(ctx, c, r)
	if err != nil {
		return nil, err
	}
	rows, err := read(ctx, c, with)
	if err != nil {
		return nil, err
	}
	var restored *Task
	for i := range rows {
		task := shown(&rows[i])
		c.Emit(events.Event{Kind: "task.restored", Project: task.ProjectID, Task: task.ID, Data: task})
		if task.ID == r.ID {
			restored = task
		}
	}
	return restored, nil
}

// untrash restores a task and those that went with it, and returns
// them. The tree is locked.
func untrash(ctx context.Context, c *endpoint.Call, r *queries.AnywhereRow) (all []id.Task, err error) {
	if r.TrashRoot != r.ID {
		return nil, problem.Conflict("It went to the trash with the task above it: restore that one.")
	}
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	if !r.ParentID.IsZero() {
		line, err := q.Lineage(ctx, queries.LineageParams{WorkspaceID: workspace, TaskID: r.ParentID, ProjectID: r.ProjectID})
		if err != nil {
			return nil, fmt.Errorf("looking for the parent: %w", err)
		}
		if len(line) == 0 {
			return nil, problem.Conflict("The task above it is in the trash: restore that one first.")
		}
	}
	rows, err := q.TrashedWith(ctx, queries.TrashedWithParams{WorkspaceID: workspace, TrashRoot: r.ID})
	if err != nil {
		return nil, fmt.Errorf("reading what is to be restored: %w", err)
	}
	for _, t := range rows {
		on := q
		if t.ID == r.ID { // once, whoever else restores it at the same moment
			on = queries.New(c.Tx.One(problem.EditConflict()))
		}
		if err := on.Restore(ctx, queries.RestoreParams{WorkspaceID: workspace, ID: t.ID, Now: c.Now}); err != nil {
			return nil, err
		}
		all = append(all, t.ID)
	}
	if len(rows) == 0 {
		return nil, problem.EditConflict()
	}
	return all, nil
}

// purge removes a task of the trash, and all below it, for good.
func purge(ctx context.Context, c *endpoint.Call, in *purgeIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := lockTree(ctx, c, in.row.ProjectID); err != nil {
		return nil, err
	}
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	rows, err := under(ctx, c, in.row.ID, true)
	if err != nil {
		return nil, err
	}
	if err := queries.New(c.Tx.One(problem.EditConflict())).Purge(ctx, queries.PurgeParams{WorkspaceID: workspace, ID: in.row.ID}); err != nil {
		return nil, err
	}
	for _, b := range rows {
		if err := q.Purge(ctx, queries.PurgeParams{WorkspaceID: workspace, ID: b.ID}); err != nil {
			return nil, err
		}
	}
	c.Emit(events.Event{Kind: "task.purged", Project: in.row.ProjectID, Task: in.row.ID, Data: gone{ID: in.row.ID}})
	return &endpoint.Nothing{}, nil
}

const (
	purgeBatch   = 500
	purgeBatches = 1000
)

// EmptyTrash removes for good what is in a workspace's trash since before a
// moment, in batches that lock little, and returns how many tasks that were.
func EmptyTrash(ctx context.Context, database *db.DB, workspace id.Workspace, before time.Time) (sum int64, err error) {
	for range purgeBatches {
		var n int64
		err = database.Update(ctx, db.Scope{Workspace: workspace}, func(tx *db.Tx) (err error) {
			n, err = queries.New(tx).PurgeOld(ctx, queries.PurgeOldParams{WorkspaceID: workspace, Before: &before, Most: purgeBatch})
			return err
		})
		sum += n
		if err != nil || n < purgeBatch {
			break
		}
	}
	if err != nil {
		return sum, fmt.Errorf("emptying the trash: %w", err)
	}
	return sum, nil
}
