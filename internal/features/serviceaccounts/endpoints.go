package serviceaccounts

import (
	"net/http"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	DB     *db.DB
	Jobs   *jobs.Queue
	Now    func() time.Time
	Tokens *authn.Tokens
	Audit  *audit.Log
	// Issuer is the installation's base URL.
	Issuer string
	// Policies tell what a role can hold at all.
	Policies func() *authz.Policies
}

// ServiceAccounts is the feature.
type ServiceAccounts struct{ Deps }

// New returns the feature.
func New(d Deps) *ServiceAccounts { return &ServiceAccounts{d} }

const (
	all     = "/api/v1/workspaces/{workspace_id}/service-accounts"
	one     = all + "/{account_id}"
	secrets = one + "/secrets"

	// recently is how fresh a proof must be of who hands out what machines do.
	recently = 15 * time.Minute
)

// Endpoints are the feature's endpoints.
func (s *ServiceAccounts) Endpoints() []endpoint.Definition {
	return append(s.managed(), s.oauth()...)
}

func (s *ServiceAccounts) managed() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, ServiceAccount]{
			Name: "service_accounts.create", Method: http.MethodPost, Path: all, Summary: "Make a service account",
			Description: "A member that is a machine. It has no rights beyond its role's and its scopes, and never an owner's.",
			Permission:  authz.ServiceAccountsManage, Rate: ratelimit.Write, Audit: audit.Named("service_account.created"), StepUp: recently,
			Handle: s.create, Success: http.StatusCreated,
			Example: createBody{Name: "Deployments", Role: authz.Member, Scopes: []endpoint.MachineScope{"tasks:read", "tasks:create"}},
		},
		endpoint.Endpoint[listIn, endpoint.List[*ServiceAccount]]{
			Name: "service_accounts.list", Method: http.MethodGet, Path: all, Summary: "List the service accounts",
			Permission: authz.ServiceAccountsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[getIn, ServiceAccount]{
			Name: "service_accounts.get", Method: http.MethodGet, Path: one, Summary: "Show a service account with its secrets",
			Permission: authz.ServiceAccountsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Handle: get,
		},
		endpoint.Endpoint[updateIn, ServiceAccount]{
			Name: "service_accounts.update", Method: http.MethodPatch, Path: one, Summary: "Change, disable or enable a service account",
			Description: "Tokens that were issued before end.",
			Permission:  authz.ServiceAccountsManage, Rate: ratelimit.Write, Audit: audit.Named("service_account.updated"), StepUp: recently,
			Target: load[updateIn], Handle: s.update, Example: updateBody{Name: new("Deployments of the shop")},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "service_accounts.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a service account with its secrets",
			Permission: authz.ServiceAccountsManage, Rate: ratelimit.Write, Audit: audit.Named("service_account.deleted"), StepUp: recently,
			Target: load[deleteIn], Handle: remove,
		},
		endpoint.Endpoint[addSecretIn, NewSecret]{
			Name: "service_accounts.add_secret", Method: http.MethodPost, Path: secrets, Summary: "Give a service account another secret",
			Description: "With `others_end_in_hours` the secrets that it has end then at the latest: time to bring the new one to where it is used.",
			Permission:  authz.ServiceAccountsManage, Rate: ratelimit.Write, Audit: audit.Named("service_account.secret_added"), StepUp: recently,
			NoReplay: "the answer is a credential",
			Target:   load[addSecretIn], Handle: s.addSecret, Success: http.StatusCreated, Example: addSecretBody{Days: 90},
		},
		endpoint.Endpoint[revokeIn, endpoint.Nothing]{
			Name: "service_accounts.revoke_secret", Method: http.MethodDelete, Path: secrets + "/{secret_id}", Summary: "Revoke a secret of a service account",
			Description: "The tokens that were got by it end as well.",
			Permission:  authz.ServiceAccountsManage, Rate: ratelimit.Write, Audit: audit.Named("service_account.secret_revoked"),
			Target: load[revokeIn], Handle: revoke,
		},
	}
}

func (s *ServiceAccounts) oauth() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[tokenIn, Token]{
			Name: "oauth.token", Method: http.MethodPost, Path: issuing, Summary: "Get an access token for a service account",
			Description: "The client credentials grant (RFC 6749 section 4.4): `grant_type=client_credentials`, perhaps with `scope` and `resource`. " +
				"The client shows itself by HTTP Basic or by `client_id` and `client_secret`. Errors are those of RFC 6749 section 5.2. There is no refresh token.",
			Permission: authz.Anyone("the client's secret is the credential"),
			Rate:       ratelimit.Auth, Audit: audit.Outcomes("auth.token.issued", "auth.token.refused"), NoReplay: "the answer is a credential",
			Upload: formType, MaxBody: 16 << 10, Before: s.read, Handle: s.token,
			Example: map[string]string{"grant_type": clientCredentials, "client_id": "usr_01jc5zt5e8f3bvxk2r9q7m4dhn", "client_secret": "tfc_example"},
		},
		endpoint.Endpoint[nothingIn, Metadata]{
			Name: "oauth.metadata", Method: http.MethodGet, Path: "/.well-known/oauth-authorization-server", Summary: "What this OAuth server can do",
			Permission: authz.Anyone("it says how to ask"),
			Rate:       ratelimit.Public, Audit: audit.Skip("reads only"),
			Handle: s.metadata,
		},
	}
}
