package imports

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/platform/id"
)

// Import is one foreign board as it came in, or as it would.
type Import struct {
	ID        id.Import  `json:"id,omitzero" doc:"Absent in a dry run"`
	ProjectID id.Project `json:"project_id,omitzero" doc:"Absent when a dry run would make the project"`
	Source    string     `json:"source" enum:"trello,github"`
	Name      string     `json:"name" doc:"What the board is called"`
	Counts    Counts     `json:"counts"`
	// Ledger is left out of lists.
	Ledger          *board.Ledger `json:"ledger,omitempty" doc:"What did not survive, or not unchanged"`
	DryRun          bool          `json:"dry_run" doc:"Nothing was written"`
	AlreadyImported bool          `json:"already_imported" doc:"The same file came in before: this is that import"`
	CreatedBy       id.User       `json:"created_by"`
	CreatedAt       time.Time     `json:"created_at"`
	UndoneAt        *time.Time    `json:"undone_at"`
	Version         int64         `json:"version"`
}

// EntityVersion makes the version the ETag.
func (i Import) EntityVersion() int64 { return i.Version }

// made is the answer of an import, which may be that nothing was to be done.
type made struct{ Import }

// AnswerStatus is 201 only when something was made.
func (m made) AnswerStatus() int {
	if m.DryRun || m.AlreadyImported {
		return http.StatusOK
	}
	return http.StatusCreated
}

// Counts says how much an import makes.
type Counts struct {
	Projects       int `json:"projects"`
	Columns        int `json:"columns"`
	Tasks          int `json:"tasks"`
	ArchivedTasks  int `json:"archived_tasks" doc:"Of the tasks"`
	Labels         int `json:"labels" doc:"New ones; labels of the same name are shared"`
	Comments       int `json:"comments"`
	ChecklistItems int `json:"checklist_items"`
	Assignees      int `json:"assignees" doc:"Tasks that somebody of this workspace is assigned to"`
	Invitations    int `json:"invitations" doc:"People of the board who are not here and could be invited; nobody is written to"`
	AlreadyHere    int `json:"already_here" doc:"Cards that came in by an earlier import and were left as they are"`
}

// stored reads what an import's row keeps as text.
func stored(counts, ledger string) (c Counts, l *board.Ledger, err error) {
	if err := json.Unmarshal([]byte(counts), &c); err != nil {
		return c, nil, fmt.Errorf("reading an import's counts: %w", err)
	}
	if ledger == "" {
		return c, nil, nil
	}
	l = &board.Ledger{}
	if err := json.Unmarshal([]byte(ledger), l); err != nil {
		return c, nil, fmt.Errorf("reading an import's ledger: %w", err)
	}
	return c, l, nil
}
