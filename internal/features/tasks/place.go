package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

// Spot says where in a column a task goes: beside another one, or at an end.
type Spot struct {
	Before   id.Task `json:"before,omitempty" doc:"Right above this task"`
	After    id.Task `json:"after,omitempty" doc:"Right below this task"`
	Position string  `json:"position,omitempty" enum:"top,bottom" doc:"At an end of the column; bottom when nothing is said"`
}

func (s Spot) check() error {
	said := 0
	for _, is := range []bool{!s.Before.IsZero(), !s.After.IsZero(), s.Position != ""} {
		if is {
			said++
		}
	}
	if said > 1 {
		return problem.InvalidField("body.position", "say only one of before, after and position")
	}
	return nil
}

// beside returns the task that the spot is beside; zero for an end of the column.
func (s Spot) beside() id.Task {
	if !s.Before.IsZero() {
		return s.Before
	}
	return s.After
}

// column is one in which a task is about to be placed.
type column struct {
	workspace id.Workspace
	id        id.Column
	project   id.Project
	moved     id.Task
	first     rank.Rank
	last      rank.Rank
}

// stand is where a task stands: its rank, and its id for ties.
type stand struct {
	ID   id.Task
	Rank string
}

// gap is the room between two neighbours; a zero stand is an end of the column.
type gap struct{ above, below stand }

// place finds a rank at the spot. Where many insert at once each draws its own,
// so that nobody waits for the others; the rare tie is broken by the id.
func place(ctx context.Context, c *endpoint.Call, in column, s Spot) (string, error) {
	room := gap{above: stand{ID: id.Highest[id.Task](), Rank: string(in.last)}}
	switch {
	case s.Position == "top":
		room = gap{below: stand{Rank: string(in.first)}}
	case !s.beside().IsZero():
		var err error
		if room, err = in.around(ctx, c.Tx, s); err != nil {
			return "", err
		}
	}
	drawn, err := rank.BetweenJittered(rank.Rank(room.above.Rank), rank.Rank(room.below.Rank), rank.Crowd{})
	if errors.Is(err, rank.ErrExhausted) {
		return in.spread(ctx, c, room.above)
	}
	if err != nil {
		return "", fmt.Errorf("placing a task: %w", err)
	}
	return string(drawn), nil
}

// around finds the neighbours of the spot beside another task.
func (in column) around(ctx context.Context, q db.Querier, s Spot) (gap, error) {
	row, err := queries.New(q).Place(ctx, queries.PlaceParams{WorkspaceID: in.workspace, ColumnID: in.id, ID: s.beside()})
	if errors.Is(err, db.ErrNoRows) || s.beside() == in.moved {
		return gap{}, problem.NotFound(errNoNeighbour)
	}
	if err != nil {
		return gap{}, fmt.Errorf("looking for the neighbour: %w", err)
	}
	at := stand{row.ID, row.Rank}
	if !s.After.IsZero() {
		below, err := in.below(ctx, q, at, 1)
		return gap{above: at, below: first(below)}, err
	}
	above, err := in.above(ctx, q, at, 2)
	if err != nil || len(above) < 2 { // the first of them is the neighbour itself
		return gap{below: at}, err
	}
	return gap{above: above[1], below: at}, nil
}

func first(list []stand) stand {
	if len(list) == 0 {
		return stand{}
	}
	return list[0]
}

// above returns the n nearest tasks from at upwards, at itself first.
func (in column) above(ctx context.Context, q db.Querier, at stand, n int) ([]stand, error) {
	rows, err := queries.New(q).AtOrBefore(ctx, queries.AtOrBeforeParams{
		WorkspaceID: in.workspace, ColumnID: in.id, Moved: in.moved, Rank: at.Rank, ID: at.ID, PageSize: int64(n),
	})
	list := make([]stand, len(rows))
	for i, r := range rows {
		list[i] = stand(r)
	}
	return list, err
}

// below returns the n nearest tasks below at.
func (in column) below(ctx context.Context, q db.Querier, at stand, n int) ([]stand, error) {
	rows, err := queries.New(q).After(ctx, queries.AfterParams{
		WorkspaceID: in.workspace, ColumnID: in.id, Moved: in.moved, Rank: at.Rank, ID: at.ID, PageSize: int64(n),
	})
	list := make([]stand, len(rows))
	for i, r := range rows {
		list[i] = stand(r)
	}
	return list, err
}

// A spread first tries the nearest few neighbours on each side, then more.
const (
	fewNeighbours  = 8
	mostNeighbours = 512
)

// spread gives a few neighbours of a crowded gap new ranks, and returns the one
// that has become free in their midst. The rest of the column stays as it is.
func (in column) spread(ctx context.Context, c *endpoint.Call, above stand) (string, error) {
	for n := fewNeighbours; n <= mostNeighbours; n *= 4 {
		crowd, err := in.crowd(ctx, c.Tx, above, n)
		if err != nil {
			return "", err
		}
		ranks, err := rank.SpreadBetween(crowd.low, crowd.high, len(crowd.upper)+len(crowd.lower)+1)
		if errors.Is(err, rank.ErrExhausted) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("spreading neighbours: %w", err)
		}
		free := len(crowd.upper)
		if err := in.rerank(ctx, c, crowd.upper, ranks[:free]); err != nil {
			return "", err
		}
		return string(ranks[free]), in.rerank(ctx, c, crowd.lower, ranks[free+1:])
	}
	return "", problem.Conflict("There is no room left at this place of the column.")
}

// crowd are neighbours on both sides of a gap, in order, and the bounds beyond them.
type crowd struct {
	upper, lower []stand
	low, high    rank.Rank
}

func (in column) crowd(ctx context.Context, q db.Querier, above stand, n int) (crowd, error) {
	var found crowd
	var err error
	if above.Rank != "" {
		if found.upper, err = in.above(ctx, q, above, n+1); err != nil {
			return crowd{}, fmt.Errorf("looking at the neighbours above: %w", err)
		}
	}
	if found.lower, err = in.below(ctx, q, above, n+1); err != nil {
		return crowd{}, fmt.Errorf("looking at the neighbours below: %w", err)
	}
	if len(found.upper) > n {
		found.low, found.upper = rank.Rank(found.upper[n].Rank), found.upper[:n]
	}
	if len(found.lower) > n {
		found.high, found.lower = rank.Rank(found.lower[n].Rank), found.lower[:n]
	}
	slices.Reverse(found.upper)
	return found, nil
}

// reranked is what is told of a neighbour that had to make room.
type reranked struct {
	ID       id.Task   `json:"id"`
	ColumnID id.Column `json:"column_id"`
	Rank     string    `json:"rank"`
}

func (in column) rerank(ctx context.Context, c *endpoint.Call, neighbours []stand, ranks []rank.Rank) error {
	for i, n := range neighbours {
		if n.Rank == string(ranks[i]) {
			continue
		}
		err := queries.New(c.Tx).Rerank(ctx, queries.RerankParams{
			WorkspaceID: in.workspace, ID: n.ID, Rank: string(ranks[i]), Now: c.Now,
		})
		if err != nil {
			return err
		}
		c.Emit(events.Event{Kind: "task.moved", Project: in.project, Task: n.ID, Data: reranked{n.ID, in.id, string(ranks[i])}})
	}
	return nil
}
