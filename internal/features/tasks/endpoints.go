package tasks

import (
	"net/http"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	all = "/api/v1/workspaces/{workspace_id}/tasks"
	one = all + "/{task_id}"
	bin = "/api/v1/workspaces/{workspace_id}/trash"
)

var (
	exampleProject = id.Project{6: 0x70, 8: 0x80, 15: 1}
	exampleColumn  = id.Column{6: 0x70, 8: 0x80, 15: 2}
	exampleTask    = id.Task{6: 0x70, 8: 0x80, 15: 3}
	exampleLabel   = id.Label{6: 0x70, 8: 0x80, 15: 4}
)

// Endpoints are the feature's endpoints.
func (f *Tasks) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[createIn, Task]{
			Name: "tasks.create", Method: http.MethodPost, Path: all, Summary: "Make a task in a project",
			Permission: authz.TasksCreate, Rate: ratelimit.Write, Audit: audit.Named("task.created"),
			Target: destine, Handle: create, Success: http.StatusCreated,
			Example: createBody{ProjectID: exampleProject, Title: "Write the release notes", Priority: "high"},
		},
		endpoint.Endpoint[bulkIn, BulkResult]{
			Name: "tasks.bulk", Method: http.MethodPost, Path: all + "/bulk", Summary: "Change up to 200 tasks at once, all or none",
			Description: "Each task is decided about, told of and audited as if it were changed alone: moving tasks to the trash needs " +
				"tasks:delete as well, restoring them tasks:restore, reopening them tasks:reopen. A refusal names the tasks that it is about.",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("task.bulk_changed"),
			ByProject: true,
			Handle:    f.bulkEdit, Timeout: 20 * time.Second,
			Example: bulkBody{Tasks: []bulkTask{{ID: exampleTask}}, Changes: &bulkChanges{Priority: new(Priority("high")), AddLabels: []id.Label{exampleLabel}}},
		},
		endpoint.Endpoint[listIn, endpoint.List[*Task]]{
			Name: "tasks.list", Method: http.MethodGet, Path: all, Summary: "List, filter, sort and search tasks",
			Description: "Filters combine freely. Tasks of private projects show only to those projects' members.",
			Permission:  authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			ByProject: true,
			Ask:       f.ask, Show: list,
		},
		endpoint.Endpoint[boardIn, Board]{
			Name: "tasks.board", Method: http.MethodGet, Path: "/api/v1/workspaces/{workspace_id}/projects/{project_id}/board",
			Summary: "Show a project's board: columns and cards in one answer",
			Description: "Tasks that were completed more than 14 days ago, archived ones and subtasks are not on the board; " +
				"a card counts its subtasks. Open the event stream with event_mark to go on without a gap.",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Compress: "whoever writes on a board reads all of it",
			Target:   loadBoard, Handle: f.board,
		},
		endpoint.Endpoint[getIn, Task]{
			Name: "tasks.get", Method: http.MethodGet, Path: one, Summary: "Show a task",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[getIn], Show: show,
		},
		endpoint.Endpoint[updateIn, Task]{
			Name: "tasks.update", Method: http.MethodPatch, Path: one, Summary: "Change a task",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("task.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Title: new("Write and send the release notes")},
		},
		endpoint.Endpoint[deleteIn, endpoint.Nothing]{
			Name: "tasks.delete", Method: http.MethodDelete, Path: one, Summary: "Move a task and its subtasks to the trash",
			Description: "It can be restored for 30 days, and is gone for good then.",
			Permission:  authz.TasksDelete, Rate: ratelimit.Write, Audit: audit.Named("task.deleted"),
			Target: load[deleteIn], Handle: f.remove,
		},
		endpoint.Endpoint[withdrawIn, endpoint.Nothing]{
			Name: "tasks.withdraw", Method: http.MethodPost, Path: one + "/withdraw", Summary: "Take back a task that you have made",
			Description: "Moves it to the trash, within 24 hours of its making. This undoes a creation for those who may not delete.",
			Permission:  authz.TasksWithdraw, Rate: ratelimit.Write, Audit: audit.Named("task.withdrawn"),
			Target: loadAnywhere[withdrawIn], Handle: f.withdraw,
		},
		endpoint.Endpoint[trashIn, endpoint.List[Trashed]]{
			Name: "tasks.trash", Method: http.MethodGet, Path: bin, Summary: "List the trash, the newest first",
			Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"),
			ByProject: true,
			Handle:    trashed,
		},
		endpoint.Endpoint[restoreIn, Task]{
			Name: "tasks.restore", Method: http.MethodPost, Path: one + "/restore", Summary: "Restore a task of the trash, with its subtasks",
			Permission: authz.TasksRestore, Rate: ratelimit.Write, Audit: audit.Named("task.restored"),
			Target: loadAnywhere[restoreIn], Handle: restore,
		},
		endpoint.Endpoint[purgeIn, endpoint.Nothing]{
			Name: "tasks.purge", Method: http.MethodDelete, Path: bin + "/{task_id}", Summary: "Remove a task of the trash for good",
			Permission: authz.TasksPurge, Rate: ratelimit.Write, Audit: audit.Named("task.purged"),
			Target: loadTrashed[purgeIn], Handle: purge,
		},
		endpoint.Endpoint[moveIn, Task]{
			Name: "tasks.move", Method: http.MethodPost, Path: one + "/move", Summary: "Move a task to a place in a column, perhaps of another project",
			Permission: authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("task.moved"),
			Target: load[moveIn], Handle: move, Example: moveBody{ColumnID: exampleColumn, Spot: Spot{Position: "top"}},
		},
		endpoint.Endpoint[completeIn, Task]{
			Name: "tasks.complete", Method: http.MethodPost, Path: one + "/complete", Summary: "Complete a task",
			Description: "A completed task stays as it is. Of one that repeats the next one is made: next_id names it.",
			Permission:  authz.TasksUpdate, Rate: ratelimit.Write, Audit: audit.Named("task.completed"),
			Target: load[completeIn], Handle: f.complete,
		},
		endpoint.Endpoint[reopenIn, Task]{
			Name: "tasks.reopen", Method: http.MethodPost, Path: one + "/reopen", Summary: "Reopen a completed task",
			Description: "An open task stays as it is. The next one of a series goes to the trash if nobody has changed it yet, and the task repeats again.",
			Permission:  authz.TasksReopen, Rate: ratelimit.Write, Audit: audit.Named("task.reopened"),
			Target: load[reopenIn], Handle: f.reopen,
		},
	}
}
