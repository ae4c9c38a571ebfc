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
// it is every member. Reader makes it one person's only. Lost turns the first
// rule round, for those to whom the Project is gone: the event is shown to who
// does not see it when the event is read, if he is the Reader or, without one,
// was in the workspace when it happened. So it tells him nothing of a project
// that he never saw, and its Data is the project's id, whatever was given.
type Event struct {
	Kind    string
	Project id.Project
	Task    id.Task
	Actor   id.User
	Reader  id.User
	Lost    bool
	Data    any
	At      time.Time
}

// lost is all that is told of a project to those who don't see it.
type lost struct {
	Project id.Project `json:"id"`
}

// Append writes an event of a workspace into the transaction behind q.
func Append(ctx context.Context, q db.Querier, workspace id.Workspace, e Event) error {
	if e.Lost {
		e.Data = lost{e.Project}
	}
	data := []byte("{}")
	if e.Data != nil {
		var err error
		if data, err = strict.Marshal(e.Data, strict.Deterministic(true)); err != nil {
			return fmt.Errorf("writing event %s: %w", e.Kind, err)
		}
	}
	return queries.New(q).Append(ctx, queries.AppendParams{
		WorkspaceID: workspace, ID: id.New[id.Event](), Kind: e.Kind, ProjectID: e.Project, TaskID: e.Task, ActorID: e.Actor,
		ReaderID: e.Reader, Lost: e.Lost, Data: string(data), At: e.At,
	})
}
