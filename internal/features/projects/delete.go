package projects

import (
	"context"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

// remove takes columns, tasks and all that hangs on them along (ON DELETE CASCADE).
func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.facts.Version); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID, Version: in.facts.Version,
	})
	if err != nil {
		return nil, err
	}
	c.Emit(events.Event{Kind: "project.deleted", Project: in.facts.ID})
	return &endpoint.Nothing{}, nil
}
