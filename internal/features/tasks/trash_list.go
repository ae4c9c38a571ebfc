package tasks

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type trashIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	endpoint.Page
	Project id.Project `query:"project" doc:"Only tasks of this project"`
}

// Trashed is a task in the trash.
type Trashed struct {
	ID          id.Task    `json:"id"`
	ProjectID   id.Project `json:"project_id"`
	ColumnID    id.Column  `json:"column_id"`
	ParentID    *id.Task   `json:"parent_id"`
	Title       string     `json:"title"`
	Priority    Priority   `json:"priority" enum:"low,medium,high,urgent"`
	AssigneeID  *id.User   `json:"assignee_id"`
	CreatedBy   id.User    `json:"created_by"`
	CompletedAt *time.Time `json:"completed_at"`
	Version     int64      `json:"version"`
	DeletedAt   time.Time  `json:"deleted_at"`
	DeletedBy   id.User    `json:"deleted_by"`
	PurgeAt     time.Time  `json:"purge_at" doc:"When it will be gone for good"`
	Together    int64      `json:"subtasks" doc:"How many tasks below it went with it, and come back with it"`
}

// trashed lists what was deleted; what went along with a task above it isn't listed by itself.
func trashed(ctx context.Context, c *endpoint.Call, in *trashIn) (*endpoint.List[Trashed], error) {
	from := trashPosition{At: c.Now.Add(time.Hour), ID: id.Highest[id.Task]()} // clocks of nodes differ
	if _, err := in.Position(c, &from); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).TrashList(ctx, queries.TrashListParams{
		WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User(), Everywhere: in.Project.IsZero(), ProjectID: in.Project,
		DeletedAt: &from.At, ID: from.ID, PageSize: in.Fetch(), BoundBy: c.Principal.BoundBy(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing the trash: %w", err)
	}
	items := make([]Trashed, len(rows))
	for i := range rows {
		items[i] = thrownAway(&rows[i])
	}
	return endpoint.Paged(c, in.Page, items, func(t Trashed) any { return trashPosition{At: t.DeletedAt, ID: t.ID} })
}

type trashPosition struct {
	At time.Time `json:"t"`
	ID id.Task   `json:"i"`
}

func thrownAway(r *queries.TrashListRow) Trashed {
	t := Trashed{
		ID: r.ID, ProjectID: r.ProjectID, ColumnID: r.ColumnID, Title: r.Title, Priority: ranked[r.Priority], CreatedBy: r.CreatedBy,
		CompletedAt: r.CompletedAt, Version: r.Version, DeletedAt: deref(r.DeletedAt), DeletedBy: r.DeletedBy,
		PurgeAt: deref(r.DeletedAt).Add(InTrash), Together: r.Together - 1,
	}
	if !r.ParentID.IsZero() {
		t.ParentID = &r.ParentID
	}
	if !r.AssigneeID.IsZero() {
		t.AssigneeID = &r.AssigneeID
	}
	return t
}
