package tasks

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

const (
	// mostCards bounds a board: what a browser still works with.
	mostCards = 5000
	// doneFor is for how long a completed task stays on its board.
	doneFor = 14 * 24 * time.Hour
)

// Deps are what the feature needs of the rest of the program.
type Deps struct {
	// Engine is what it searches on.
	Engine db.Engine
	// Marks say from where a board's event stream goes on.
	Marks events.Marks
	// CopyChecklists writes the checklists of tasks once more, below other tasks, with nothing ticked off.
	CopyChecklists CopyChecklists
	// EmptyLater has EmptyTrash called for a workspace at a later time, by a job
	// of the transaction behind tx.
	EmptyLater func(ctx context.Context, tx db.Querier, workspace id.Workspace, at time.Time) error
}

// CopyChecklists copies checklists; to has for each task the one that gets its items.
type CopyChecklists func(ctx context.Context, c *endpoint.Call, project id.Project, to map[id.Task]id.Task) error

// Tasks is the feature.
type Tasks struct {
	engine         db.Engine
	reader         events.Reader
	marks          events.Marks
	copyChecklists CopyChecklists
	emptyLater     func(ctx context.Context, tx db.Querier, workspace id.Workspace, at time.Time) error
}

// New returns the feature.
func New(d Deps) *Tasks {
	return &Tasks{engine: d.Engine, reader: events.NewReader(d.Engine), marks: d.Marks, copyChecklists: d.CopyChecklists, emptyLater: d.EmptyLater}
}

type boardIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	ProjectID   id.Project   `path:"project_id"`
}

// Board is a project as its board shows it, at one moment.
type Board struct {
	ProjectID id.Project    `json:"project_id"`
	Columns   []BoardColumn `json:"columns" doc:"In their order"`
	Cards     []Card        `json:"cards" doc:"Tasks without a parent, neither archived nor in the trash, in rank order over all columns"`
	DoneSince time.Time     `json:"done_since" doc:"Tasks completed before this moment aren't on the board"`
	Truncated bool          `json:"truncated" doc:"There are more cards than the first 5000"`
	EventMark string        `json:"event_mark" doc:"A Last-Event-ID of this moment: a stream that goes on from it misses nothing that isn't in this answer"`
}

// BoardColumn is a column of a board.
type BoardColumn struct {
	ID       id.Column `json:"id"`
	Name     string    `json:"name"`
	Rank     string    `json:"rank"`
	WipLimit *int64    `json:"wip_limit"`
	Version  int64     `json:"version"`
}

// Card is a task as a board shows it. What is empty is left out: a board may have thousands.
type Card struct {
	ID             id.Task    `json:"id"`
	ColumnID       id.Column  `json:"column_id"`
	Rank           string     `json:"rank"`
	Title          string     `json:"title"`
	Priority       Priority   `json:"priority" enum:"low,medium,high,urgent"`
	CreatedBy      id.User    `json:"created_by"`
	CreatedAt      time.Time  `json:"created_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
	Version        int64      `json:"version"`
	Due            *string    `json:"due,omitempty" doc:"A day or a moment in UTC"`
	Repeat         *Repeat    `json:"repeat,omitempty"`
	AssigneeID     id.User    `json:"assignee_id,omitzero"`
	Labels         []id.Label `json:"labels,omitempty"`
	CompletedAt    *time.Time `json:"completed_at,omitempty"`
	HasDescription bool       `json:"has_description,omitzero"`
	Comments       int64      `json:"comments,omitzero" doc:"How many there are, as are the others"`
	ChecklistTotal int64      `json:"checklist_total,omitzero"`
	ChecklistDone  int64      `json:"checklist_done,omitzero"`
	Subtasks       int64      `json:"subtasks,omitzero"`
	SubtasksDone   int64      `json:"subtasks_done,omitzero"`
}

func loadBoard(ctx context.Context, q db.Querier, l authz.Lookup, in *boardIn) (authz.Resource, error) {
	p, err := queries.New(q).BoardProject(ctx, queries.BoardProjectParams{WorkspaceID: l.Workspace(), ProjectID: in.ProjectID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the project: %w", err)
	}
	return authz.Resource{Kind: authz.OfProject, ID: p.ID.String(), Project: p.ID, Private: p.Private, Reached: p.Reached}, nil
}

// dealing is what a board is made of, while it is gathered.
type dealing struct {
	open     []queries.BoardOpenRow
	done     []queries.BoardDoneRow
	labels   []queries.BoardLabelsRow
	comments []queries.BoardCommentsRow
	items    []queries.BoardItemsRow
	subtasks []queries.BoardSubtasksRow
}

// board asks all its questions together, in the one state of the database that
// its transaction sees.
func (f *Tasks) board(ctx context.Context, c *endpoint.Call, in *boardIn) (*Board, error) {
	b := &Board{ProjectID: in.ProjectID, DoneSince: c.Now.Add(-doneFor)}
	workspace := c.Grant.Workspace()
	var d dealing
	var head events.Place
	loaders := append(d.loaders(workspace, in.ProjectID, &b.DoneSince),
		func(ctx context.Context, q db.Querier) (err error) {
			b.Columns, err = boardColumns(ctx, q, workspace, in.ProjectID)
			return err
		},
		func(ctx context.Context, q db.Querier) (err error) {
			head, err = f.reader.Head(ctx, q, c.Now)
			return err
		},
	)
	if err := c.Tx.Together(ctx, loaders...); err != nil {
		return nil, fmt.Errorf("reading a board: %w", err)
	}
	b.deal(&d)
	var err error
	b.EventMark, err = f.marks.Write(workspace, head)
	return b, err
}

// asking is a loader of one question.
func asking[P, R any](into *[]R, ask func(*queries.Queries, context.Context, P) ([]R, error), with P) db.Loader {
	return func(ctx context.Context, q db.Querier) (err error) {
		*into, err = ask(queries.New(q), ctx, with)
		return err
	}
}

func (d *dealing) loaders(workspace id.Workspace, project id.Project, since *time.Time) []db.Loader {
	return []db.Loader{
		asking(&d.open, (*queries.Queries).BoardOpen, queries.BoardOpenParams{WorkspaceID: workspace, ProjectID: project, Most: mostCards + 1}),
		asking(&d.done, (*queries.Queries).BoardDone, queries.BoardDoneParams{WorkspaceID: workspace, ProjectID: project, Since: since, Most: mostCards + 1}),
		asking(&d.labels, (*queries.Queries).BoardLabels, queries.BoardLabelsParams{WorkspaceID: workspace, ProjectID: project, Since: since}),
		asking(&d.comments, (*queries.Queries).BoardComments, queries.BoardCommentsParams{WorkspaceID: workspace, ProjectID: project, Since: since}),
		asking(&d.items, (*queries.Queries).BoardItems, queries.BoardItemsParams{WorkspaceID: workspace, ProjectID: project, Since: since}),
		asking(&d.subtasks, (*queries.Queries).BoardSubtasks, queries.BoardSubtasksParams{WorkspaceID: workspace, ProjectID: project}),
	}
}

func boardColumns(ctx context.Context, q db.Querier, workspace id.Workspace, project id.Project) ([]BoardColumn, error) {
	rows, err := queries.New(q).BoardColumns(ctx, queries.BoardColumnsParams{WorkspaceID: workspace, ProjectID: project})
	list := make([]BoardColumn, len(rows))
	for i, r := range rows {
		list[i] = BoardColumn(r)
	}
	return list, err
}

// deal puts the open cards and the completed ones into one order, and on each
// what was counted for it.
func (b *Board) deal(d *dealing) {
	b.Cards = make([]Card, 0, len(d.open)+len(d.done))
	for i := range d.open {
		b.Cards = append(b.Cards, card(&d.open[i]))
	}
	for i := range d.done {
		b.Cards = append(b.Cards, card((*queries.BoardOpenRow)(&d.done[i])))
	}
	slices.SortFunc(b.Cards, func(x, y Card) int {
		return cmp.Or(cmp.Compare(x.Rank, y.Rank), bytes.Compare(x.ID[:], y.ID[:]))
	})
	if b.Truncated = len(b.Cards) > mostCards; b.Truncated {
		b.Cards = b.Cards[:mostCards]
	}
	b.count(d)
}

func (b *Board) count(d *dealing) {
	at := make(map[id.Task]*Card, len(b.Cards))
	for i := range b.Cards {
		at[b.Cards[i].ID] = &b.Cards[i]
	}
	// A task that isn't among the cards has no place to count at.
	on := func(task id.Task, put func(*Card)) {
		if c := at[task]; c != nil {
			put(c)
		}
	}
	for _, r := range d.labels {
		on(r.TaskID, func(c *Card) { c.Labels = append(c.Labels, r.LabelID) })
	}
	for _, r := range d.comments {
		on(r.TaskID, func(c *Card) { c.Comments = r.Comments })
	}
	for _, r := range d.items {
		on(r.TaskID, func(c *Card) { c.ChecklistTotal, c.ChecklistDone = r.Items, r.ItemsDone })
	}
	for _, r := range d.subtasks {
		on(r.ParentID, func(c *Card) { c.Subtasks, c.SubtasksDone = r.Subtasks, r.SubtasksDone })
	}
	for i := range b.Cards {
		if len(b.Cards[i].Labels) > 1 {
			b.Cards[i].Labels = sorted(b.Cards[i].Labels)
		}
	}
}

func card(r *queries.BoardOpenRow) Card {
	return Card{
		ID: r.ID, ColumnID: r.ColumnID, Rank: r.Rank, Title: r.Title, Priority: ranked[r.Priority], CreatedBy: r.CreatedBy,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version, Due: dueText(r.DueAt, r.DueAllDay), AssigneeID: r.AssigneeID, CompletedAt: r.CompletedAt, HasDescription: r.Described,
		Repeat: repeatWith(r.RepeatRule, r.RepeatZone),
	}
}
