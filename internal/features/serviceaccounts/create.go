package serviceaccounts

import (
	"context"
	"fmt"
	"strings"

	"taskflow/internal/features/serviceaccounts/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// most is how many service accounts a workspace has: each has an allowance of its own.
const most = 100

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	Name   string                  `json:"name" minLength:"1" maxLength:"100"`
	Role   authz.Role              `json:"role" enum:"admin,member,guest"`
	Scopes []endpoint.MachineScope `json:"scopes" minItems:"1" maxItems:"100" doc:"The most that its tokens may be for"`
}

func (s *ServiceAccounts) create(ctx context.Context, c *endpoint.Call, in *createIn) (*ServiceAccount, error) {
	name, err := named(in.Body.Name)
	if err != nil {
		return nil, err
	}
	if err := mayHave(c.Grant.Role(), in.Body.Role); err != nil {
		return nil, err
	}
	scopes, err := endpoint.ScopesFor(s.Policies(), in.Body.Role, in.Body.Scopes)
	if err != nil {
		return nil, err
	}
	count, err := queries.New(c.Tx).Count(ctx, c.Grant.Workspace())
	if err != nil {
		return nil, fmt.Errorf("counting service accounts: %w", err)
	}
	if count >= most {
		return nil, problem.Conflict("The workspace has 100 service accounts already. Delete one first.")
	}
	account := &ServiceAccount{
		UserID: id.New[id.User](), Name: name, Role: in.Body.Role, Scopes: scopes, Secrets: []Secret{},
		CreatedBy: c.Grant.User(), CreatedAt: c.Now, UpdatedAt: c.Now, Version: 1,
	}
	c.Touched(account.UserID.String())
	c.Detail("role", string(account.Role))
	c.Detail("scopes", strings.Join(scopes, " "))
	c.Emit(events.Event{Kind: "member.joined", Data: map[string]string{"user_id": account.UserID.String(), "role": string(account.Role)}})
	return account, insert(ctx, c, account)
}

func insert(ctx context.Context, c *endpoint.Call, a *ServiceAccount) error {
	q, workspace := queries.New(c.Tx), c.Grant.Workspace()
	// No address is written like an id, so no sign-in ever finds the account by one.
	err := q.AddAccount(ctx, queries.AddAccountParams{ID: a.UserID, EmailKey: a.UserID.String(), Name: a.Name, OwnedBy: workspace, Now: c.Now})
	if err != nil {
		return err
	}
	if err := q.AddMember(ctx, queries.AddMemberParams{WorkspaceID: workspace, UserID: a.UserID, Role: string(a.Role), Now: c.Now}); err != nil {
		return err
	}
	return q.Insert(ctx, queries.InsertParams{
		WorkspaceID: workspace, UserID: a.UserID, Scope: strings.Join(a.Scopes, " "), CreatedBy: a.CreatedBy, Now: c.Now,
	})
}
