package views

import (
	"context"

	"taskflow/internal/features/views/queries"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Name   *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Face   *string `json:"face,omitempty" enum:"list,board,calendar"`
	Query  *Query  `json:"query,omitempty" doc:"All of it anew"`
	Shared *bool   `json:"shared,omitempty" doc:"Whose it is doesn't change: others see it or don't"`
}

// changed is the view as it is to be.
func (in *updateIn) changed(c *endpoint.Call) (before, after *View, err error) {
	if before, err = in.view(); err != nil {
		return nil, nil, err
	}
	v := *before
	if b := in.Body.Name; b != nil {
		if v.Name, err = named(*b); err != nil {
			return nil, nil, err
		}
	}
	if b := in.Body.Face; b != nil {
		v.Face = *b
	}
	if b := in.Body.Query; b != nil {
		v.Query = *b
	}
	if b := in.Body.Shared; b != nil {
		v.Shared = *b
		c.Detail("shared", map[bool]string{true: "yes", false: "no"}[*b])
	}
	v.UpdatedAt, v.Version = c.Now, v.Version+1
	return before, &v, nil
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*View, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	before, view, err := in.changed(c)
	if err != nil {
		return nil, err
	}
	text, err := view.Query.text()
	if err != nil {
		return nil, err
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), ID: view.ID, Version: before.Version, Now: c.Now,
		Name: view.Name, Face: view.Face, Query: text, Shared: view.Shared,
	})
	if err != nil {
		return nil, err
	}
	if before.Shared && !view.Shared { // others lose it, and learn nothing of what it becomes
		tellEnd(c, before)
	}
	tell(c, "view.updated", view)
	return view, nil
}

type deleteIn struct{ Path }

func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	view, err := in.view()
	if err != nil {
		return nil, err
	}
	tellEnd(c, view)
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{
		WorkspaceID: c.Grant.Workspace(), ID: view.ID, Version: view.Version,
	})
}
