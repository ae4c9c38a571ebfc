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

	parent id.Task
}

type moveBody struct {
	ColumnID  id.Column                  `json:"column_id,omitempty" doc:"The task's new status; its present one when nothing is said"`
	ProjectID id.Project                 `json:"project_id,omitempty" doc:"The column's project, when it isn't the task's own"`
	ParentID  endpoint.Optional[id.Task] `json:"parent_id,omitzero" maxLength:"40" doc:"The task to be a subtask of; null to be none. A subtask that goes to another project without its parent is none any more"`
	Rank      string                     `json:"rank,omitempty" maxLength:"100" doc:"Exactly this rank, as the task had it before: for undoing a move"`
	Spot
}

func (b *moveBody) check() error {
	if b.Rank == "" {
		return b.Spot.check()
	}
	if b.Spot != (Spot{}) {
		return problem.InvalidField("body.rank", "say only one of rank, before, after and position")
	}
	return checkRank("body.rank", b.Rank)
}

func checkRank(field, text string) error {
	if !rank.Valid(text) {
		return problem.InvalidField(field, "must be a rank that a task had")
	}
	return nil
}

// moved is what is told of a move within a board.
type moved struct {
	ID         id.Task   `json:"id"`
	ColumnID   id.Column `json:"column_id"`
	FromColumn id.Column `json:"from_column_id"`
	Rank       string    `json:"rank"`
	FromRank   string    `json:"from_rank"`
	ParentID   *id.Task  `json:"parent_id"`
	FromParent *id.Task  `json:"from_parent_id"`
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
	below, err := in.prepare(ctx, c, to)
	if err != nil {
		return nil, err
	}
	place, err := in.place(ctx, c, to, below)
	if err != nil {
		return nil, err
	}
	from := in.row
	if to.ProjectID != from.ProjectID {
		if err := in.holdAssignee(ctx, c, to); err != nil {
			return nil, err
		}
		if err := in.follow(ctx, c, to, below); err != nil {
			return nil, err
		}
	}
	if err := in.write(ctx, c, to, place); err != nil {
		return nil, err
	}
	task := in.changedBy(c)
	tellMove(c, from, task)
	if to.ProjectID != from.ProjectID {
		return task, tellFollowers(ctx, c, from.ProjectID, below)
	}
	return task, nil
}

// destination loads where the task goes. A right to the task is none to the
// place: a project out of reach is one that doesn't exist. Whoever may change a
// task by his role may make one by it, too.
func (in *moveIn) destination(ctx context.Context, c *endpoint.Call) (queries.DestinationRow, error) {
	project, column := in.Body.ProjectID, in.Body.ColumnID
	if project.IsZero() {
		project = in.row.ProjectID
	}
	if column.IsZero() && project == in.row.ProjectID {
		column = in.row.ColumnID
	}
	to, err := queries.New(c.Tx).Destination(ctx, queries.DestinationParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), ProjectID: project, ColumnID: column, AssigneeID: in.row.AssigneeID,
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return to, problem.NotFound(err)
	case err != nil:
		return to, fmt.Errorf("loading the destination: %w", err)
	case to.Private && !to.Reached, !c.Principal.Reaches(to.ProjectID):
		return to, problem.NotFound(errHiddenProject)
	case to.ColumnID.IsZero():
		return to, problem.NotFound(errNoColumn)
	}
	return to, nil
}

// prepare says below which task the task will be, and, where the tree changes,
// locks it and reads what is below the task itself.
func (in *moveIn) prepare(ctx context.Context, c *endpoint.Call, to queries.DestinationRow) ([]queries.BelowRow, error) {
	leaves := to.ProjectID != in.row.ProjectID
	switch {
	case in.Body.ParentID.Present:
		in.parent = deref(in.Body.ParentID.Value)
	case !leaves:
		in.parent = in.row.ParentID
	}
	if !leaves && in.parent == in.row.ParentID {
		return nil, nil
	}
	if err := lockTree(ctx, c, in.row.ProjectID, to.ProjectID); err != nil {
		return nil, err
	}
	return under(ctx, c, in.row.ID, true)
}

// place finds the task's rank: among its siblings, or in its column. A subtask
// that only changes its column keeps its place among its siblings.
func (in *moveIn) place(ctx context.Context, c *endpoint.Call, to queries.DestinationRow, rows []queries.BelowRow) (string, error) {
	at := column{
		workspace: c.Grant.Workspace(), id: to.ColumnID, project: to.ProjectID, moved: in.row.ID,
		first: rank.Rank(to.FirstRank), last: rank.Rank(to.LastRank),
	}
	stays := in.parent == in.row.ParentID
	switch {
	case in.parent.IsZero() && in.Body.Rank != "":
		return in.Body.Rank, nil
	case in.parent.IsZero():
		return place(ctx, c, at, in.Body.Spot)
	case stays && in.Body.Spot == (Spot{}) && in.Body.Rank == "":
		return in.row.Rank, nil
	case stays && in.Body.Rank != "":
		return in.Body.Rank, nil
	}
	if stays {
		if err := lockTree(ctx, c, in.row.ProjectID); err != nil {
			return "", err
		}
	}
	height := 1
	for _, b := range rows {
		height = max(height, int(b.Depth)+1)
	}
	if stays {
		height = 1 // it brings no level that isn't there already
	}
	found, err := below(ctx, c, in.parent, at, in.Body.Spot, height)
	if in.Body.Rank != "" && err == nil {
		found = in.Body.Rank
	}
	return found, err
}

// holdAssignee comes before any task is written: whoever removes a member locks in that order, too.
func (in *moveIn) holdAssignee(ctx context.Context, c *endpoint.Call, to queries.DestinationRow) error {
	if !to.Assignable {
		return nil
	}
	return hold(ctx, c, in.row.AssigneeID, to.ProjectID, to.Private)
}

// write moves the row. Nobody stays assigned to a task that moves out of his reach.
func (in *moveIn) write(ctx context.Context, c *endpoint.Call, to queries.DestinationRow, place string) error {
	unassign := to.ProjectID != in.row.ProjectID && !to.Assignable
	params := queries.MoveParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.row.ID, FromProject: in.row.ProjectID, ProjectID: to.ProjectID,
		ColumnID: to.ColumnID, Rank: place, ParentID: in.parent, Unassign: unassign, Now: c.Now,
	}
	if asked := c.Request.Header.Get("If-Match"); asked != "" && asked != "*" {
		params.Matched = in.row.Version
	}
	if err := queries.New(c.Tx.One(problem.EditConflict())).Move(ctx, params); err != nil {
		return err
	}
	in.row.ProjectID, in.row.ColumnID, in.row.Rank, in.row.ParentID = to.ProjectID, to.ColumnID, place, in.parent
	if unassign {
		in.row.AssigneeID = id.User{}
	}
	return nil
}

// left is what is told of a task that went to another project: where it was.
type left struct {
	ID         id.Task   `json:"id"`
	ColumnID   id.Column `json:"column_id"`
	Rank       string    `json:"rank"`
	ParentID   *id.Task  `json:"parent_id"`
	AssigneeID *id.User  `json:"assignee_id"`
}

func leftFrom(r *queries.GetRow) left {
	return left{ID: r.ID, ColumnID: r.ColumnID, Rank: r.Rank, ParentID: orNull(r.ParentID), AssigneeID: orNull(r.AssigneeID)}
}

// tellMove tells those who see the board. Between projects, the one board learns
// that the task is gone, and the other one all about it.
func tellMove(c *endpoint.Call, from queries.GetRow, task *Task) {
	if from.ProjectID != task.ProjectID {
		c.Detail("from_project", from.ProjectID.String())
		c.Detail("to_project", task.ProjectID.String())
		c.Emit(events.Event{Kind: "task.left", Project: from.ProjectID, Task: task.ID, Data: leftFrom(&from)})
		c.Emit(events.Event{Kind: "task.arrived", Project: task.ProjectID, Task: task.ID, Data: task})
		return
	}
	c.Detail("from_column", from.ColumnID.String())
	c.Detail("to_column", task.ColumnID.String())
	c.Emit(events.Event{Kind: "task.moved", Project: task.ProjectID, Task: task.ID, Data: moved{
		ID: task.ID, ColumnID: task.ColumnID, FromColumn: from.ColumnID, Rank: task.Rank, FromRank: from.Rank,
		ParentID: task.ParentID, FromParent: orNull(from.ParentID), UpdatedAt: task.UpdatedAt, Version: task.Version,
	}})
}
