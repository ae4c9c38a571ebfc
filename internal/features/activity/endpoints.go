package activity

import (
	"net/http"

	"taskflow/internal/platform/events"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const workspace = "/api/v1/workspaces/{workspace_id}"

// Activity is the feature with what its streams share.
type Activity struct {
	hub    *events.Hub
	reader events.Reader
	marks  events.Marks
	seats  *seats
	turns  chan struct{}
}

// turns is how many streams read at once: they must leave most of the
// database's connections to requests.
const turns = 4

// New returns the feature.
func New(hub *events.Hub, reader events.Reader, marks events.Marks) *Activity {
	return &Activity{hub: hub, reader: reader, marks: marks, seats: newSeats(), turns: make(chan struct{}, turns)}
}

// Endpoints are the feature's endpoints.
func (a *Activity) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[streamIn, endpoint.Nothing]{
			Name: "activity.stream", Method: http.MethodGet, Path: workspace + "/events",
			Summary: "Follow a workspace's events live",
			Description: "Server-sent events. A client that comes back with Last-Event-ID goes on where it stopped; " +
				"a `reset` event says that this isn't possible and that everything must be fetched again. " +
				"`project.created`, `project.updated` and `project.shown` carry a project that you can see (a client that doesn't know it fetches the rest); " +
				"`project.hidden` and `project.deleted` carry the id of one that you can't see any more. " +
				"`column.created`, `column.updated` and `column.moved` carry the column.",
			Permission: authz.EventsRead, Rate: ratelimit.Stream, Audit: audit.Skip("reads only"),
			ByProject: true,
			Stream:    a.stream, StreamType: "text/event-stream",
		},
		endpoint.Endpoint[workspaceIn, endpoint.List[Event]]{
			Name: "activity.list", Method: http.MethodGet, Path: workspace + "/activity",
			Summary:    "List what happened in a workspace, the newest first",
			Permission: authz.EventsRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			ByProject: true,
			Handle:    ofWorkspace,
		},
		endpoint.Endpoint[taskIn, endpoint.List[Event]]{
			Name: "activity.list_of_task", Method: http.MethodGet, Path: workspace + "/tasks/{task_id}/activity",
			Summary:    "List what happened to a task, the newest first",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load, Handle: ofTask,
		},
	}
}
