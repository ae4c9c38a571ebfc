package workspaces

import (
	"context"
	"strings"

	"taskflow/internal/features/workspaces/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type createIn struct{ Body createBody }

type createBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100" doc:"What the workspace is called"`
}

func create(ctx context.Context, c *endpoint.Call, in *createIn) (*Workspace, error) {
	name, err := trimmed(in.Body.Name)
	if err != nil {
		return nil, err
	}
	workspace := id.New[id.Workspace]()
	if err := c.InWorkspace(ctx, workspace); err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	if err := q.Create(ctx, queries.CreateParams{ID: workspace, Name: name, CreatedBy: c.Grant.User(), Now: c.Now}); err != nil {
		return nil, err
	}
	err = q.AddFirstOwner(ctx, queries.AddFirstOwnerParams{WorkspaceID: workspace, UserID: c.Grant.User(), Now: c.Now})
	if err != nil {
		return nil, err
	}
	c.Touched(workspace.String())
	return &Workspace{ID: workspace, Name: name, Role: authz.Owner, CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1}, nil
}

func trimmed(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}
