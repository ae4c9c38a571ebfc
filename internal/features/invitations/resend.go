package invitations

import (
	"context"

	"taskflow/internal/features/invitations/queries"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type resendIn struct{ Path }

// resend makes a new link: the old one may have gone to the wrong eyes. Who
// sends it again stands for it from now on.
func (f *Invitations) resend(ctx context.Context, c *endpoint.Call, in *resendIn) (*Invitation, error) {
	role := authz.Role(in.row.Role)
	if !c.Grant.Role().MayGrant(role) {
		return nil, problem.Forbidden(errAbove)
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	plain, hash := token.New(token.Invitation)
	until := c.Now.Add(Life)
	if err := queries.New(c.Tx).DropToken(ctx, in.row.TokenHash); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Renew(ctx, queries.RenewParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.InvitationID, Version: in.row.Version,
		TokenHash: hash[:], ExpiresAt: until, InvitedBy: c.Grant.User(),
	})
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, c, hash, in.row.EmailKey, until); err != nil {
		return nil, err
	}
	sent := &Invitation{
		ID: in.row.ID, Email: in.row.Email, Role: role, InvitedBy: c.Grant.User(),
		CreatedAt: in.row.CreatedAt, ExpiresAt: until, Version: in.row.Version + 1,
	}
	return sent, f.Mail(ctx, c.Tx, f.letter(in.row.Email, plain))
}
