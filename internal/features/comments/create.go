package comments

import (
	"context"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	Task
	Body commentBody
}

type commentBody struct {
	Body string `json:"body" minLength:"1" maxLength:"10000" doc:"Markdown"`
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Comment, error) {
	if err := said(in.Body.Body); err != nil {
		return nil, err
	}
	row := queries.ListRow{
		ID: id.New[id.Comment](), TaskID: in.task.ID, AuthorID: c.Grant.User(), Body: in.Body.Body,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err := queries.New(c.Tx).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: row.ID, TaskID: row.TaskID, AuthorID: row.AuthorID, Body: row.Body, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	c.Touched(row.ID.String())
	comment := shown(row)
	c.Emit(events.Event{Kind: "comment.created", Project: in.task.ProjectID, Task: row.TaskID, Data: comment})
	return comment, nil
}
