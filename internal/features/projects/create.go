package projects

import (
	"context"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	Name        string       `json:"name" minLength:"1" maxLength:"100"`
	Description string       `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Private     bool         `json:"private,omitempty"`
	Columns     []columnSeed `json:"columns,omitempty" minItems:"1" maxItems:"50" doc:"To do, In progress and Done, unless given"`
}

type columnSeed struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Project, error) {
	name, err := trimmed("body.name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	project := &Project{
		ID: id.New[id.Project](), Name: name, Description: in.Body.Description, Private: in.Body.Private,
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	q := queries.New(c.Tx)
	err = q.Create(ctx, queries.CreateParams{
		WorkspaceID: c.Grant.Workspace(), ID: project.ID, Name: project.Name, Description: project.Description,
		Private: project.Private, CreatedBy: project.CreatedBy, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	if err := firstColumns(ctx, c, q, project.ID, in.Body.Columns); err != nil {
		return nil, err
	}
	if _, err := addMember(ctx, c, q, project.ID, c.Grant.User()); err != nil {
		return nil, err
	}
	c.Touched(project.ID.String())
	c.Emit(events.Event{Kind: "project.created", Project: project.ID, Data: newsOf(project)})
	return project, nil
}

func firstColumns(ctx context.Context, c *endpoint.Call, q *queries.Queries, project id.Project, seeds []columnSeed) error {
	if len(seeds) == 0 {
		seeds = []columnSeed{{"To do"}, {"In progress"}, {"Done"}}
	}
	ranks := rank.Spread(len(seeds))
	for i, seed := range seeds {
		name, err := trimmed("body.columns", seed.Name)
		if err != nil {
			return err
		}
		err = q.CreateColumn(ctx, queries.CreateColumnParams{
			WorkspaceID: c.Grant.Workspace(), ID: id.New[id.Column](), ProjectID: project,
			Name: name, Rank: string(ranks[i]), Now: c.Now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
