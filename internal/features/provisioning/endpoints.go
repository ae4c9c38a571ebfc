package provisioning

import (
	"context"
	"net/http"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	// BaseURL is the installation's.
	BaseURL string
	// Invite has an address invited in the name of who asks; Withdraw ends what waits for it.
	Invite   func(ctx context.Context, c *endpoint.Call, to mail.Address, role authz.Role) error
	Withdraw func(ctx context.Context, c *endpoint.Call, emailKey string) error
	// WithdrawAll ends all that waits by the word of an account.
	WithdrawAll func(ctx context.Context, c *endpoint.Call, inviter id.User) error
	// Mail has a mail sent once the transaction is durable.
	Mail func(ctx context.Context, q db.Querier, m mail.Message) error
	// Given tells whether the operator has given a domain to a workspace, which may bring its people in at once.
	Given func(workspace id.Workspace, domain string) bool
}

// Provisioning is the feature.
type Provisioning struct{ Deps }

// New returns the feature.
func New(d Deps) *Provisioning { return &Provisioning{d} }

const (
	settings = "/api/v1/workspaces/{workspace_id}/provisioning"
	tokens   = settings + "/tokens"
	groups   = settings + "/groups"
)

// Endpoints are the feature's endpoints.
func (s *Provisioning) Endpoints() []endpoint.Definition {
	list := append(s.managed(), s.looked()...)
	list = append(list, s.discovery()...)
	list = append(list, s.scimUsers()...)
	return append(list, s.scimGroups()...)
}

func (s *Provisioning) managed() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[configureIn, Settings]{
			Name: "provisioning.configure", Method: http.MethodPut, Path: settings, Summary: "Turn provisioning on, or change how it works",
			Description: "An identity provider then says by SCIM 2.0 who is in the workspace. Nobody is made an owner by it.",
			Permission:  authz.ProvisioningManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("provisioning.configured"),
			Target: loadMaybe[configureIn], Handle: s.configure, Example: settingsBody{DefaultRole: authz.Member},
		},
		endpoint.Endpoint[disableIn, endpoint.Nothing]{
			Name: "provisioning.disable", Method: http.MethodDelete, Path: settings, Summary: "Turn provisioning off",
			Description: "Its tokens end and what the provider has said is forgotten. Members stay as they are.",
			Permission:  authz.ProvisioningManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("provisioning.disabled"),
			Target: load[disableIn], Handle: s.disable,
		},
		endpoint.Endpoint[addTokenIn, NewToken]{
			Name: "provisioning.add_token", Method: http.MethodPost, Path: tokens, Summary: "Make a token for the identity provider",
			Description: "Two are good at the same time, so that one is replaced without a gap.",
			Permission:  authz.ProvisioningManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("provisioning.token_added"),
			NoReplay: "the answer is a credential",
			Target:   load[addTokenIn], Handle: addToken, Success: http.StatusCreated, Example: addTokenBody{Days: 180},
		},
		endpoint.Endpoint[revokeIn, endpoint.Nothing]{
			Name: "provisioning.revoke_token", Method: http.MethodDelete, Path: tokens + "/{token_id}", Summary: "Withdraw a token of the identity provider",
			Permission: authz.ProvisioningManage, Rate: ratelimit.Write, Audit: audit.Named("provisioning.token_revoked"),
			Target: load[revokeIn], Handle: revoke,
		},
		endpoint.Endpoint[mapIn, Group]{
			Name: "provisioning.map_group", Method: http.MethodPatch, Path: groups + "/{group_id}", Summary: "Say which role a provider's group stands for",
			Description: "Of several the highest counts. An owner's role is never changed by it. Without a role a group stands for nothing.",
			Permission:  authz.ProvisioningManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("provisioning.group_mapped"),
			Target: loadGroup[mapIn], Handle: mapGroup, Timeout: wholeGroup, Example: mapBody{Role: "guest"},
		},
	}
}

func (s *Provisioning) looked() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[getIn, Settings]{
			Name: "provisioning.get", Method: http.MethodGet, Path: settings, Summary: "Show how people are provisioned",
			Permission: authz.ProvisioningRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: loadMaybe[getIn], Handle: s.get,
		},
		endpoint.Endpoint[listUsersIn, endpoint.List[User]]{
			Name: "provisioning.list_users", Method: http.MethodGet, Path: settings + "/users", Summary: "List whom the identity provider has named",
			Permission: authz.ProvisioningRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: listUsers,
		},
		endpoint.Endpoint[listGroupsIn, endpoint.List[Group]]{
			Name: "provisioning.list_groups", Method: http.MethodGet, Path: groups, Summary: "List the identity provider's groups",
			Permission: authz.ProvisioningRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: listGroups,
		},
	}
}
