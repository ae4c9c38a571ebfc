package activity

import (
	"encoding/json"
	"time"

	"taskflow/internal/platform/id"
)

// Event is something that happened, as it is shown.
type Event struct {
	ID        id.Event        `json:"id"`
	Kind      string          `json:"kind" doc:"What happened, as task.moved"`
	ProjectID id.Project      `json:"project_id,omitempty"`
	TaskID    id.Task         `json:"task_id,omitempty"`
	ActorID   id.User         `json:"actor_id,omitempty" doc:"Who did it"`
	At        time.Time       `json:"at"`
	Data      json.RawMessage `json:"data" doc:"More about it; its members depend on the kind"`

	position int64
}
