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

// mostRepeated bounds what is below a task that repeats.
const mostRepeated = 200

// copied is a task that is made once more: of which one, and where.
type copied struct {
	of     *queries.GetRow
	id     id.Task
	parent id.Task
	column id.Column
	rank   string
	due    *time.Time
	repeat *Repeat
}

// again makes the next one of a task that repeats, with what belongs to it: its labels, its
// checklist and its subtasks, all of them open. It belongs to whoever made the first one,
// and not to whoever completes it.
func (f *Tasks) again(ctx context.Context, c *endpoint.Call, row *queries.GetRow, s series, next time.Time) (id.Task, error) {
	rows, err := f.subtree(ctx, c, row)
	if err != nil {
		return id.Task{}, err
	}
	to, done, err := nextColumn(ctx, c, row)
	if err != nil {
		return id.Task{}, err
	}
	first := copied{of: row, id: id.New[id.Task](), parent: row.ParentID, column: to.ColumnID, due: &next, repeat: repeatOf(row)}
	if first.rank, err = nextPlace(ctx, c, &first, to); err != nil {
		return id.Task{}, err
	}
	list := []copied{first}
	ids := map[id.Task]id.Task{row.ID: first.id}
	for i := range rows {
		r := &rows[i]
		one := copied{of: r, id: id.New[id.Task](), parent: ids[r.ParentID], column: r.ColumnID, rank: r.Rank, repeat: repeatOf(r)}
		if one.column == done {
			one.column = to.ColumnID
		}
		one.due = s.moved(r.DueAt, r.DueAllDay, *row.DueAt, next)
		ids[r.ID] = one.id
		list = append(list, one)
	}
	return first.id, f.copyAll(ctx, c, row.ProjectID, list, ids)
}

// subtree reads what is below a task, those above before those below them.
func (f *Tasks) subtree(ctx context.Context, c *endpoint.Call, row *queries.GetRow) ([]queries.GetRow, error) {
	below, err := under(ctx, c, row.ID, false)
	if err != nil {
		return nil, err
	}
	if len(below) > mostRepeated {
		return nil, problem.Conflict("More than 200 tasks are below this one, which repeats: let it repeat no more, or take parts of them away first.")
	}
	ids := make([]id.Task, len(below))
	for i, b := range below {
		ids[i] = b.ID
	}
	return read(ctx, c, ids)
}

// nextColumn is where the next one goes: where the task is, or to the board's first column
// when it has come to the last one. done is that last one.
func nextColumn(ctx context.Context, c *endpoint.Call, row *queries.GetRow) (to queries.DestinationRow, done id.Column, err error) {
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	if done, err = q.LastColumn(ctx, queries.LastColumnParams{WorkspaceID: workspace, ProjectID: row.ProjectID}); err != nil {
		return to, done, fmt.Errorf("looking for the last column: %w", err)
	}
	column := row.ColumnID
	if column == done {
		column = id.Column{}
	}
	to, err = q.Destination(ctx, queries.DestinationParams{WorkspaceID: workspace, UserID: c.Grant.User(), ProjectID: row.ProjectID, ColumnID: column})
	if err != nil {
		return to, done, fmt.Errorf("looking for the column of the next task: %w", err)
	}
	return to, done, nil
}

// nextPlace is right below the task that was completed, or the end of another column.
func nextPlace(ctx context.Context, c *endpoint.Call, one *copied, to queries.DestinationRow) (string, error) {
	at := column{
		workspace: c.Grant.Workspace(), id: one.column, project: one.of.ProjectID, moved: one.id,
		first: rank.Rank(to.FirstRank), last: rank.Rank(to.LastRank),
	}
	switch {
	case !one.parent.IsZero():
		return below(ctx, c, one.parent, at, Spot{After: one.of.ID}, 1)
	case one.column == one.of.ColumnID:
		return place(ctx, c, at, Spot{After: one.of.ID})
	}
	return place(ctx, c, at, Spot{})
}

// copyAll writes the copies, and tells of them as of tasks that were created.
func (f *Tasks) copyAll(ctx context.Context, c *endpoint.Call, project id.Project, list []copied, ids map[id.Task]id.Task) error {
	made := make([]id.Task, len(list))
	for i := range list {
		made[i] = list[i].id
		if err := list[i].write(ctx, c); err != nil {
			return err
		}
	}
	rows, err := read(ctx, c, made)
	if err != nil {
		return err
	}
	for i := range rows {
		task := shown(&rows[i])
		c.Emit(events.Event{Kind: "task.created", Project: task.ProjectID, Task: task.ID, Data: task})
	}
	return f.copyChecklists(ctx, c, project, ids)
}

func (one *copied) write(ctx context.Context, c *endpoint.Call) error {
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	// Whoever is assigned stays a member until this is done, or isn't one any more.
	if !one.of.AssigneeID.IsZero() {
		if err := q.HoldMember(ctx, queries.HoldMemberParams{WorkspaceID: workspace, UserID: one.of.AssigneeID}); err != nil {
			return err
		}
		if err := q.HoldReach(ctx, queries.HoldReachParams{WorkspaceID: workspace, ProjectID: one.of.ProjectID, UserID: one.of.AssigneeID}); err != nil {
			return err
		}
	}
	repeat := deref(one.repeat)
	err := queries.New(c.Tx.One(problem.EditConflict())).Copy(ctx, queries.CopyParams{
		WorkspaceID: workspace, FromTask: one.of.ID, ID: one.id, ParentID: one.parent, ColumnID: one.column, Rank: one.rank,
		DueAt: one.due, RepeatRule: repeat.Rule, RepeatZone: repeat.Zone, Now: c.Now,
	})
	if err != nil {
		return err
	}
	return q.CopyLabels(ctx, queries.CopyLabelsParams{WorkspaceID: workspace, FromTask: one.of.ID, ID: one.id})
}

// takeBack moves the next one of a task to the trash when nobody has touched it yet, and
// has the task repeat again. One that somebody works on stays, and goes on repeating.
func (f *Tasks) takeBack(ctx context.Context, c *endpoint.Call, row *queries.GetRow) error {
	if row.NextID.IsZero() {
		return nil
	}
	if err := lockTree(ctx, c, row.ProjectID); err != nil {
		return err
	}
	next, err := queries.New(c.Tx).Anywhere(ctx, queries.AnywhereParams{WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), TaskID: row.NextID})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("looking for the next task: %w", err)
	case next.DeletedAt != nil || next.Version != 1:
		return nil
	}
	gone := known(&next)
	if err := trash(ctx, c, &gone); err != nil {
		return err
	}
	row.RepeatRule, row.RepeatZone, row.NextID = next.RepeatRule, next.RepeatZone, id.Task{}
	return f.later(ctx, c)
}
