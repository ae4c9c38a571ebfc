package apikeys

import (
	"context"
	"strings"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// Why keys were ended, as it is kept.
const (
	endedByOwner = "revoked by its owner"
	endedByAdmin = "revoked by an admin"
)

type renameIn struct {
	Path
	Body renameBody
}

type renameBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
}

func named(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}

func rename(ctx context.Context, c *endpoint.Call, in *renameIn) (*APIKey, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	name, err := named(in.Body.Name)
	if err != nil {
		return nil, err
	}
	if err := c.InWorkspace(ctx, in.row.WorkspaceID); err != nil {
		return nil, err
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Rename(ctx, queries.RenameParams{
		WorkspaceID: in.row.WorkspaceID, ID: in.row.ID, Version: in.row.Version, Name: name, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	in.row.Name, in.row.UpdatedAt, in.row.Version = name, c.Now, in.row.Version+1
	return shown(in.row)
}

type revokeIn struct{ Path }

func revoke(ctx context.Context, c *endpoint.Call, in *revokeIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := c.InWorkspace(ctx, in.row.WorkspaceID); err != nil {
		return nil, err
	}
	return ended(ctx, c, in.row.ID, endedByOwner)
}

func end(ctx context.Context, c *endpoint.Call, in *endIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	c.Detail("of", in.row.UserID.String())
	return ended(ctx, c, in.row.ID, endedByAdmin)
}

func ended(ctx context.Context, c *endpoint.Call, key id.APIKey, reason string) (*endpoint.Nothing, error) {
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.NotFound(nil))).Revoke(ctx, queries.RevokeParams{
		ID: id.Session(key), Now: &c.Now, Reason: reason,
	})
}
