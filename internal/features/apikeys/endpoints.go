package apikeys

import (
	"net/http"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	DB   *db.DB
	Jobs *jobs.Queue
	Now  func() time.Time
	// Policies tell what a role can hold at all.
	Policies func() *authz.Policies
}

// APIKeys is the feature.
type APIKeys struct{ Deps }

// New returns the feature.
func New(d Deps) *APIKeys { return &APIKeys{d} }

const (
	mine        = "/api/v1/me/api-keys"
	one         = mine + "/{key_id}"
	ofWorkspace = "/api/v1/workspaces/{workspace_id}/api-keys"
)

var exampleWorkspace = id.Workspace{6: 0x70, 8: 0x80, 15: 1}

// Endpoints are the feature's endpoints.
func (k *APIKeys) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Created]{
			Name: "api_keys.create", Method: http.MethodPost, Path: mine, Summary: "Make an API key",
			Description: "A script sends it as `Authorization: Bearer tfk_…`. It acts as you, in one workspace, within its scopes and " +
				"until its last day; bound to projects it reaches nothing else of the workspace.",
			Permission: authz.Self("api_keys:make", "one's own keys, never above one's own rights"),
			Rate:       ratelimit.Write, Audit: audit.Named("api_key.created"), NoReplay: "the answer is a credential",
			StepUp: 15 * time.Minute, Handle: k.create, Success: http.StatusCreated,
			Example: createBody{Name: "Nightly report", WorkspaceID: exampleWorkspace, Scopes: []endpoint.MachineScope{"tasks:read", "projects:read"}, Days: 90},
		},
		endpoint.Endpoint[ownIn, endpoint.List[*APIKey]]{
			Name: "api_keys.list", Method: http.MethodGet, Path: mine, Summary: "List your API keys",
			Permission: authz.Self("api_keys:list", "one's own keys"), Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: own,
		},
		endpoint.Endpoint[getIn, APIKey]{
			Name: "api_keys.get", Method: http.MethodGet, Path: one, Summary: "Show one of your API keys",
			Permission: authz.Self("api_keys:list", "one's own keys"), Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[renameIn, APIKey]{
			Name: "api_keys.rename", Method: http.MethodPatch, Path: one, Summary: "Rename one of your API keys",
			Permission: authz.Self("api_keys:make", "one's own keys"), Rate: ratelimit.Write, Audit: audit.Named("api_key.renamed"),
			Target: load[renameIn], Handle: rename, Example: renameBody{Name: "Weekly report"},
		},
		endpoint.Endpoint[revokeIn, endpoint.Nothing]{
			Name: "api_keys.revoke", Method: http.MethodDelete, Path: one, Summary: "Revoke one of your API keys",
			Permission: authz.Self("api_keys:revoke", "one's own keys"), Rate: ratelimit.Write, Audit: audit.Named("api_key.revoked"),
			Target: load[revokeIn], Handle: revoke,
		},
		endpoint.Endpoint[allIn, endpoint.List[*APIKey]]{
			Name: "api_keys.list_of_workspace", Method: http.MethodGet, Path: ofWorkspace, Summary: "List the API keys of a workspace's people",
			Permission: authz.KeysRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: all,
		},
		endpoint.Endpoint[endIn, endpoint.Nothing]{
			Name: "api_keys.end", Method: http.MethodDelete, Path: ofWorkspace + "/{key_id}", Summary: "Revoke somebody's API key of the workspace",
			Permission: authz.KeysManage, Rate: ratelimit.Write, Audit: audit.Named("api_key.revoked"),
			Target: loadOfWorkspace, Handle: end,
		},
	}
}
