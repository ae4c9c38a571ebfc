package projects

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Facts are a project as decisions see it. Reached tells whether the person it
// was loaded for is one of its members; it matters only where Private is set.
type Facts struct {
	ID          id.Project
	Name        string
	Description string
	Private     bool
	ArchivedAt  *time.Time
	CreatedBy   id.User
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int64
	Reached     bool
}

// Find loads a project of the tenant, for the person who asks. It may be one
// that this person must not see: Resource is to be decided about.
func Find(ctx context.Context, q db.Querier, tenant authz.Tenant, project id.Project) (Facts, error) {
	row, err := queries.New(q).Get(ctx, queries.GetParams{
		WorkspaceID: tenant.Workspace(), ProjectID: project, UserID: tenant.User(),
	})
	if err != nil {
		return Facts{}, fmt.Errorf("loading the project: %w", err)
	}
	return Facts(row), nil
}

// Resource is what a decision about the project is about.
func (f Facts) Resource() authz.Resource {
	return authz.Resource{
		Kind: authz.OfProject, ID: f.ID.String(), Project: f.ID,
		Private: f.Private, Reached: f.Reached, Creator: f.CreatedBy,
	}
}

// Visible tells whether the person whom the facts were loaded for may know the project.
func (f Facts) Visible() bool { return !f.Private || f.Reached }

func (f Facts) project() *Project {
	return &Project{
		ID: f.ID, Name: f.Name, Description: f.Description, Private: f.Private, ArchivedAt: f.ArchivedAt,
		CreatedBy: f.CreatedBy, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt, Version: f.Version,
	}
}

// Path is embedded by the input of every endpoint below one project; Facts are
// of the row that was decided about.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	ProjectID   id.Project   `path:"project_id"`
	facts       Facts
}

// Facts are of the project that was decided about.
func (p *Path) Facts() Facts { return p.facts }

func (p *Path) inPath() *Path { return p }

// Load is the Target of endpoints below one project.
func Load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.facts, err = Find(ctx, q, l, p.ProjectID); err != nil {
		return authz.Resource{}, err
	}
	return p.facts.Resource(), nil
}

// inTurn has those who change one project, its columns or its members do it one
// after the other, and decides about each when its turn has come. What was
// loaded before is loaded anew.
func inTurn(ctx context.Context, c *endpoint.Call, project id.Project) error {
	if err := queries.New(c.Tx).Lock(ctx, queries.LockParams{WorkspaceID: c.Grant.Workspace(), ProjectID: project}); err != nil {
		return err
	}
	return c.DecideAgain(ctx)
}

// refersToNothing tells whether PostgreSQL refused a row because another one,
// which was there a moment ago, is gone, or is still needed by a new one
// (foreign_key_violation). SQLite has one writer: there it can't happen.
func refersToNothing(err error) bool {
	var state interface{ SQLState() string }
	return errors.As(err, &state) && state.SQLState() == "23503"
}
