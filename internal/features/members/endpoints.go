package members

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all   = "/api/v1/workspaces/{workspace_id}/members"
	one   = all + "/{user_id}"
	leave = "/api/v1/workspaces/{workspace_id}/leave"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[listIn, endpoint.List[Member]]{
			Name: "members.list", Method: http.MethodGet, Path: all, Summary: "List who is in the workspace",
			Permission: authz.MembersRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[getIn, Member]{
			Name: "members.get", Method: http.MethodGet, Path: one, Summary: "Show a member",
			Permission: authz.MembersRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Member]{
			Name: "members.update", Method: http.MethodPatch, Path: one, Summary: "Give a member another role",
			Permission: authz.MembersManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("member.role_changed"),
			Target: load[updateIn], Handle: update, Example: updateBody{Role: authz.Guest},
		},
		endpoint.Endpoint[removeIn, endpoint.Nothing]{
			Name: "members.remove", Method: http.MethodDelete, Path: one, Summary: "Remove a member from the workspace",
			Permission: authz.MembersManage, StepUp: endpoint.RecentProof, Rate: ratelimit.Write, Audit: audit.Named("member.removed"),
			Target: load[removeIn], Handle: remove,
		},
		endpoint.Endpoint[leaveIn, endpoint.Nothing]{
			Name: "members.leave", Method: http.MethodPost, Path: leave, Summary: "Leave the workspace",
			Permission: authz.MembersLeave, Rate: ratelimit.Write, Audit: audit.Named("member.left"),
			Target: loadSelf, Handle: goAway,
		},
	}
}
