package projects

import (
	"context"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteColumnIn struct{ ColumnPath }

// removeColumn takes empty columns only: no task loses its place by it.
func removeColumn(ctx context.Context, c *endpoint.Call, in *deleteColumnIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.column.Version); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	tasks, err := q.CountTasksIn(ctx, queries.CountTasksInParams{WorkspaceID: c.Grant.Workspace(), ColumnID: in.column.ID})
	if err != nil {
		return nil, fmt.Errorf("counting the column's tasks: %w", err)
	}
	if tasks > 0 {
		return nil, notEmpty()
	}
	gone, err := q.DeleteColumn(ctx, queries.DeleteColumnParams{
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
	c.Emit(events.Event{Kind: "column.deleted", Project: in.column.ProjectID, Data: boardColumn{Column: in.column.ID}})
	return &endpoint.Nothing{}, nil
}

func notEmpty() error {
	return problem.Conflict("The column still holds tasks, archived ones included. Move or delete them first.")
}
