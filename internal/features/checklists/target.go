package checklists

import (
	"context"
	"fmt"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Task is the part of the input that every endpoint on a whole checklist has.
type Task struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	task        queries.TaskRow
}

func (t *Task) onTask() *Task { return t }

// loadTask reads the task that is decided about, and where its checklist ends.
func loadTask[In any, P interface {
	*In
	onTask() *Task
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	t := in.onTask()
	var err error
	t.task, err = queries.New(q).Task(ctx, queries.TaskParams{WorkspaceID: l.Workspace(), TaskID: t.TaskID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the task: %w", err)
	}
	r := t.task
	return authz.Resource{
		Kind: authz.OfTask, ID: r.ID.String(), Project: r.ProjectID, Private: r.Private, Reached: r.Reached,
		Creator: r.CreatedBy, Assignee: r.AssigneeID, CompletedAt: r.CompletedAt,
	}, nil
}

// Path is the part of the input that every endpoint on one item has.
type Path struct {
	WorkspaceID id.Workspace     `path:"workspace_id"`
	TaskID      id.Task          `path:"task_id"`
	ItemID      id.ChecklistItem `path:"item_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// load reads the item through the task in the path. The decision is about the task.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.row, err = queries.New(q).Get(ctx, queries.GetParams{
		WorkspaceID: l.Workspace(), TaskID: p.TaskID, ItemID: p.ItemID, UserID: l.User(),
	})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the item: %w", err)
	}
	r := p.row
	return authz.Resource{
		Kind: authz.OfTask, ID: r.ID.String(), Project: r.ProjectID, Private: r.Private, Reached: r.Reached,
		Creator: r.CreatedBy, Assignee: r.AssigneeID, CompletedAt: r.CompletedAt,
	}, nil
}

func (p *Path) item() *Item {
	r := p.row
	return &Item{
		ID: r.ID, TaskID: r.TaskID, Checklist: r.Checklist, Text: r.Text, Done: r.Done, Rank: r.Rank,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
}
