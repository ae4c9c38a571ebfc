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

// createColumn puts the new column at the end.
func createColumn(ctx context.Context, c *endpoint.Call, in *createColumnIn) (*Column, error) {
	name, err := trimmed("body.name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	if err := inTurn(ctx, c, in.facts.ID); err != nil {
		return nil, err
	}
	columns, err := columnsOf(ctx, q, c.Grant, in.facts.ID)
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
	c.Emit(events.Event{Kind: "column.created", Project: column.ProjectID, Data: column})
	return column, nil
}
