package projects

import (
	"context"
	"fmt"
	"slices"

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
	ID       id.Column `json:"id,omitempty" doc:"An id of your own (UUIDv7); one that is taken by another answers 409"`
	Name     string    `json:"name" minLength:"1" maxLength:"100"`
	WIPLimit *int64    `json:"wip_limit,omitempty" minimum:"1" maximum:"10000"`
}

// again answers a request that has made its column before.
func (in *createColumnIn) again(there *Column, name string) (*Column, error) {
	limit, asked := int64(0), int64(0)
	if there.WIPLimit != nil {
		limit = *there.WIPLimit
	}
	if in.Body.WIPLimit != nil {
		asked = *in.Body.WIPLimit
	}
	if there.Name != name || limit != asked {
		return nil, errTakenColumn
	}
	return there, nil
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
	own, err := endpoint.OwnID(in.Body.ID)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(columns, func(there Column) bool { return there.ID == own }); at >= 0 {
		return in.again(&columns[at], name)
	}
	if len(columns) >= MostColumns {
		return nil, problem.Conflict(fmt.Sprintf("A project has at most %d columns.", MostColumns))
	}
	place, err := placeAt(ctx, c, q, columns, len(columns))
	if err != nil {
		return nil, err
	}
	column := &Column{
		ID: own, ProjectID: in.facts.ID, Name: name, Rank: string(place), WIPLimit: in.Body.WIPLimit,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err = queries.New(c.Tx.One(errTakenColumn)).CreateColumn(ctx, queries.CreateColumnParams{
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
