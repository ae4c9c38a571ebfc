package app

import (
	"context"

	"taskflow/internal/features/invitations"
	"taskflow/internal/features/provisioning"
	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
)

// invitations are the links into workspaces, which a provider that awaits somebody is told of.
func (a *App) invitations() *invitations.Invitations {
	return invitations.New(invitations.Deps{Mail: a.Jobs.Mail, BaseURL: a.options.BaseURL, Arrive: a.arrive})
}

// provisioning is how identity providers say who is in a workspace.
func (a *App) provisioning() *provisioning.Provisioning {
	return provisioning.New(provisioning.Deps{
		BaseURL: a.options.BaseURL, Invite: a.invitations().Invite, Withdraw: invitations.Withdraw, WithdrawAll: invitations.WithdrawAll, Mail: a.Jobs.Mail, Given: a.options.Given,
	})
}

func (a *App) arrive(ctx context.Context, q db.Querier, who invitations.Arrival) (invitations.Awaiting, error) {
	role, inviter, err := a.provisioning().Arrive(ctx, q, who.Workspace, queries.WaitingParams{UserID: who.User, EmailKey: who.EmailKey, Now: who.At})
	return invitations.Awaiting{Role: role, Inviter: inviter}, err
}
