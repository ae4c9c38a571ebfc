package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

const (
	// mostLevels is how deep a tree of tasks may be, the task on top included.
	mostLevels = 5
	// mostChildren bounds what is directly below one task.
	mostChildren = 250
	// mostBelow bounds what one request takes along.
	mostBelow = 1000
)

var (
	errNoParent = errors.New("the project has no such task to be a parent")
	tooDeep     = "subtasks go five levels deep at most, the task on top included"
)

// lockTree makes whoever changes who is below whom in these projects wait for
// each other: what is read afterwards stays true until the transaction ends.
func lockTree(ctx context.Context, c *endpoint.Call, projects ...id.Project) error {
	slices.SortFunc(projects, func(a, b id.Project) int { return slices.Compare(a[:], b[:]) }) // in one order, or two could wait for each other
	for _, p := range slices.Compact(projects) {
		if err := queries.New(c.Tx).LockTree(ctx, queries.LockTreeParams{WorkspaceID: c.Grant.Workspace(), ProjectID: p}); err != nil {
			return err
		}
	}
	return nil
}

// under reads what is below a task, the nearest first.
func under(ctx context.Context, c *endpoint.Call, task id.Task, trashed bool) ([]queries.BelowRow, error) {
	rows, err := queries.New(c.Tx).Below(ctx, queries.BelowParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: task, Trashed: trashed, Most: mostBelow + 1,
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the subtasks: %w", err)
	case len(rows) > mostBelow:
		return nil, problem.Conflict("There are more than 1000 tasks below this one: take parts of them first.")
	}
	return rows, nil
}

// below finds a place for a task among the subtasks of another one. The tree is
// locked. height is how many levels the task brings, itself included.
func below(ctx context.Context, c *endpoint.Call, parent id.Task, in column, s Spot, height int) (string, error) {
	q := queries.New(c.Tx)
	line, err := q.Lineage(ctx, queries.LineageParams{WorkspaceID: in.workspace, TaskID: parent, ProjectID: in.project})
	switch {
	case err != nil:
		return "", fmt.Errorf("looking at the tasks above: %w", err)
	case len(line) == 0:
		return "", problem.NotFound(errNoParent)
	case slices.Contains(line, in.moved):
		return "", problem.InvalidField("body.parent_id", "is below the task itself")
	case len(line)+height > mostLevels:
		return "", problem.InvalidField("body.parent_id", tooDeep)
	}
	rows, err := q.Siblings(ctx, queries.SiblingsParams{WorkspaceID: in.workspace, ParentID: parent, Moved: in.moved})
	if err != nil {
		return "", fmt.Errorf("looking at the siblings: %w", err)
	}
	if len(rows) >= mostChildren {
		return "", problem.Conflict("A task has at most 250 subtasks directly below it.")
	}
	return among(ctx, c, in, rows, s)
}

// among places a task among siblings, which are few enough to be looked at all at once.
func among(ctx context.Context, c *endpoint.Call, in column, siblings []queries.SiblingsRow, s Spot) (string, error) {
	at := len(siblings)
	if s.Position == "top" {
		at = 0
	}
	if beside := s.beside(); !beside.IsZero() {
		if at = slices.IndexFunc(siblings, func(r queries.SiblingsRow) bool { return r.ID == beside }); at < 0 {
			return "", problem.NotFound(errNoNeighbour)
		}
		if !s.After.IsZero() {
			at++
		}
	}
	var low, high rank.Rank
	if at > 0 {
		low = rank.Rank(siblings[at-1].Rank)
	}
	if at < len(siblings) {
		high = rank.Rank(siblings[at].Rank)
	}
	drawn, err := rank.BetweenJittered(low, high, rank.Crowd{})
	if !errors.Is(err, rank.ErrExhausted) {
		return string(drawn), err
	}
	ranks := rank.Spread(len(siblings) + 1)
	stands := make([]stand, len(siblings))
	for i, r := range siblings {
		stands[i] = stand(r)
	}
	return string(ranks[at]), in.rerank(ctx, c, stands, slices.Delete(slices.Clone(ranks), at, at+1))
}

// follow takes what is below a task to the project that it moves to: each into
// the column of the same name as before, and where there is none, beside it.
func (in *moveIn) follow(ctx context.Context, c *endpoint.Call, to queries.DestinationRow, below []queries.BelowRow) error {
	if len(below) == 0 {
		return nil
	}
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	twins, err := q.ColumnTwins(ctx, queries.ColumnTwinsParams{WorkspaceID: workspace, FromProject: in.row.ProjectID, ToProject: to.ProjectID})
	if err != nil {
		return fmt.Errorf("looking for columns of the same name: %w", err)
	}
	same := map[id.Column]id.Column{}
	for _, t := range twins {
		same[t.FromID] = t.ID
	}
	for _, b := range below {
		column, known := same[b.ColumnID]
		if !known {
			column = to.ColumnID
		}
		err := q.MoveBelow(ctx, queries.MoveBelowParams{WorkspaceID: workspace, ID: b.ID, ProjectID: to.ProjectID, ColumnID: column, Now: c.Now})
		if err != nil {
			return err
		}
	}
	return nil
}

// tellFollowers tells both boards of the subtasks that went along.
func tellFollowers(ctx context.Context, c *endpoint.Call, from id.Project, below []queries.BelowRow) error {
	for _, b := range below {
		if b.DeletedAt != nil {
			continue
		}
		row, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), TaskID: b.ID, UserID: c.Grant.User()})
		if err != nil {
			return fmt.Errorf("reading a subtask that went along: %w", err)
		}
		c.Emit(events.Event{Kind: "task.left", Project: from, Task: b.ID, Data: left{
			ID: b.ID, ColumnID: b.ColumnID, Rank: b.Rank, ParentID: orNull(b.ParentID), AssigneeID: orNull(b.AssigneeID),
		}})
		c.Emit(events.Event{Kind: "task.arrived", Project: row.ProjectID, Task: b.ID, Data: shown(&row)})
	}
	return nil
}
