package projects

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type moveColumnIn struct {
	ColumnPath
	Body moveColumnBody
}

type moveColumnBody struct {
	Before *id.Column `json:"before,omitempty" doc:"Put it directly before this column"`
	After  *id.Column `json:"after,omitempty" doc:"Put it directly after this column; wins over before"`
}

func moveColumn(ctx context.Context, c *endpoint.Call, in *moveColumnIn) (*Column, error) {
	if in.Body.Before == nil && in.Body.After == nil {
		return nil, problem.InvalidField("body", "needs before or after")
	}
	q := queries.New(c.Tx)
	if err := inTurn(ctx, c, in.column.ProjectID); err != nil {
		return nil, err
	}
	columns, err := columnsOf(ctx, q, c.Grant, in.column.ProjectID)
	if err != nil {
		return nil, err
	}
	at := position(columns, in.column.ID)
	if at < 0 {
		return nil, problem.NotFound(nil) // deleted while we waited
	}
	moved := columns[at]
	if err := c.MatchVersion(moved.Version); err != nil {
		return nil, err
	}
	columns = slices.Delete(columns, at, at+1)
	at, err = in.Body.destination(columns)
	if err != nil {
		return nil, err
	}
	place, err := placeAt(ctx, c, q, columns, at)
	if err != nil {
		return nil, err
	}
	if err := rankColumn(ctx, c, q, moved.ID, place); err != nil {
		return nil, err
	}
	moved.Rank, moved.UpdatedAt, moved.Version = string(place), c.Now, moved.Version+1
	c.Touched(moved.ID.String())
	c.Emit(events.Event{Kind: "column.moved", Project: moved.ProjectID, Data: moved})
	return &moved, nil
}

// destination is the index at which the column goes in among the others.
func (b moveColumnBody) destination(others []Column) (int, error) {
	before, after := len(others), -1
	if b.Before != nil {
		if before = position(others, *b.Before); before < 0 {
			return 0, problem.NotFound(nil)
		}
	}
	if b.After != nil {
		if after = position(others, *b.After); after < 0 {
			return 0, problem.NotFound(nil)
		}
	}
	switch {
	case after >= before:
		return 0, problem.InvalidField("body", "after stands behind before")
	case b.After != nil:
		return after + 1, nil
	}
	return before, nil
}

func position(columns []Column, column id.Column) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.ID == column })
}

// placeAt returns a rank for a column that goes in at the index. Where nothing
// fits between the neighbours any more all columns get room again; there are few.
func placeAt(ctx context.Context, c *endpoint.Call, q *queries.Queries, columns []Column, at int) (rank.Rank, error) {
	place, err := between(columns, at)
	if !errors.Is(err, rank.ErrExhausted) {
		return place, err
	}
	for i, fresh := range rank.Spread(len(columns)) {
		if err := rankColumn(ctx, c, q, columns[i].ID, fresh); err != nil {
			return "", err
		}
		columns[i].Rank, columns[i].UpdatedAt, columns[i].Version = string(fresh), c.Now, columns[i].Version+1
		c.Emit(events.Event{Kind: "column.moved", Project: columns[i].ProjectID, Data: columns[i]})
	}
	return between(columns, at)
}

func between(columns []Column, at int) (rank.Rank, error) {
	var low, high rank.Rank
	if at > 0 {
		low = rank.Rank(columns[at-1].Rank)
	}
	if at < len(columns) {
		high = rank.Rank(columns[at].Rank)
	}
	place, err := rank.Between(low, high)
	if err != nil {
		return "", fmt.Errorf("ranking a column: %w", err)
	}
	return place, nil
}

func rankColumn(ctx context.Context, c *endpoint.Call, q *queries.Queries, column id.Column, place rank.Rank) error {
	return q.RankColumn(ctx, queries.RankColumnParams{
		WorkspaceID: c.Grant.Workspace(), ColumnID: column, Rank: string(place), Now: c.Now,
	})
}
