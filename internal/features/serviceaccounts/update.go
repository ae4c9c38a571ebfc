package serviceaccounts

import (
	"context"
	"strings"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Name     *string                 `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Role     *authz.Role             `json:"role,omitempty" enum:"admin,member,guest"`
	Scopes   []endpoint.MachineScope `json:"scopes,omitempty" maxItems:"100" doc:"All of them anew"`
	Disabled *bool                   `json:"disabled,omitempty"`
}

// changed is the account as it is to be.
func (s *ServiceAccounts) changed(c *endpoint.Call, in *updateIn) (a *ServiceAccount, err error) {
	a = shown(in.row)
	if err := mayHave(c.Grant.Role(), a.Role); err != nil {
		return nil, err
	}
	if in.Body.Name != nil {
		if a.Name, err = named(*in.Body.Name); err != nil {
			return nil, err
		}
	}
	if in.Body.Role != nil {
		a.Role = *in.Body.Role
		c.Detail("role", string(a.Role))
	}
	if in.Body.Disabled != nil {
		a.Disabled = *in.Body.Disabled
		c.Detail("disabled", map[bool]string{true: "yes", false: "no"}[a.Disabled])
	}
	if len(in.Body.Scopes) > 0 {
		if a.Scopes, err = endpoint.ScopesFor(s.Policies(), a.Role, in.Body.Scopes); err != nil {
			return nil, err
		}
		c.Detail("scopes", strings.Join(a.Scopes, " "))
	}
	a.UpdatedAt, a.Version = c.Now, a.Version+1
	return a, mayHave(c.Grant.Role(), a.Role)
}

func (s *ServiceAccounts) update(ctx context.Context, c *endpoint.Call, in *updateIn) (*ServiceAccount, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	a, err := s.changed(c, in)
	if err != nil {
		return nil, err
	}
	workspace, state := c.Grant.Workspace(), active
	if a.Disabled {
		state = disabled
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: workspace, UserID: a.UserID, Scope: strings.Join(a.Scopes, " "), Version: in.row.Version, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	if err := q.UpdateAccount(ctx, queries.UpdateAccountParams{ID: a.UserID, OwnedBy: workspace, Name: a.Name, State: state, Now: c.Now}); err != nil {
		return nil, err
	}
	if string(a.Role) != in.row.Role {
		c.Emit(events.Event{Kind: "member.role_changed", Data: map[string]string{"user_id": a.UserID.String(), "role": string(a.Role)}})
		if err := q.SetRole(ctx, queries.SetRoleParams{WorkspaceID: workspace, UserID: a.UserID, Role: string(a.Role), Now: c.Now}); err != nil {
			return nil, err
		}
	}
	a.Secrets, err = secretsOf(ctx, c.Tx, workspace, a.UserID, c.Now)
	return a, err
}

type deleteIn struct{ Path }

// remove takes the account with all that it had (ON DELETE CASCADE); tasks stay and
// lose their assignee.
func remove(ctx context.Context, c *endpoint.Call, in *deleteIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := mayHave(c.Grant.Role(), authz.Role(in.row.Role)); err != nil {
		return nil, err
	}
	workspace := c.Grant.Workspace()
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{ID: in.AccountID, OwnedBy: workspace})
	if err != nil {
		return nil, err
	}
	c.Emit(events.Event{Kind: "member.removed", Data: map[string]string{"user_id": in.AccountID.String()}})
	return &endpoint.Nothing{}, queries.New(c.Tx).Unassign(ctx, queries.UnassignParams{WorkspaceID: workspace, UserID: in.AccountID, Now: c.Now})
}
