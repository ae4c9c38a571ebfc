package imports

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type undoIn struct{ Path }

// Undone says what an undo has removed, and what it has kept because somebody
// has changed it or built on it since.
type Undone struct {
	ID        id.Import  `json:"id"`
	ProjectID id.Project `json:"project_id"`
	UndoneAt  time.Time  `json:"undone_at"`
	Removed   Remains    `json:"removed"`
	Kept      Remains    `json:"kept"`
	KeptTasks []KeptTask `json:"kept_tasks" doc:"The first 100 of them"`
}

// Remains counts things by their kind.
type Remains struct {
	Projects int64 `json:"projects"`
	Columns  int64 `json:"columns"`
	Tasks    int64 `json:"tasks"`
	Labels   int64 `json:"labels"`
	Comments int64 `json:"comments" doc:"Removed: of tasks that stayed; those of a removed task go with it"`
}

// KeptTask is a task that stayed.
type KeptTask struct {
	ID    id.Task `json:"id"`
	Title string  `json:"title"`
}

const shownKept = 100

// undo works from the leaves up, so that each thing goes if nothing of value
// is left in it.
func undo(ctx context.Context, c *endpoint.Call, in *undoIn) (*Undone, error) {
	if in.row.UndoneAt != nil {
		return nil, problem.Conflict("This import was undone already.")
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	u := &undoing{Call: c, row: in.row, q: queries.New(c.Tx)}
	u.out = Undone{ID: in.row.ID, ProjectID: in.row.ProjectID, UndoneAt: c.Now, KeptTasks: []KeptTask{}}
	for _, step := range []func(context.Context) error{u.begin, u.remove, u.count, u.end} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return &u.out, nil
}

type undoing struct {
	*endpoint.Call
	out Undone
	row queries.GetRow
	q   *queries.Queries
}

// begin waits for an import that may be adding to the same tasks, and takes the undo for itself.
func (u *undoing) begin(ctx context.Context) error {
	if _, err := u.q.LockWorkspace(ctx, u.Grant.Workspace()); err != nil {
		return fmt.Errorf("waiting for imports: %w", err)
	}
	once := queries.New(u.Tx.One(problem.Conflict("This import was undone already.")))
	return once.MarkUndone(ctx, queries.MarkUndoneParams{WorkspaceID: u.Grant.Workspace(), ImportID: u.row.ID, Now: &u.Now})
}

func (u *undoing) remove(ctx context.Context) error {
	workspace, made, it := u.Grant.Workspace(), u.row.CreatedAt, u.row.ID
	removed := &u.out.Removed
	for _, step := range []func() (err error){
		func() error {
			_, err := u.q.DropTrashedTasks(ctx, queries.DropTrashedTasksParams{WorkspaceID: workspace, ImportID: it})
			if err != nil {
				return err
			}
			return u.q.DropOrphans(ctx, workspace)
		},
		func() (err error) {
			removed.Tasks, err = u.q.DropUntouchedTasks(ctx, queries.DropUntouchedTasksParams{WorkspaceID: workspace, ImportID: it, MadeAt: made})
			return err
		},
		func() (err error) {
			removed.Comments, err = u.q.DropUntouchedComments(ctx, queries.DropUntouchedCommentsParams{WorkspaceID: workspace, ImportID: it, MadeAt: made})
			return err
		},
		func() (err error) {
			removed.Columns, err = u.q.DropUnusedColumns(ctx, queries.DropUnusedColumnsParams{WorkspaceID: workspace, ImportID: it, MadeAt: made})
			return err
		},
		func() (err error) {
			removed.Labels, err = u.q.DropUnusedLabels(ctx, queries.DropUnusedLabelsParams{WorkspaceID: workspace, ImportID: it, MadeAt: made})
			return err
		},
		func() (err error) {
			removed.Projects, err = u.q.DropUnusedProject(ctx, queries.DropUnusedProjectParams{
				WorkspaceID: workspace, ImportID: it, ProjectID: u.row.ProjectID, MadeAt: made,
			})
			return err
		},
	} {
		if err := step(); err != nil {
			return settled(fmt.Errorf("undoing an import: %w", err))
		}
	}
	return nil
}

func (u *undoing) count(ctx context.Context) error {
	rows, err := u.q.LeftTasks(ctx, queries.LeftTasksParams{WorkspaceID: u.Grant.Workspace(), ImportID: u.row.ID})
	if err != nil {
		return fmt.Errorf("reading what was kept: %w", err)
	}
	kept := &u.out.Kept
	for _, r := range rows {
		if r.TaskID.IsZero() || r.Title == nil {
			continue
		}
		if kept.Tasks++; kept.Tasks <= shownKept {
			u.out.KeptTasks = append(u.out.KeptTasks, KeptTask{ID: r.TaskID, Title: *r.Title})
		}
	}
	n, err := u.q.KeptCounts(ctx, queries.KeptCountsParams{WorkspaceID: u.Grant.Workspace(), ImportID: u.row.ID})
	if err != nil {
		return fmt.Errorf("counting what was kept: %w", err)
	}
	kept.Projects, kept.Columns, kept.Labels, kept.Comments = n.Projects, n.Columns, n.Labels, n.Comments
	return nil
}

// end forgets where things came from: what was kept is people's own now.
func (u *undoing) end(ctx context.Context) error {
	err := u.q.ForgetItems(ctx, queries.ForgetItemsParams{WorkspaceID: u.Grant.Workspace(), ImportID: u.row.ID})
	if err != nil {
		return err
	}
	u.Detail("project", u.row.ProjectID.String())
	e := events.Event{Kind: "import.undone", Data: map[string]any{"import": u.row.ID, "removed": u.out.Removed, "kept": u.out.Kept}}
	if u.out.Removed.Projects == 0 {
		e.Project = u.row.ProjectID
	} else { // a project that nobody has changed is one that everybody could see
		u.Emit(events.Event{Kind: "project.deleted", Project: u.row.ProjectID, Lost: true})
	}
	u.Emit(e)
	return nil
}
