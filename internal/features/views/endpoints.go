package views

import (
	"net/http"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/views"
	one = all + "/{view_id}"
)

var exampleProject = id.Project{6: 0x70, 8: 0x80, 15: 1}

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, View]{
			Name: "views.create", Method: http.MethodPost, Path: all, Summary: "Save a view",
			Permission: authz.ViewsKeep, Rate: ratelimit.Write, Audit: audit.Named("view.created"),
			Target: destine, Handle: create, Success: http.StatusCreated,
			Example: createBody{ProjectID: exampleProject, Name: "Mine, by date", Face: "list", Query: Query{Assignee: "me", Sort: "due"}, Shared: true},
		},
		endpoint.Endpoint[listIn, endpoint.List[*View]]{
			Name: "views.list", Method: http.MethodGet, Path: all, Summary: "List your own views and those that are shared",
			Description: "Views of private projects show only to those projects' members.",
			Permission:  authz.ViewsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			ByProject: true,
			Handle:    list,
		},
		endpoint.Endpoint[getIn, View]{
			Name: "views.get", Method: http.MethodGet, Path: one, Summary: "Show a saved view",
			Permission: authz.ViewsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, View]{
			Name: "views.update", Method: http.MethodPatch, Path: one, Summary: "Rename, change or share a view",
			Permission: authz.ViewsManage, Rate: ratelimit.Write, Audit: audit.Named("view.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Name: new("Mine, this week")},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "views.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a saved view",
			Permission: authz.ViewsManage, Rate: ratelimit.Write, Audit: audit.Named("view.deleted"),
			Target: load[deleteIn], Handle: remove,
		},
	}
}
