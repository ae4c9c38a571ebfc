package invitations

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/invitations"
	one = all + "/{invitation_id}"
)

// Endpoints are the feature's endpoints.
func (f *Invitations) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Invitation]{
			Name: "invitations.create", Method: http.MethodPost, Path: all, Summary: "Invite somebody by mail",
			Permission: authz.MembersManage, Rate: ratelimit.Mail, Audit: audit.Named("invitation.created"),
			Handle: f.create, Success: http.StatusCreated, Example: createBody{Email: "new@example.org", Role: authz.Member},
		},
		endpoint.Endpoint[listIn, endpoint.List[Invitation]]{
			Name: "invitations.list", Method: http.MethodGet, Path: all, Summary: "List the open invitations",
			Permission: authz.MembersManage, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[revokeIn, endpoint.Nothing]{
			Name: "invitations.revoke", Method: http.MethodDelete, Path: one, Summary: "Take an invitation back",
			Permission: authz.MembersManage, Rate: ratelimit.Write, Audit: audit.Named("invitation.revoked"),
			Target: load[revokeIn], Handle: revoke,
		},
		endpoint.Endpoint[resendIn, Invitation]{
			Name: "invitations.resend", Method: http.MethodPost, Path: one + "/resend", Summary: "Send an invitation again, with a new link",
			Permission: authz.MembersManage, Rate: ratelimit.Mail, Audit: audit.Named("invitation.resent"),
			Target: load[resendIn], Handle: f.resend,
		},
		endpoint.Endpoint[acceptIn, Accepted]{
			Name: "invitations.accept", Method: http.MethodPost, Path: "/api/v1/invitations/accept", Summary: "Accept an invitation",
			Permission: authz.Self("invitations:accept", "the link was sent to one's own address"),
			Rate:       ratelimit.Auth, Audit: audit.Named("invitation.accepted"),
			Handle: f.accept, Example: acceptBody{Token: "tfi_example"},
		},
	}
}
