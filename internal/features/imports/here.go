package imports

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

// here is what the workspace holds already of what a board will meet.
type here struct {
	// project is the one that the board came into before; zero when it didn't.
	project id.Project
	// tasks by their ids in the source; the zero id is one that was deleted here.
	tasks    map[string]id.Task
	comments map[string]bool
	columns  map[string]id.Column
	// lastColumn and lastTask are where the order ends; empty where nothing is.
	lastColumn rank.Rank
	lastTask   map[id.Column]rank.Rank
	labels     map[string]id.Label // by key
	people     people
}

// nameless is what board calls GitHub files that name no repository: two of
// them needn't be of the same one.
const nameless = "github"

// look asks for what is here, in few round trips.
func look(ctx context.Context, c *endpoint.Call, b *board.Board) (*here, error) {
	h := &here{labels: map[string]id.Label{}, people: people{}}
	err := c.Tx.Together(ctx, h.loadBoard(c, b), h.loadLabels(c), h.loadPeople(c))
	if err != nil || h.project.IsZero() {
		return h, err
	}
	return h, c.Tx.Together(ctx, h.loadTasks(c, b), h.loadComments(c, b), h.loadColumns(c, b), h.loadOrder(c), h.loadReach(c))
}

func (h *here) loadBoard(c *endpoint.Call, b *board.Board) db.Loader {
	return func(ctx context.Context, q db.Querier) (err error) {
		if b.SourceID == nameless {
			return nil
		}
		h.project, err = queries.New(q).SameBoard(ctx, queries.SameBoardParams{
			WorkspaceID: c.Grant.Workspace(), Source: string(b.Source), SourceID: b.SourceID, UserID: c.Grant.User(),
		})
		if err != nil && !errors.Is(err, db.ErrNoRows) {
			return fmt.Errorf("looking for the same board: %w", err)
		}
		return nil
	}
}

func (h *here) loadLabels(c *endpoint.Call) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).LabelsHere(ctx, c.Grant.Workspace())
		if err != nil {
			return fmt.Errorf("reading the labels: %w", err)
		}
		for _, r := range rows {
			h.labels[r.NameKey] = r.ID
		}
		return nil
	}
}

func (h *here) loadPeople(c *endpoint.Call) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).PeopleHere(ctx, c.Grant.Workspace())
		if err != nil {
			return fmt.Errorf("reading the members: %w", err)
		}
		for _, r := range rows {
			h.people.add(r.Name, r.UserID)
		}
		return nil
	}
}

// loadReach keeps tasks of a private project from people who don't reach it.
func (h *here) loadReach(c *endpoint.Call) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).ProjectMembersHere(ctx, queries.ProjectMembersHereParams{
			WorkspaceID: c.Grant.Workspace(), ProjectID: h.project,
		})
		if err != nil {
			return fmt.Errorf("reading the project's members: %w", err)
		}
		if len(rows) == 0 || !rows[0].Private {
			return nil
		}
		reaching := map[id.User]bool{}
		for _, r := range rows {
			reaching[r.UserID] = true
		}
		h.people.keep(reaching)
		return nil
	}
}

func (h *here) loadTasks(c *endpoint.Call, b *board.Board) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).KnownTasks(ctx, queries.KnownTasksParams{
			WorkspaceID: c.Grant.Workspace(), Source: string(b.Source), SourceID: b.SourceID, ProjectID: h.project,
		})
		if err != nil {
			return fmt.Errorf("reading what was imported: %w", err)
		}
		h.tasks = make(map[string]id.Task, len(rows))
		for _, r := range rows {
			h.tasks[r.SourceID] = r.TaskID
		}
		return nil
	}
}

func (h *here) loadComments(c *endpoint.Call, b *board.Board) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).KnownComments(ctx, queries.KnownCommentsParams{
			WorkspaceID: c.Grant.Workspace(), Source: string(b.Source), SourceID: b.SourceID, ProjectID: h.project,
		})
		if err != nil {
			return fmt.Errorf("reading what was imported: %w", err)
		}
		h.comments = make(map[string]bool, len(rows))
		for _, source := range rows {
			h.comments[source] = true
		}
		return nil
	}
}

func (h *here) loadColumns(c *endpoint.Call, b *board.Board) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).KnownColumns(ctx, queries.KnownColumnsParams{
			WorkspaceID: c.Grant.Workspace(), Source: string(b.Source), SourceID: b.SourceID, ProjectID: h.project,
		})
		if err != nil {
			return fmt.Errorf("reading what was imported: %w", err)
		}
		h.columns = make(map[string]id.Column, len(rows))
		for _, r := range rows {
			h.columns[r.SourceID] = r.ColumnID
		}
		return nil
	}
}

func (h *here) loadOrder(c *endpoint.Call) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		rows, err := queries.New(q).LastRanks(ctx, queries.LastRanksParams{WorkspaceID: c.Grant.Workspace(), ProjectID: h.project})
		if err != nil {
			return fmt.Errorf("reading the order: %w", err)
		}
		h.lastTask = make(map[id.Column]rank.Rank, len(rows))
		for _, r := range rows {
			h.lastTask[r.ColumnID] = rank.Rank(r.LastRank)
			h.lastColumn = rank.Rank(r.ColumnRank)
		}
		return nil
	}
}
