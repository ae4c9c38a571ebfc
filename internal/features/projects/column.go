package projects

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// MostColumns bounds the columns of one project.
const MostColumns = 250

// Column is a status: one column of a project's board.
type Column struct {
	ID        id.Column  `json:"id"`
	ProjectID id.Project `json:"project_id"`
	Name      string     `json:"name"`
	Rank      string     `json:"rank" doc:"Its place: columns are in the order of rank, then id, compared byte by byte"`
	WIPLimit  *int64     `json:"wip_limit" doc:"How many tasks should be in it at most; null for no limit"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Version   int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (c Column) EntityVersion() int64 { return c.Version }

// ColumnPath is embedded by the input of every endpoint on one column. (Fields of an
// embedded type that is not exported are not bound.)
type ColumnPath struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	ProjectID   id.Project   `path:"project_id"`
	ColumnID    id.Column    `path:"column_id"`
	column      Column
}

// goneColumn is the data of the event about a deleted column.
type goneColumn struct {
	ID     id.Column `json:"id"`
	MoveTo id.Column `json:"move_to,omitempty"`
}

func (p *ColumnPath) inColumnPath() *ColumnPath { return p }

// loadColumn reads the column through its project, which is decided about.
func loadColumn[In any, P interface {
	*In
	inColumnPath() *ColumnPath
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inColumnPath()
	row, err := queries.New(q).GetColumn(ctx, queries.GetColumnParams{
		WorkspaceID: l.Workspace(), ProjectID: p.ProjectID, ColumnID: p.ColumnID, UserID: l.User(),
	})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the column: %w", err)
	}
	p.column = Column{
		ID: row.ID, ProjectID: row.ProjectID, Name: row.Name, Rank: row.Rank, WIPLimit: row.WipLimit,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
	}
	facts := Facts{ID: row.ProjectID, Private: row.Private, Reached: row.Reached, CreatedBy: row.CreatedBy}
	return facts.Resource(), nil
}

// columnsOf reads the columns of a project in their order.
func columnsOf(ctx context.Context, q *queries.Queries, tenant authz.Tenant, project id.Project) ([]Column, error) {
	rows, err := q.ListColumns(ctx, queries.ListColumnsParams{
		WorkspaceID: tenant.Workspace(), ProjectID: project, PageSize: MostColumns,
	})
	if err != nil {
		return nil, fmt.Errorf("listing columns: %w", err)
	}
	list := make([]Column, len(rows))
	for i, row := range rows {
		list[i] = Column{
			ID: row.ID, ProjectID: row.ProjectID, Name: row.Name, Rank: row.Rank, WIPLimit: row.WipLimit,
			CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
		}
	}
	return list, nil
}
