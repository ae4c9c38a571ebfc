package checklists

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/tasks/{task_id}/checklist"
	one = all + "/{item_id}"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Item]{
			Name: "checklists.create", Method: http.MethodPost, Path: all, Summary: "Add an item to a task's checklist",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("checklist.created"),
			Target: loadTask[createIn], Handle: create, Success: http.StatusCreated, Example: createBody{Text: "Ask for a review"},
		},
		endpoint.Endpoint[listIn, endpoint.List[*Item]]{
			Name: "checklists.list", Method: http.MethodGet, Path: all, Summary: "List a task's checklist in its order",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Compress: "whoever writes in a checklist reads all of it",
			Target:   loadTask[listIn], Handle: list,
		},
		endpoint.Endpoint[updateIn, Item]{
			Name: "checklists.update", Method: http.MethodPatch, Path: one, Summary: "Change an item, or tick it off",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("checklist.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Done: new(true)},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "checklists.delete", Method: http.MethodDelete, Path: one, Summary: "Delete an item of a checklist",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("checklist.deleted"),
			Target: load[deleteIn], Handle: remove,
		},
	}
}
