package checklists

import (
	"strings"
	"time"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// Item is a line of a task's checklist as it is shown.
type Item struct {
	ID        id.ChecklistItem `json:"id"`
	TaskID    id.Task          `json:"task_id"`
	Checklist string           `json:"checklist" doc:"The name of the checklist, for tasks with several"`
	Text      string           `json:"text"`
	Done      bool             `json:"done"`
	Rank      string           `json:"rank" doc:"The item's place, compared byte by byte, then by id"`
	CreatedAt time.Time        `json:"created_at"`
	UpdatedAt time.Time        `json:"updated_at"`
	Version   int64            `json:"version"`
}

// EntityVersion makes the version the ETag.
func (i Item) EntityVersion() int64 { return i.Version }

func shown(r queries.ListRow) *Item { return new(Item(r)) }

// said refuses an item that says nothing; white space around one that does is kept.
func said(text string) error {
	if strings.TrimSpace(text) == "" {
		return problem.InvalidField("body.text", "must not be empty")
	}
	return nil
}
