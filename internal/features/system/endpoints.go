package system

import (
	"context"
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// System answers for the installation.
type System struct {
	// Ping tells whether the database answers.
	Ping func(context.Context) error
	// API is mounted after this feature was listed, so it is set later.
	API *endpoint.API
}

type nothingIn struct{}

// Endpoints are the feature's endpoints.
func (s *System) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		s.public("system.live", "/healthz", "Tell that the process lives", "application/json",
			"probes have no account", s.live),
		s.public("system.ready", "/readyz", "Tell whether requests can be served", "application/json",
			"probes have no account", s.ready),
		s.public("system.openapi", "/openapi.json", "The OpenAPI 3.1 document of this API", "application/json",
			"the API's description is the same in every installation", s.openapi),
		s.public("system.docs", "/docs", "The reference of this API, to read", "text/html",
			"the API's description is the same in every installation", s.docs),
		s.public("system.docs_style", "/docs/style.css", "The reference's style sheet", "text/css",
			"the API's description is the same in every installation", s.style),
	}
}

func (s *System) public(name, path, summary, mediaType, why string, write func(context.Context, http.ResponseWriter) error) endpoint.Definition {
	return endpoint.Endpoint[nothingIn, endpoint.Nothing]{
		Name: name, Method: http.MethodGet, Path: path, Summary: summary,
		Permission: authz.Anyone(why), Rate: ratelimit.Public, Audit: audit.Skip("reads only"), StreamType: mediaType,
		Stream: func(ctx context.Context, _ *endpoint.Call, _ *nothingIn, w http.ResponseWriter) error {
			return write(ctx, w)
		},
	}
}
