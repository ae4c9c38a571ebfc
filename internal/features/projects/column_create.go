package projects

import (
	"context"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type createColumnIn struct {
	Path
	Body createColumnBody
}

type createColumnBody struct {
	Name     string `json:"name" minLength:"1" maxLength:"100"`
	WIPLimit *int64 `json:"wip_limit,omitempty" minimum:"1" maximum:"10000"`
}

// boardColumn is the data of events about a column.
type boardColumn struct {
	Column id.Column `json:"column_id"`
	Name   string    `json:"name,omitempty"`
	Rank   string    `json:"rank,omitempty"`
}

// createColumn puts the new column at the end.
func createColumn(ctx context.Context, c *endpoint.Call, in *createColumnIn) (*Column, error) {
	name, err := trimmed("body.name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	columns, err := lockedColumns(ctx, c, q, in.facts.ID)
	if err != nil {
		return nil, err
	}
	if len(columns) >= MostColumns {
		return nil, problem.Conflict(fmt.Sprintf("A project has at most %d columns.", MostColumns))
	}
	place, err := placeAt(ctx, c, q, columns, len(columns))
	if err != nil {
		return nil, err
	}
	column := &Column{
		ID: id.New[id.Column](), ProjectID: in.facts.ID, Name: name, Rank: string(place), WIPLimit: in.Body.WIPLimit,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err = q.CreateColumn(ctx, queries.CreateColumnParams{
		WorkspaceID: c.Grant.Workspace(), ID: column.ID, ProjectID: column.ProjectID, Name: name, Rank: column.Rank,
		WipLimit: column.WIPLimit, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	c.Touched(column.ID.String())
	c.Emit(events.Event{Kind: "column.created", Project: column.ProjectID, Data: boardColumn{column.ID, name, column.Rank}})
	return column, nil
}

// lockedColumns reads the columns in their order, which then stays until the commit.
func lockedColumns(ctx context.Context, c *endpoint.Call, q *queries.Queries, project id.Project) ([]Column, error) {
	if _, err := lock(ctx, q, c.Grant, project); err != nil {
		return nil, err
	}
	return columnsOf(ctx, q, c.Grant, project)
}
