package workspaces

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces"
	one = all + "/{workspace_id}"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Workspace]{
			Name: "workspaces.create", Method: http.MethodPost, Path: all, Summary: "Make a workspace and own it",
			Permission: authz.Self("workspaces:create", "everybody may have a workspace of his own"),
			Rate:       ratelimit.Write, Audit: audit.Named("workspace.created"),
			Handle: create, Success: http.StatusCreated, Example: createBody{Name: "Research"},
		},
		endpoint.Endpoint[listIn, endpoint.List[Workspace]]{
			Name: "workspaces.list", Method: http.MethodGet, Path: all, Summary: "List the workspaces you are in",
			Permission: authz.Self("workspaces:list", "one's own memberships").WhenBound(),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[getIn, Workspace]{
			Name: "workspaces.get", Method: http.MethodGet, Path: one, Summary: "Show a workspace",
			Permission: authz.WorkspaceRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Workspace]{
			Name: "workspaces.update", Method: http.MethodPatch, Path: one, Summary: "Change a workspace's name or settings",
			Permission: authz.WorkspaceManage, Rate: ratelimit.Write, Audit: audit.Named("workspace.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Name: new("Research and development")},
		},
		endpoint.Endpoint[getPolicyIn, SignInPolicy]{
			Name: "workspaces.get_sign_in_policy", Method: http.MethodGet, Path: one + "/sign-in-policy", Summary: "Show what a workspace asks of its members' sign-ins",
			Permission: authz.WorkspaceRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: loadPolicy[getPolicyIn], Show: showPolicy,
		},
		endpoint.Endpoint[setPolicyIn, SignInPolicy]{
			Name: "workspaces.set_sign_in_policy", Method: http.MethodPut, Path: one + "/sign-in-policy", Summary: "Ask members for a second factor or a passkey",
			Description: "What held before holds until the grace period is over. Nobody can ask for more than their own sign-in has shown.",
			Permission:  authz.WorkspaceManage, StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("workspace.sign_in_policy_set"),
			Target: loadPolicy[setPolicyIn], Handle: setPolicy,
			Example: setPolicyBody{Of: "off", Strength: "any"},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "workspaces.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a workspace and all that is in it",
			Permission: authz.WorkspaceManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("workspace.deleted"),
			Target: load[deleteIn], Handle: remove,
		},
	}
}
