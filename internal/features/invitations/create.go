package invitations

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Body        createBody
}

type createBody struct {
	Email string     `json:"email" minLength:"3" maxLength:"254"`
	Role  authz.Role `json:"role" enum:"owner,admin,member,guest"`
}

// create answers the same for addresses with and without an account.
func (f *Invitations) create(ctx context.Context, c *endpoint.Call, in *createIn) (*Invitation, error) {
	to, err := mail.ParseAddress(in.Body.Email)
	if err != nil {
		return nil, problem.InvalidField("body.email", err.Error())
	}
	if !c.Grant.Role().MayGrant(in.Body.Role) {
		return nil, problem.Forbidden(errAbove)
	}
	made, err := f.invite(ctx, c, to, in.Body.Role)
	if err != nil {
		return nil, err
	}
	c.Touched(made.ID.String())
	c.Detail("role", string(made.Role))
	return made, nil
}

// Invite is for who provisions: it invites an address in the name of the account that asks.
func (f *Invitations) Invite(ctx context.Context, c *endpoint.Call, to mail.Address, role authz.Role) error {
	_, err := f.invite(ctx, c, to, role)
	return err
}

// Withdraw ends what waits for an address.
func Withdraw(ctx context.Context, c *endpoint.Call, emailKey string) error {
	return endPending(ctx, c, emailKey)
}

// WithdrawAll ends what waits by the word of an account that goes, with which its invitations go.
func WithdrawAll(ctx context.Context, c *endpoint.Call, inviter id.User) error {
	return queries.New(c.Tx).DropTokensBy(ctx, queries.DropTokensByParams{WorkspaceID: c.Grant.Workspace(), InvitedBy: inviter})
}

func (f *Invitations) invite(ctx context.Context, c *endpoint.Call, to mail.Address, role authz.Role) (*Invitation, error) {
	if err := replacePending(ctx, c, to.Canonical()); err != nil {
		return nil, err
	}
	made := &Invitation{
		ID: id.New[id.Invitation](), Email: to.Email, Role: role, InvitedBy: c.Grant.User(),
		CreatedAt: c.Now, ExpiresAt: c.Now.Add(Life), Version: 1,
	}
	plain, hash := token.New(token.Invitation)
	err := queries.New(c.Tx).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: made.ID, Email: to.Email, EmailKey: to.Canonical(), Role: string(made.Role),
		TokenHash: hash[:], InvitedBy: made.InvitedBy, Now: c.Now, ExpiresAt: made.ExpiresAt,
	})
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, c, hash, to.Canonical(), made.ExpiresAt); err != nil {
		return nil, err
	}
	return made, f.Mail(ctx, c.Tx, f.letter(to.Email, plain))
}

// replacePending refuses an address that is in the workspace already, and ends
// the invitations that were sent to it before.
func replacePending(ctx context.Context, c *endpoint.Call, emailKey string) error {
	q := queries.New(c.Tx)
	present, err := q.IsMember(ctx, queries.IsMemberParams{WorkspaceID: c.Grant.Workspace(), EmailKey: emailKey})
	if err != nil {
		return fmt.Errorf("looking for a member of this address: %w", err)
	}
	if present > 0 {
		return problem.Conflict("Somebody with this address is in the workspace already.")
	}
	return endPending(ctx, c, emailKey)
}

func endPending(ctx context.Context, c *endpoint.Call, emailKey string) error {
	q := queries.New(c.Tx)
	ended, err := q.EndPending(ctx, queries.EndPendingParams{WorkspaceID: c.Grant.Workspace(), EmailKey: emailKey, Now: &c.Now})
	if err != nil {
		return fmt.Errorf("ending earlier invitations: %w", err)
	}
	for _, hash := range ended {
		if err := q.DropToken(ctx, hash); err != nil {
			return err
		}
	}
	return nil
}

// admit lets a link find its workspace.
func admit(ctx context.Context, c *endpoint.Call, hash token.Hash, emailKey string, until time.Time) error {
	return queries.New(c.Tx).AddToken(ctx, queries.AddTokenParams{
		TokenHash: hash[:], WorkspaceID: c.Grant.Workspace(), EmailKey: emailKey, ExpiresAt: until,
	})
}
