package tasks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type moveIn struct {
	Path
	Body moveBody
}

type moveBody struct {
	ColumnID  id.Column  `json:"column_id" doc:"The task's new status"`
	ProjectID id.Project `json:"project_id,omitempty" doc:"The column's project, when it isn't the task's own"`
	Spot
}

// moved is what is told of a move within a board.
type moved struct {
	ID         id.Task   `json:"id"`
	ColumnID   id.Column `json:"column_id"`
	FromColumn id.Column `json:"from_column_id"`
	Rank       string    `json:"rank"`
	UpdatedAt  time.Time `json:"updated_at"`
	Version    int64     `json:"version"`
}

// move asks where the task goes, and beside another task also what is there,
// after the decision.
func move(ctx context.Context, c *endpoint.Call, in *moveIn) (*Task, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := in.Body.check(); err != nil {
		return nil, err
	}
	to, err := in.destination(ctx, c)
	if err != nil {
		return nil, err
	}
	place, err := place(ctx, c, column{
		workspace: c.Grant.Workspace(), id: to.ColumnID, project: to.ProjectID, moved: in.row.ID,
		first: rank.Rank(to.FirstRank), last: rank.Rank(to.LastRank),
	}, in.Body.Spot)
	if err != nil {
		return nil, err
	}
	from := in.row
	if err := in.write(ctx, c, to, place); err != nil {
		return nil, err
	}
	task := in.changedBy(c)
	tellMove(c, from, task)
	return task, nil
}

// destination loads where the task goes. A right to the task is none to the
// place: a project out of reach is one that doesn't exist. Whoever may change a
// task by his role may make one by it, too.
func (in *moveIn) destination(ctx context.Context, c *endpoint.Call) (queries.DestinationRow, error) {
	project := in.Body.ProjectID
	if project.IsZero() {
		project = in.row.ProjectID
	}
	to, err := queries.New(c.Tx).Destination(ctx, queries.DestinationParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), ProjectID: project, ColumnID: in.Body.ColumnID,
		AssigneeID: in.row.AssigneeID,
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return to, problem.NotFound(err)
	case err != nil:
		return to, fmt.Errorf("loading the destination: %w", err)
	case to.Private && !to.Reached:
		return to, problem.NotFound(errHiddenProject)
	case to.ColumnID.IsZero():
		return to, problem.NotFound(errNoColumn)
	}
	return to, nil
}

// write moves the row. Nobody stays assigned to a task that moves out of his reach.
func (in *moveIn) write(ctx context.Context, c *endpoint.Call, to queries.DestinationRow, place string) error {
	unassign := to.ProjectID != in.row.ProjectID && !to.Assignable
	params := queries.MoveParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.row.ID, FromProject: in.row.ProjectID, ProjectID: to.ProjectID,
		ColumnID: to.ColumnID, Rank: place, Unassign: unassign, Now: c.Now,
	}
	if asked := c.Request.Header.Get("If-Match"); asked != "" && asked != "*" {
		params.Matched = in.row.Version
	}
	if err := queries.New(c.Tx.One(problem.EditConflict())).Move(ctx, params); err != nil {
		return err
	}
	in.row.ProjectID, in.row.ColumnID, in.row.Rank = to.ProjectID, to.ColumnID, place
	if unassign {
		in.row.AssigneeID = id.User{}
	}
	return nil
}

// tellMove tells those who see the board. Between projects, the one board learns
// that the task is gone, and the other one all about it.
func tellMove(c *endpoint.Call, from queries.GetRow, task *Task) {
	if from.ProjectID != task.ProjectID {
		c.Detail("from_project", from.ProjectID.String())
		c.Detail("to_project", task.ProjectID.String())
		c.Emit(events.Event{Kind: "task.left", Project: from.ProjectID, Task: task.ID, Data: gone{task.ID}})
		c.Emit(events.Event{Kind: "task.arrived", Project: task.ProjectID, Task: task.ID, Data: task})
		return
	}
	c.Detail("from_column", from.ColumnID.String())
	c.Detail("to_column", task.ColumnID.String())
	c.Emit(events.Event{Kind: "task.moved", Project: task.ProjectID, Task: task.ID, Data: moved{
		ID: task.ID, ColumnID: task.ColumnID, FromColumn: from.ColumnID, Rank: task.Rank,
		UpdatedAt: task.UpdatedAt, Version: task.Version,
	}})
}
