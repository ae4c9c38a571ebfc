package auditlog

import (
	"encoding/json"
	"fmt"
	"time"

	"taskflow/internal/features/auditlog/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
)

// Entry is one entry of the audit log.
type Entry struct {
	ID        id.Audit          `json:"id"`
	At        time.Time         `json:"at"`
	Name      string            `json:"name" doc:"What was done or tried, as task.moved"`
	Outcome   audit.Outcome     `json:"outcome" enum:"success,failed,denied"`
	Reason    string            `json:"reason,omitempty" doc:"The code of the problem that ended it"`
	ActorID   id.User           `json:"actor_id,omitempty" doc:"Who did it"`
	SessionID id.Session        `json:"session_id,omitempty"`
	Target    string            `json:"target,omitempty" doc:"The id of what it was done to"`
	RequestID id.Request        `json:"request_id,omitempty"`
	Address   string            `json:"address,omitempty" doc:"A pseudonym of the client's address: the same for the same address"`
	UserAgent string            `json:"user_agent,omitempty"`
	Details   map[string]string `json:"details"`
}

// row is what both questions answer.
type row = queries.ListRow

func entryOf(r row) (Entry, error) {
	e := Entry{
		ID: r.ID, At: r.At, Name: r.Name, Outcome: audit.Outcome(r.Outcome), Reason: r.Reason, ActorID: r.ActorID,
		SessionID: r.SessionID, Target: r.Target, RequestID: r.RequestID, Address: r.Address, UserAgent: r.UserAgent,
	}
	if err := json.Unmarshal([]byte(r.Details), &e.Details); err != nil {
		return e, fmt.Errorf("reading the details of %s: %w", r.ID, err)
	}
	return e, nil
}
