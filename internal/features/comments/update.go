package comments

import (
	"context"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body commentBody
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Comment, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := said(in.Body.Body); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.row.TaskID, ID: in.row.ID, Version: in.row.Version, Body: in.Body.Body, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	in.row.Body, in.row.UpdatedAt, in.row.Version = in.Body.Body, c.Now, in.row.Version+1
	comment := in.comment()
	c.Emit(events.Event{Kind: "comment.updated", Project: in.row.ProjectID, Task: in.row.TaskID, Data: comment})
	return comment, nil
}
