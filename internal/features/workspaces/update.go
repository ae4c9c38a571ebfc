package workspaces

import (
	"context"

	"taskflow/internal/features/workspaces/queries"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	MembersEditAll *bool   `json:"members_edit_all,omitempty"`
	Maintenance    *bool   `json:"maintenance,omitempty"`
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Workspace, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	changed := in.row
	if in.Body.Name != nil {
		name, err := trimmed(*in.Body.Name)
		if err != nil {
			return nil, err
		}
		changed.Name = name
	}
	if in.Body.MembersEditAll != nil {
		changed.MembersEditAll = *in.Body.MembersEditAll
	}
	if in.Body.Maintenance != nil {
		changed.Maintenance = *in.Body.Maintenance
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), Version: in.row.Version, Now: c.Now,
		Name: changed.Name, MembersEditAll: changed.MembersEditAll, Maintenance: changed.Maintenance,
	})
	if err != nil {
		return nil, err
	}
	in.row, in.row.UpdatedAt, in.row.Version = changed, c.Now, changed.Version+1
	return in.workspace(c), nil
}
