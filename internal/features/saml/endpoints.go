package saml

import (
	"net/http"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	one         = "/api/v1/workspaces/{workspace_id}/saml"
	requirement = one + "/requirement"
	mine        = "/api/v1/me/identities/saml"
	byDoor      = door + "{workspace}"
	formType    = "application/x-www-form-urlencoded"
	mostForm    = 512 << 10
)

// Endpoints are the feature's endpoints.
func (s *SAML) Endpoints() []endpoint.Definition {
	return append(s.ofWorkspace(), append(s.doors(), s.own()...)...)
}

func (s *SAML) ofWorkspace() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[getIn, Provider]{
			Name: "saml.get", Method: http.MethodGet, Path: one, Summary: "Show a workspace's own identity provider, and what it has to know of TaskFlow",
			Permission: authz.WorkspaceManage, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: s.show,
		},
		endpoint.Endpoint[setIn, Provider]{
			Name: "saml.set", Method: http.MethodPut, Path: one, Summary: "Let a workspace's members sign in with their company's identity provider",
			Description: "Another entity ID is another provider: what the one before has opened ends, and whom it knew is unknown to the new one.",
			Permission:  authz.WorkspaceManage, StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("workspace.saml_set"),
			Target: load[setIn], Before: s.prepareSet, Handle: s.set, Example: exampleSet(),
		},
		endpoint.Endpoint[removeIn, endpoint.Nothing]{
			Name: "saml.remove", Method: http.MethodDelete, Path: one, Summary: "Remove a workspace's identity provider, with every sign-in that it has opened",
			Permission: authz.WorkspaceManage, StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("workspace.saml_removed"),
			Target: load[removeIn], Handle: s.remove,
		},
		endpoint.Endpoint[getRequirementIn, Requirement]{
			Name: "saml.get_requirement", Method: http.MethodGet, Path: requirement, Summary: "Show whether members have to come in by the workspace's provider",
			Permission: authz.MembersManage, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: loadRequirement[getRequirementIn], Show: showRequirement,
		},
		endpoint.Endpoint[requireIn, Requirement]{
			Name: "saml.require", Method: http.MethodPut, Path: requirement, Summary: "Ask members to come in by the workspace's provider",
			Description: "Sessions, tokens and people's API keys that it hasn't opened are then answered company-sign-in-required in this workspace. Owners are let in all the same, and service accounts and provisioning tokens. " +
				"It ends with the provider.",
			Permission: authz.MembersManage, StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("workspace.company_required"),
			Target: loadRequirement[requireIn], Handle: s.require, Example: requireBody{},
		},
	}
}

func (s *SAML) doors() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[metadataIn, endpoint.Nothing]{
			Name: "saml.metadata", Method: http.MethodGet, Path: byDoor + "/metadata", Summary: "Get what a workspace's identity provider has to know of TaskFlow",
			Permission: authz.Anyone("the provider fetches it, and it holds nothing but addresses"),
			Rate:       ratelimit.Public, Audit: audit.Skip("reads only"),
			Before: s.readMetadata, Stream: s.metadata, StreamType: "application/samlmetadata+xml",
		},
		endpoint.Endpoint[startIn, Leave]{
			Name: "saml.start", Method: http.MethodPost, Path: door + "start", Summary: "Begin to sign in with a company's identity provider",
			Description: "The browser goes to the address of the answer, and comes back within ten minutes.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.provider.asked"), NoReplay: "the answer is for one browser",
			Before: s.prepareStart, Handle: s.start, Example: startBody{Company: "acme", ReturnTo: "/workspaces"},
		},
		endpoint.Endpoint[consumeIn, endpoint.Nothing]{
			Name: "saml.acs", Method: http.MethodPost, Path: byDoor + "/acs", Summary: "Take the answer of a workspace's identity provider",
			Description: "The assertion consumer service: a form with SAMLResponse and RelayState, by way of the browser. The answer sends it to a page that fetches what was said, or shows why not.",
			Permission:  authz.Anyone("the provider's signed answer is the credential"),
			CrossSite:   "the provider's page posts the form, which carries no cookie of ours and signs nobody in",
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.provider.answered", "auth.login.failure"), NoReplay: "an answer works once",
			Upload: formType, MaxBody: mostForm, Before: s.receive, Handle: s.consume, Elsewhere: s.afterwards,
			Example: map[string]string{"SAMLResponse": "PHNhbWxwOlJlc3BvbnNlLz4=", "RelayState": "tfo_…"},
		},
		endpoint.Endpoint[finishIn, Arrived]{
			Name: "saml.finish", Method: http.MethodPost, Path: byDoor + "/finish", Summary: "Finish to sign in with a company's identity provider",
			Description: "By the browser that began. What it gets is bound to the workspace.",
			Permission:  authz.Anyone("the provider's answer is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Before: s.fetchSignIn, Handle: s.finish, Example: finishBody{Handle: "tfa_…"},
		},
	}
}

func (s *SAML) own() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[companiesIn, endpoint.List[Company]]{
			Name: "saml.companies", Method: http.MethodGet, Path: mine, Summary: "List the workspaces of yours that have an identity provider of their own",
			Permission: authz.Self("identities:list", "one's own memberships"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: companies,
		},
		endpoint.Endpoint[beginIn, Leave]{
			Name: "saml.begin_link", Method: http.MethodPost, Path: mine, Summary: "Begin to connect a company's identity provider with your account",
			Permission: authz.Self("identities:manage", "one's own identities"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.provider.asked"), NoReplay: "the answer is for one browser",
			Before: s.prepareBegin, Handle: s.beginLink, Example: beginBody{WorkspaceID: id.New[id.Workspace](), ReturnTo: "/settings/security"},
		},
		endpoint.Endpoint[linkIn, Back]{
			Name: "saml.link", Method: http.MethodPost, Path: mine + "/finish", Summary: "Finish to connect a company's identity provider with your account",
			Permission: authz.Self("identities:manage", "one's own identities"), StepUp: endpoint.RecentProof + FlowLife,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.identity.linked"), NoReplay: "the way to the provider is used up",
			Before: s.fetchLink, Handle: s.linkHere, Example: linkBody{WorkspaceID: id.New[id.Workspace](), Handle: "tfa_…"},
		},
	}
}
