package tasks

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// Limits of the texts of a task, in characters (not bytes).
const (
	longestTitle = 500
	mostLabels   = 50
)

// Task is a task as it is shown.
type Task struct {
	ID          id.Task                   `json:"id"`
	ProjectID   id.Project                `json:"project_id"`
	ColumnID    id.Column                 `json:"column_id" doc:"The task's status"`
	Rank        string                    `json:"rank" doc:"The task's place in its column, compared byte by byte, then by id"`
	Title       string                    `json:"title"`
	Description string                    `json:"description" doc:"Markdown, exactly as it came"`
	Priority    Priority                  `json:"priority" enum:"low,medium,high,urgent"`
	Due         *string                   `json:"due" doc:"A day (2026-12-01) or a moment in UTC (2026-12-01T09:30:00Z), as it was given; null for none"`
	Repeat      endpoint.Optional[Repeat] `json:"repeat" doc:"null for a task that doesn't repeat"`
	NextID      *id.Task                  `json:"next_id" doc:"The task that completing this one, which repeated, has made; null for none, or one that is gone"`
	AssigneeID  *id.User                  `json:"assignee_id" doc:"null for nobody"`
	Labels      []id.Label                `json:"labels"`
	ParentID    *id.Task                  `json:"parent_id" doc:"The task that this one is a subtask of; null for none"`
	Subtasks    int64                     `json:"subtasks" doc:"How many subtasks it has, those of subtasks not counted"`
	// SubtasksDone are those of them that are completed.
	SubtasksDone int64      `json:"subtasks_done"`
	CreatedBy    id.User    `json:"created_by"`
	CompletedAt  *time.Time `json:"completed_at" doc:"null while the task is open"`
	Archived     bool       `json:"archived"`
	ArchivedAt   *time.Time `json:"archived_at"`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
	Version      int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (t Task) EntityVersion() int64 { return t.Version }

// Priority is how urgent a task is, as it is shown.
type Priority string

// ranked are the priorities by the number they are stored as.
var ranked = []Priority{"low", "medium", "high", "urgent"}

const defaultPriority Priority = "medium"

func (p Priority) number() int64 { return int64(slices.Index(ranked, p)) }

// shown makes a stored row a Task.
func shown(r *queries.GetRow) *Task {
	t := &Task{
		ID: r.ID, ProjectID: r.ProjectID, ColumnID: r.ColumnID, Rank: r.Rank, Title: r.Title, Description: r.Description,
		Priority: ranked[r.Priority], Due: dueText(r.DueAt, r.DueAllDay), Labels: labelsOf(r.Labels), CreatedBy: r.CreatedBy,
		CompletedAt: r.CompletedAt, Archived: r.ArchivedAt != nil, ArchivedAt: r.ArchivedAt,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version, Subtasks: r.Subtasks >> 32, SubtasksDone: r.Subtasks & 0xffffffff,
		Repeat: endpoint.Optional[Repeat]{Value: repeatOf(r)}, NextID: orNull(r.NextID),
	}
	if !r.ParentID.IsZero() {
		t.ParentID = &r.ParentID
	}
	if !r.AssigneeID.IsZero() {
		t.AssigneeID = &r.AssigneeID
	}
	return t
}

// labelsOf reads ids that the database has written one after the other in hex.
func labelsOf(aggregated string) []id.Label {
	raw, err := hex.DecodeString(aggregated)
	if err != nil || len(raw)%len(id.Label{}) != 0 {
		return []id.Label{} // the database itself wrote it
	}
	labels := make([]id.Label, 0, len(raw)/len(id.Label{}))
	for one := range slices.Chunk(raw, len(id.Label{})) {
		labels = append(labels, id.Label(one))
	}
	return sorted(labels)
}

// sorted returns labels in their one order, each once.
func sorted(labels []id.Label) []id.Label {
	list := slices.Clone(labels)
	slices.SortFunc(list, func(a, b id.Label) int { return cmp.Compare(string(a[:]), string(b[:])) })
	return slices.Compact(list)
}

// trimmedTitle cuts the white space around a title and measures the rest.
func trimmedTitle(title string) (string, error) {
	title = strings.TrimSpace(title)
	switch n := utf8.RuneCountInString(title); {
	case n == 0:
		return "", problem.InvalidField("body.title", "must not be empty")
	case n > longestTitle:
		return "", problem.InvalidField("body.title", "must have at most 500 characters")
	}
	return title, nil
}

// due is when a task is due: a whole day, kept as its first moment in UTC, or a moment.
type due struct {
	at     *time.Time
	allDay bool
}

// parseDue reads a day or a moment (ISO 8601 in the profile of RFC 3339).
func parseDue(field, text string) (due, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return due{at: &day, allDay: true}, nil
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return due{}, problem.InvalidField(field, "must be a day (2026-12-01) or a moment (2026-12-01T09:30:00Z)")
	}
	moment = moment.UTC().Truncate(time.Microsecond)
	if moment.Year() < 1 || moment.Year() > 9999 {
		return due{}, problem.InvalidField(field, "must be within the years 1 to 9999")
	}
	return due{at: &moment}, nil
}

func dueText(at *time.Time, allDay bool) *string {
	if at == nil {
		return nil
	}
	form := time.RFC3339Nano
	if allDay {
		form = time.DateOnly
	}
	return new(at.UTC().Format(form))
}
