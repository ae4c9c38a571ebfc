package labels

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/labels"
	one = all + "/{label_id}"
)

// Endpoints are the feature's endpoints.
func Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Label]{
			Name: "labels.create", Method: http.MethodPost, Path: all, Summary: "Make a label",
			Permission: authz.LabelsManage, Rate: ratelimit.Write, Audit: audit.Named("label.created"),
			Handle: create, Success: http.StatusCreated, Example: createBody{Name: "bug", Color: "red"},
		},
		endpoint.Endpoint[listIn, endpoint.List[Label]]{
			Name: "labels.list", Method: http.MethodGet, Path: all, Summary: "List the labels",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Compress: "whoever names a label reads all of them",
			Handle:   list,
		},
		endpoint.Endpoint[getIn, Label]{
			Name: "labels.get", Method: http.MethodGet, Path: one, Summary: "Show a label",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Label]{
			Name: "labels.update", Method: http.MethodPatch, Path: one, Summary: "Rename or recolour a label",
			Permission: authz.LabelsManage, Rate: ratelimit.Write, Audit: audit.Named("label.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Name: new("defect")},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "labels.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a label and take it off its tasks",
			Permission: authz.LabelsManage, Rate: ratelimit.Write, Audit: audit.Named("label.deleted"),
			Target: load[deleteIn], Handle: remove,
		},
	}
}
