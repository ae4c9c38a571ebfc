package projects

import (
	"context"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

// remove takes columns, tasks and all that hangs on them along (ON DELETE CASCADE).
func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := inTurn(ctx, c, in.facts.ID); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.facts.Version); err != nil {
		return nil, err
	}
	if err := in.tellTheEnd(ctx, c); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID, Version: in.facts.Version,
	})
	if err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, nil
}

// tellTheEnd tells everybody who could see the project. Who that was is known
// only before it is gone.
func (in *deleteIn) tellTheEnd(ctx context.Context, c *endpoint.Call) error {
	end := events.Event{Kind: "project.deleted", Project: in.facts.ID, Lost: true}
	if !in.facts.Private {
		c.Emit(end)
		return nil
	}
	people, err := queries.New(c.Tx).Reached(ctx, queries.ReachedParams{WorkspaceID: c.Grant.Workspace(), ProjectID: in.facts.ID})
	if err != nil {
		return fmt.Errorf("asking who sees the project: %w", err)
	}
	for _, end.Reader = range people {
		c.Emit(end)
	}
	return nil
}
