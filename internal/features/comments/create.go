package comments

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	Task
	Body createBody
}

type createBody struct {
	ID   id.Comment `json:"id,omitempty" doc:"An id of your own (UUIDv7), to show the comment before it is made; one that is taken by another answers 409"`
	Body string     `json:"body" minLength:"1" maxLength:"10000" doc:"Markdown"`
}

type commentBody struct {
	Body string `json:"body" minLength:"1" maxLength:"10000" doc:"Markdown"`
}

var errTaken = problem.Conflict("There is a comment with this id already.")

// made is the comment that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call) (*Comment, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	r, err := queries.New(c.Tx).Get(ctx, queries.GetParams{
		WorkspaceID: c.Grant.Workspace(), TaskID: in.task.ID, CommentID: in.Body.ID, UserID: c.Grant.User(),
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the comment: %w", err)
	case r.Body != in.Body.Body || r.AuthorID != c.Grant.User():
		return nil, errTaken
	}
	return (&Path{row: r}).comment(), nil
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Comment, error) {
	if err := said(in.Body.Body); err != nil {
		return nil, err
	}
	own, err := endpoint.OwnID(in.Body.ID)
	if err != nil {
		return nil, err
	}
	if there, err := in.made(ctx, c); there != nil || err != nil {
		return there, err
	}
	row := queries.ListRow{
		ID: own, TaskID: in.task.ID, AuthorID: c.Grant.User(), Body: in.Body.Body,
		CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	err = queries.New(c.Tx.One(errTaken)).Insert(ctx, queries.InsertParams{
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
