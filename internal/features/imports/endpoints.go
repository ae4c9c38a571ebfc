package imports

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/imports"
	one = all + "/{import_id}"

	largestFile = 64 << 20
)

// Feature is the feature with what its requests share.
type Feature struct{ slots slots }

// New returns the feature.
func New() *Feature { return &Feature{slots: make(slots, mostAtOnce)} }

// Endpoints are the feature's endpoints.
func (f *Feature) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, made]{
			Name: "imports.create", Method: http.MethodPost, Path: all, Summary: "Import a board of another product",
			Description: "The body is the file that Trello (a board's JSON export) or GitHub (issues as JSON) gave. " +
				"The board comes in whole or not at all.",
			Permission: authz.ImportsCreate, Rate: ratelimit.Import, Audit: audit.Named("import.created"),
			Before: f.read, Handle: create, Upload: "application/json", MaxBody: largestFile, Timeout: endpoint.LongestTimeout,
			Success: http.StatusCreated, Otherwise: http.StatusOK,
			Example: map[string]any{"id": "5f1c", "name": "Board", "lists": []any{}, "cards": []any{}},
		},
		endpoint.Endpoint[listIn, endpoint.List[Import]]{
			Name: "imports.list", Method: http.MethodGet, Path: all, Summary: "List the imports, the latest first",
			Permission: authz.ImportsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: list,
		},
		endpoint.Endpoint[getIn, Import]{
			Name: "imports.get", Method: http.MethodGet, Path: one, Summary: "Show an import and its ledger",
			Permission: authz.ImportsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[undoIn, Undone]{
			Name: "imports.undo", Method: http.MethodPost, Path: one + "/undo",
			Summary:    "Remove what an import made and nobody has changed since",
			Permission: authz.ImportsCreate, Rate: ratelimit.Write, Audit: audit.Named("import.undone"),
			Target: load[undoIn], Handle: undo, Timeout: endpoint.LongestTimeout,
		},
	}
}
