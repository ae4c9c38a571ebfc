package tasks

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Path is the part of the input that every endpoint on one task has; the row is
// the one that was decided about.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	TaskID      id.Task      `path:"task_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

// newAssignee is who is about to be assigned; the same question that loads the
// task tells whether that person may be.
func (p *Path) newAssignee() id.User { return id.User{} }

// load reads the task that is decided about, with all that is shown of it.
func load[In any, P interface {
	*In
	inPath() *Path
	newAssignee() id.User
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.row, err = queries.New(q).Get(ctx, queries.GetParams{
		WorkspaceID: l.Workspace(), TaskID: p.TaskID, UserID: l.User(), AssigneeID: in.newAssignee(),
	})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the task: %w", err)
	}
	return authz.Resource{
		Kind: authz.OfTask, ID: p.row.ID.String(), Project: p.row.ProjectID, Private: p.row.Private, Reached: p.row.Reached,
		Creator: p.row.CreatedBy, Assignee: p.row.AssigneeID, CompletedAt: p.row.CompletedAt,
	}, nil
}

// read reads tasks in their order, all at once.
func read(ctx context.Context, c *endpoint.Call, ids []id.Task) ([]queries.GetRow, error) {
	rows := make([]queries.GetRow, len(ids))
	loaders := make([]db.Loader, len(ids))
	for i, task := range ids {
		loaders[i] = func(ctx context.Context, q db.Querier) (err error) {
			rows[i], err = queries.New(q).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), TaskID: task, UserID: c.Grant.User()})
			return err
		}
	}
	if err := c.Tx.Together(ctx, loaders...); err != nil {
		return nil, fmt.Errorf("reading tasks: %w", err)
	}
	return rows, nil
}

// changedBy is what the answer shows after a change of the row at c.Now.
func (p *Path) changedBy(c *endpoint.Call) *Task {
	p.row.UpdatedAt, p.row.Version = c.Now, p.row.Version+1
	return shown(&p.row)
}

var (
	errHiddenProject = errors.New("the project is private and out of reach")
	errNoColumn      = errors.New("the project has no such column")
	errNotAssignable = errors.New("the assignee doesn't reach the project")
	errNoLabel       = errors.New("the workspace has no such label")
	errNoNeighbour   = errors.New("the neighbour isn't in the column")
)

// notAssignable is the same for somebody who doesn't exist and for somebody who
// doesn't reach the project.
func notAssignable() error { return problem.NotFound(errNotAssignable) }
