package projects

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	ID          id.Project   `json:"id,omitempty" doc:"An id of your own (UUIDv7); one that is taken by another answers 409"`
	Name        string       `json:"name" minLength:"1" maxLength:"100"`
	Description string       `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Private     bool         `json:"private,omitempty"`
	Columns     []columnSeed `json:"columns,omitempty" minItems:"1" maxItems:"50" doc:"To do, In progress and Done, unless given"`
}

type columnSeed struct {
	ID   id.Column `json:"id,omitempty" doc:"An id of your own (UUIDv7)"`
	Name string    `json:"name" minLength:"1" maxLength:"100"`
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Project, error) {
	name, err := trimmed("body.name", in.Body.Name)
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
	project := &Project{
		ID: own, Name: name, Description: in.Body.Description, Private: in.Body.Private,
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	q := queries.New(c.Tx)
	err = queries.New(c.Tx.One(errTaken)).Create(ctx, queries.CreateParams{
		WorkspaceID: c.Grant.Workspace(), ID: project.ID, Name: project.Name, Description: project.Description,
		Private: project.Private, CreatedBy: project.CreatedBy, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	if err := firstColumns(ctx, c, project.ID, in.Body.Columns); err != nil {
		return nil, err
	}
	if _, err := addMember(ctx, c, q, project.ID, c.Grant.User()); err != nil {
		return nil, err
	}
	c.Touched(project.ID.String())
	c.Emit(events.Event{Kind: "project.created", Project: project.ID, Data: newsOf(project)})
	return project, nil
}

var (
	errTaken       = problem.Conflict("There is a project with this id already.")
	errTakenColumn = problem.Conflict("There is a column with this id already.")
)

// made is the project that the same request has made before.
func (in *createIn) made(ctx context.Context, c *endpoint.Call, name string) (*Project, error) {
	if in.Body.ID.IsZero() {
		return nil, nil
	}
	r, err := queries.New(c.Tx).Get(ctx, queries.GetParams{WorkspaceID: c.Grant.Workspace(), ProjectID: in.Body.ID, UserID: c.Grant.User()})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking for the project: %w", err)
	case r.Name != name || r.Description != in.Body.Description || r.Private != in.Body.Private || r.CreatedBy != c.Grant.User() || r.Private && !r.Reached:
		return nil, errTaken
	}
	return Facts(r).project(), nil
}

func firstColumns(ctx context.Context, c *endpoint.Call, project id.Project, seeds []columnSeed) error {
	if len(seeds) == 0 {
		seeds = []columnSeed{{Name: "To do"}, {Name: "In progress"}, {Name: "Done"}}
	}
	ranks := rank.Spread(len(seeds))
	for i, seed := range seeds {
		name, err := trimmed("body.columns", seed.Name)
		if err != nil {
			return err
		}
		own, err := endpoint.OwnID(seed.ID)
		if err != nil {
			return err
		}
		err = queries.New(c.Tx.One(errTakenColumn)).CreateColumn(ctx, queries.CreateColumnParams{
			WorkspaceID: c.Grant.Workspace(), ID: own, ProjectID: project,
			Name: name, Rank: string(ranks[i]), Now: c.Now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
