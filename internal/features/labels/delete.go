package labels

import (
	"context"

	"taskflow/internal/features/labels/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type deleteIn struct{ Path }

func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	c.Emit(events.Event{Kind: "label.deleted", Data: map[string]string{"id": in.LabelID.String()}})
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.LabelID, Version: in.row.Version,
	})
}
