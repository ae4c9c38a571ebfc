package app

import (
	"context"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange"
	"taskflow/internal/features/identities"
	"taskflow/internal/features/invitations"
	"taskflow/internal/features/passkeys"
	"taskflow/internal/features/recovery"
	"taskflow/internal/features/saml"
	"taskflow/internal/features/secondfactors"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/endpoint"
)

// accountDeps are what sign-up needs.
func (a *App) accountDeps() accounts.Deps {
	d := accounts.Deps{Hasher: a.hasher, Policy: a.policy, Jobs: a.Jobs, Audit: a.audit, BaseURL: a.options.BaseURL}
	if a.options.InvitedOnly {
		d.Invited = invitations.Awaited
	}
	return d
}

// sessionDeps are what signing in needs.
func (a *App) sessionDeps() sessions.Deps {
	return sessions.Deps{
		DB: a.DB, Hasher: a.hasher, Policy: a.policy, Jobs: a.Jobs, Audit: a.audit, Tokens: a.Tokens, Keys: a.keys, Scopes: a.scopes,
		Factors: append([]sessions.Factor{a.passkeys.Factor()}, a.secondFactors().Factors()...), Backoff: a.options.Backoff, Places: a.options.Places,
	}
}

// passkeyDeps are what passkeys need.
func (a *App) passkeyDeps() passkeys.Deps {
	return passkeys.Deps{
		Sealer: a.sealer, Jobs: a.Jobs, Audit: a.audit, BaseURL: a.options.BaseURL, Linked: identities.Linked(a.options.Providers),
		MayStandAlone: a.mayStandAlone,
		Codes: func(ctx context.Context, c *endpoint.Call) ([]string, error) {
			codes, err := secondfactors.IssueFirst(ctx, c)
			if err != nil {
				return nil, err
			}
			return codes.Codes, nil
		},
	}
}

// identityDeps are what signing in with a provider needs.
func (a *App) identityDeps() identities.Deps {
	return identities.Deps{
		DB: a.DB, Sessions: sessions.New(a.sessionDeps()), Audit: a.audit, Hub: a.Hub, Clock: a.options.Clock, BaseURL: a.options.BaseURL,
		Providers: a.options.Providers, Egress: a.options.Egress, Invited: a.accountDeps().Invited,
		OtherWay: a.passkeys.Factor().Held,
	}
}

// samlDeps are what signing in with a company's provider needs.
func (a *App) samlDeps() saml.Deps {
	return saml.Deps{DB: a.DB, Sessions: sessions.New(a.sessionDeps()), BaseURL: a.options.BaseURL, Egress: a.options.Egress, Invited: a.accountDeps().Invited, Given: a.options.Given}
}

func (a *App) mayStandAlone(ctx context.Context, q db.Querier, user id.User) error {
	return sessions.New(a.sessionDeps()).MayStandAlone(ctx, q, user)
}

// recovery are the links that are asked for by mail.
func (a *App) recovery() *recovery.Recovery {
	return recovery.New(recovery.Deps{
		DB: a.DB, Hasher: a.hasher, Policy: a.policy, Jobs: a.Jobs, Audit: a.audit, Sessions: sessions.New(a.sessionDeps()),
		BaseURL: a.options.BaseURL, NoMagicLinks: a.options.NoMagicLinks,
	})
}

// emailChange is how accounts get another address.
func (a *App) emailChange() *emailchange.EmailChange {
	return emailchange.New(emailchange.Deps{DB: a.DB, Jobs: a.Jobs, Audit: a.audit, BaseURL: a.options.BaseURL})
}

// secondFactors are what a sign-in may ask for beside its first proof.
func (a *App) secondFactors() *secondfactors.SecondFactors {
	return secondfactors.New(secondfactors.Deps{Sealer: a.sealer, Jobs: a.Jobs, Issuer: "TaskFlow", MayStandAlone: a.mayStandAlone})
}

// scopes are the permissions that a token can be limited to.
func (a *App) scopes() (names []string) {
	for _, s := range a.API.Specs() {
		if s.Permission.Scoped() {
			names = append(names, s.Permission.Name())
		}
	}
	return names
}

// Sealer seals what is kept of secrets.
func (a *App) Sealer() *token.Sealer { return a.sealer }

// Audit is where operators' commands write their entries.
func (a *App) Audit() *audit.Log { return a.audit }
