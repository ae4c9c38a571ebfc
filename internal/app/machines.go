package app

import (
	"taskflow/internal/features/apikeys"
	"taskflow/internal/features/serviceaccounts"
	"taskflow/internal/security/authz"
)

// apiKeys are the keys of people's scripts.
func (a *App) apiKeys() *apikeys.APIKeys {
	return apikeys.New(apikeys.Deps{
		DB: a.DB, Jobs: a.Jobs, Now: a.options.Clock.Now, Policies: func() *authz.Policies { return a.Pipeline.Policies },
	})
}

// serviceAccounts are the members that are machines, and the tokens that they get.
func (a *App) serviceAccounts() *serviceaccounts.ServiceAccounts {
	return serviceaccounts.New(serviceaccounts.Deps{
		DB: a.DB, Jobs: a.Jobs, Now: a.options.Clock.Now, Tokens: a.Tokens, Audit: a.audit, Issuer: a.options.BaseURL, Policies: func() *authz.Policies { return a.Pipeline.Policies },
	})
}
