package serviceaccounts

import (
	"context"

	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Metadata is what this authorization server can do, and nothing more (RFC 8414 section 2).
type Metadata struct {
	Issuer        string   `json:"issuer"`
	TokenEndpoint string   `json:"token_endpoint"`
	JWKS          string   `json:"jwks_uri"`
	Grants        []string `json:"grant_types_supported"`
	// Responses are required, and there is no authorization endpoint to respond.
	Responses []string `json:"response_types_supported"`
	Methods   []string `json:"token_endpoint_auth_methods_supported"`
	Scopes    []string `json:"scopes_supported"`
	Docs      string   `json:"service_documentation"`
}

func (s *ServiceAccounts) metadata(context.Context, *endpoint.Call, *nothingIn) (*Metadata, error) {
	return &Metadata{
		Issuer: s.Issuer, TokenEndpoint: s.Issuer + issuing, JWKS: s.Issuer + "/.well-known/jwks.json", Grants: []string{clientCredentials},
		Responses: []string{}, Methods: []string{"client_secret_basic", "client_secret_post"}, Scopes: authz.OfMachines(), Docs: s.Issuer + "/docs",
	}, nil
}
