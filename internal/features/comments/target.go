package comments

import (
	"context"
	"fmt"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Task is the part of the input that every endpoint below one task has.
type Task struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	task        queries.TaskRow
}

func (t *Task) onTask() *Task { return t }

// loadTask reads the task that is commented on.
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

// Path is the part of the input that every endpoint on one comment has; the row
// is the one that was decided about.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	CommentID   id.Comment   `path:"comment_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// load reads the comment that is decided about, through the task in the path.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.row, err = queries.New(q).Get(ctx, queries.GetParams{
		WorkspaceID: l.Workspace(), TaskID: p.TaskID, CommentID: p.CommentID, UserID: l.User(),
	})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the comment: %w", err)
	}
	return p.resource(), nil
}

func (p *Path) resource() authz.Resource {
	r := p.row
	return authz.Resource{
		Kind: authz.OfComment, ID: r.ID.String(), Project: r.ProjectID, Private: r.Private, Reached: r.Reached, Creator: r.AuthorID,
	}
}

func (p *Path) comment() *Comment {
	r := p.row
	return shown(queries.ListRow{
		ID: r.ID, TaskID: r.TaskID, AuthorID: r.AuthorID, AuthorName: r.AuthorName, Body: r.Body,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	})
}
