package projects

import (
	"context"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateColumnIn struct {
	ColumnPath
	Body updateColumnBody
}

type updateColumnBody struct {
	Name     *string                  `json:"name,omitempty" minLength:"1" maxLength:"100"`
	WIPLimit endpoint.Optional[int64] `json:"wip_limit,omitzero" minimum:"1" maximum:"10000" doc:"null for no limit"`
}

func updateColumn(ctx context.Context, c *endpoint.Call, in *updateColumnIn) (*Column, error) {
	if err := c.MatchVersion(in.column.Version); err != nil {
		return nil, err
	}
	changed := in.column
	if in.Body.Name != nil {
		name, err := trimmed("body.name", *in.Body.Name)
		if err != nil {
			return nil, err
		}
		changed.Name = name
	}
	if in.Body.WIPLimit.Present {
		changed.WIPLimit = in.Body.WIPLimit.Value
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).UpdateColumn(ctx, queries.UpdateColumnParams{
		WorkspaceID: c.Grant.Workspace(), ColumnID: changed.ID, Version: changed.Version, Now: c.Now,
		Name: changed.Name, WipLimit: changed.WIPLimit,
	})
	if err != nil {
		return nil, err
	}
	changed.UpdatedAt, changed.Version = c.Now, changed.Version+1
	c.Touched(changed.ID.String())
	c.Emit(events.Event{Kind: "column.updated", Project: changed.ProjectID, Data: changed})
	return &changed, nil
}
