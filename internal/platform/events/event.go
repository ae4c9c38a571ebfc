package events

import (
	"context"
	"fmt"
	"time"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events/queries"
	"taskflow/internal/platform/id"
)

// Event is one thing that happened. Data says what, as JSON, and holds nothing
// that somebody who sees the project may not see.
//
// Who may see the event is who may see the Project when it is read; without one
// it is every member. A project that is gone is seen by nobody: the end of a
// project that all could see is told without Project, and named in Data.
type Event struct {
	Kind    string
	Project id.Project
	Task    id.Task
	Actor   id.User
	Data    any
	At      time.Time
}

// Append writes an event of a workspace into the transaction behind q.
func Append(ctx context.Context, q db.Querier, workspace id.Workspace, e Event) error {
	data := []byte("{}")
	if e.Data != nil {
		var err error
		if data, err = strict.Marshal(e.Data, strict.Deterministic(true)); err != nil {
			return fmt.Errorf("writing event %s: %w", e.Kind, err)
		}
	}
	return queries.New(q).Append(ctx, queries.AppendParams{
		WorkspaceID: workspace, ID: id.New[id.Event](), Kind: e.Kind, ProjectID: e.Project, TaskID: e.Task, ActorID: e.Actor, Data: string(data), At: e.At,
	})
}
