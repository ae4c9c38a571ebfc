package views

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/views/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// mostViews bounds what one person keeps in a workspace.
const mostViews = 100

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	ID        id.View    `json:"id,omitempty" doc:"An id of your own (UUIDv7); one that is taken by another answers 409"`
	ProjectID id.Project `json:"project_id,omitempty" doc:"The project it is of; nothing for the whole workspace"`
	Name      string     `json:"name" minLength:"1" maxLength:"100"`
	Face      string     `json:"face" enum:"list,board,calendar"`
	Query     Query      `json:"query"`
	Shared    bool       `json:"shared,omitempty"`
}

// made is the view that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call, name string) (*View, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	r, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), ID: in.Body.ID, UserID: c.Grant.User()})
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for the view: %w", err)
	}
	there, err := (&Path{row: r}).view()
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if there.CreatedBy != c.Grant.User() || there.ProjectID != b.ProjectID || there.Name != name || there.Face != b.Face || there.Query != b.Query || there.Shared != b.Shared {
		return nil, errTaken
	}
	return there, nil
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*View, error) {
	name, err := named(in.Body.Name)
	if err != nil {
		return nil, err
	}
	own, err := endpoint.OwnID(in.Body.ID)
	if err != nil {
		return nil, err
	}
	if there, err := in.made(ctx, c, name); there != nil || err != nil {
		return there, err
	}
	count, err := queries.New(c.Tx).Count(ctx, queries.CountParams{WorkspaceID: c.Grant.Workspace(), UserID: c.Grant.User()})
	if err != nil {
		return nil, fmt.Errorf("counting views: %w", err)
	}
	if count >= mostViews {
		return nil, problem.Conflict("You keep 100 views in this workspace already. Delete one first.")
	}
	view := &View{
		ID: own, ProjectID: in.Body.ProjectID, Name: name, Face: in.Body.Face, Query: in.Body.Query, Shared: in.Body.Shared,
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	text, err := view.Query.text()
	if err != nil {
		return nil, err
	}
	c.Touched(view.ID.String())
	tell(c, "view.created", view)
	return view, queries.New(c.Tx.One(errTaken)).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: view.ID, ProjectID: view.ProjectID, Name: view.Name, Face: view.Face, Query: text,
		Shared: view.Shared, CreatedBy: view.CreatedBy, Now: c.Now,
	})
}
