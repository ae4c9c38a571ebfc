package auditlog

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/audit-events"
	one = all + "/{audit_event_id}"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[listIn, endpoint.List[Entry]]{
			Name: "auditlog.list", Method: http.MethodGet, Path: all, Summary: "Search the audit log, the newest entries first",
			// Filters may look through many entries to find few.
			Permission: authz.AuditRead, Rate: ratelimit.Search, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[getIn, Entry]{
			Name: "auditlog.get", Method: http.MethodGet, Path: one, Summary: "Show an entry of the audit log",
			Permission: authz.AuditRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load, Show: show,
		},
	}
}
