package projects

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type deleteColumnIn struct {
	ColumnPath
	MoveTo id.Column `query:"move_to" doc:"Where its tasks go: another column of the same project"`
}

// removeColumn takes empty columns, or those whose tasks have another place to go.
func removeColumn(ctx context.Context, c *endpoint.Call, in *deleteColumnIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c, in.column.ProjectID); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.column.Version); err != nil {
		return nil, err
	}
	if err := in.empty(ctx, c); err != nil {
		return nil, err
	}
	gone, err := queries.New(c.Tx).DeleteColumn(ctx, queries.DeleteColumnParams{
		WorkspaceID: c.Grant.Workspace(), ColumnID: in.column.ID, Version: in.column.Version,
	})
	switch {
	case refersToNothing(err): // a task came in between
		return nil, notEmpty()
	case err != nil:
		return nil, fmt.Errorf("deleting the column: %w", err)
	case gone == 0:
		return nil, problem.EditConflict()
	}
	c.Touched(in.column.ID.String())
	c.Emit(events.Event{Kind: "column.deleted", Project: in.column.ProjectID, Data: goneColumn{in.column.ID, in.MoveTo}})
	return &endpoint.Nothing{}, nil
}

// empty sees to it that no task is in the column.
func (in *deleteColumnIn) empty(ctx context.Context, c *endpoint.Call) error {
	if !in.MoveTo.IsZero() {
		return in.moveTasks(ctx, c)
	}
	tasks, err := queries.New(c.Tx).CountTasksIn(ctx, queries.CountTasksInParams{
		WorkspaceID: c.Grant.Workspace(), ColumnID: in.column.ID,
	})
	switch {
	case err != nil:
		return fmt.Errorf("counting the column's tasks: %w", err)
	case tasks > 0:
		return notEmpty()
	}
	return nil
}

// moveTasks puts them below what is in the other column, which stays as it is.
// They go with their column, whatever state they are in: that is no edit of them.
func (in *deleteColumnIn) moveTasks(ctx context.Context, c *endpoint.Call) error {
	if in.MoveTo == in.column.ID {
		return problem.InvalidField("query.move_to", "must be another column")
	}
	q := queries.New(c.Tx)
	last, err := q.EndOf(ctx, queries.EndOfParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: in.column.ProjectID, ColumnID: in.MoveTo,
	})
	if errors.Is(err, db.ErrNoRows) {
		return problem.NotFound(err)
	}
	if err != nil {
		return fmt.Errorf("looking where the tasks go: %w", err)
	}
	prefix, err := prefixAfter(rank.Rank(last))
	if err != nil {
		return err
	}
	moved, err := q.MoveTasks(ctx, queries.MoveTasksParams{
		WorkspaceID: c.Grant.Workspace(), ColumnID: in.column.ID, MoveTo: in.MoveTo, Prefix: prefix, Now: c.Now,
	})
	if err != nil {
		return fmt.Errorf("moving the column's tasks: %w", err)
	}
	c.Detail("move_to", in.MoveTo.String())
	c.Detail("tasks", fmt.Sprint(moved))
	return nil
}

// numberLength is what the statement that moves tasks appends to the prefix.
const numberLength = len("100000001")

// prefixAfter is a rank behind the last one, with room for numbers.
func prefixAfter(last rank.Rank) (string, error) {
	prefix, err := rank.Between(last, "")
	if errors.Is(err, rank.ErrExhausted) || len(prefix) > rank.MaxLength-numberLength {
		return "", problem.Conflict("There is no room left at the end of that column.")
	}
	if err != nil {
		return "", fmt.Errorf("ranking the column's tasks: %w", err)
	}
	return string(prefix), nil
}

func notEmpty() error {
	return problem.Conflict("The column still holds tasks; archived ones and those in the trash count, too. Say by move_to where they go.")
}
