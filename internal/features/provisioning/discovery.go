package provisioning

import (
	"context"
	"net/http"

	"taskflow/internal/features/provisioning/scim"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const scimBase = "/scim/v2/{workspace_id}"

type discoveryIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
}

func (s *Provisioning) discovery() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[discoveryIn, scim.ServiceProviderConfig]{
			Name: "scim.configuration", Method: http.MethodGet, Path: scimBase + "/ServiceProviderConfig", Summary: "What this SCIM service can do (RFC 7643 section 5)",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Handle: s.configuration,
		},
		endpoint.Endpoint[discoveryIn, scim.Response[scim.ResourceType]]{
			Name: "scim.resource_types", Method: http.MethodGet, Path: scimBase + "/ResourceTypes", Summary: "The types of SCIM resources (RFC 7643 section 6)",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Handle: s.resourceTypes,
		},
		endpoint.Endpoint[discoveryIn, scim.Response[scim.Schema]]{
			Name: "scim.schemas", Method: http.MethodGet, Path: scimBase + "/Schemas", Summary: "The schemas of SCIM resources (RFC 7643 section 7)",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Handle: s.schemas,
		},
	}
}

func (s *Provisioning) configuration(_ context.Context, c *endpoint.Call, _ *discoveryIn) (*scim.ServiceProviderConfig, error) {
	return scim.Configuration(s.base(c.Grant.Workspace()), s.BaseURL+"/docs", mostListed), nil
}

func (s *Provisioning) resourceTypes(_ context.Context, c *endpoint.Call, _ *discoveryIn) (*scim.Response[scim.ResourceType], error) {
	list := scim.ResourceTypes(s.base(c.Grant.Workspace()))
	return scim.Respond(len(list), 1, list), nil
}

func (s *Provisioning) schemas(_ context.Context, c *endpoint.Call, _ *discoveryIn) (*scim.Response[scim.Schema], error) {
	list := scim.Schemas(s.base(c.Grant.Workspace()))
	return scim.Respond(len(list), 1, list), nil
}
