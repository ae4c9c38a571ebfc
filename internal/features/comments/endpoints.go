package comments

import (
	"net/http"

	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments"
	one = all + "/{comment_id}"
)

// Endpoints are the feature's endpoints.
func (f *Comments) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Comment]{
			Name: "comments.create", Method: http.MethodPost, Path: all, Summary: "Comment on a task",
			Permission: authz.CommentsCreate, Rate: ratelimit.Write, Audit: audit.Named("comment.created"),
			Target: loadTask[createIn], Handle: create, Success: http.StatusCreated, Example: createBody{Body: "Looks **good**."},
		},
		endpoint.Endpoint[listIn, endpoint.List[*Comment]]{
			Name: "comments.list", Method: http.MethodGet, Path: all, Summary: "List a task's comments, the oldest first",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Compress: "whoever comments on a task reads all comments on it",
			Target:   loadTask[listIn], Handle: list,
		},
		endpoint.Endpoint[getIn, Comment]{
			Name: "comments.get", Method: http.MethodGet, Path: one, Summary: "Show a comment",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Comment]{
			Name: "comments.update", Method: http.MethodPatch, Path: one, Summary: "Change your comment",
			Permission: authz.CommentsUpdate, Rate: ratelimit.Write, Audit: audit.Named("comment.updated"),
			Target: load[updateIn], Handle: update, Example: commentBody{Body: "Looks *good*."},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "comments.delete", Method: http.MethodDelete, Path: one, Summary: "Delete a comment",
			Permission: authz.CommentsDelete, Rate: ratelimit.Write, Audit: audit.Named("comment.deleted"),
			Target: load[deleteIn], Handle: f.remove,
		},
		endpoint.Endpoint[restoreIn, Comment]{
			Name: "comments.restore", Method: http.MethodPost, Path: one + "/restore", Summary: "Bring back a deleted comment, within 30 days",
			Permission: authz.CommentsDelete, Rate: ratelimit.Write, Audit: audit.Named("comment.restored"),
			Target: loadDeleted, Handle: restore,
		},
	}
}
