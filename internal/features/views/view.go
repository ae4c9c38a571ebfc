package views

import (
	"fmt"
	"strings"
	"time"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/features/views/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// View is a saved view as those who may see it do.
type View struct {
	ID        id.View    `json:"id"`
	ProjectID id.Project `json:"project_id,omitempty" doc:"The project it is of; missing where it is of the whole workspace"`
	Name      string     `json:"name"`
	Face      string     `json:"face" enum:"list,board,calendar"`
	Query     Query      `json:"query"`
	Shared    bool       `json:"shared" doc:"Shown to everybody who sees the project, or without one to the workspace"`
	CreatedBy id.User    `json:"created_by"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Version   int64      `json:"version"`
}

// Query is what a view asks for, in the words of the web app's address.
type Query struct {
	Project   string `json:"project,omitempty" maxLength:"40"`
	Status    string `json:"status,omitempty" maxLength:"40"`
	Assignee  string `json:"assignee,omitempty" maxLength:"40" doc:"A person's id, none, or me"`
	Label     string `json:"label,omitempty" maxLength:"40"`
	Priority  string `json:"priority,omitempty" enum:"low,medium,high,urgent"`
	DueBefore string `json:"due_before,omitempty" maxLength:"40"`
	DueAfter  string `json:"due_after,omitempty" maxLength:"40"`
	Overdue   string `json:"overdue,omitempty" enum:"true,false"`
	Completed string `json:"completed,omitempty" enum:"true,false"`
	Text      string `json:"text,omitempty" maxLength:"200"`
	Group     string `json:"group,omitempty" enum:"status,assignee,label,priority,due,project,none"`
	Sort      string `json:"sort,omitempty" enum:"rank,title,due,priority,created,updated"`
	Order     string `json:"order,omitempty" enum:"asc,desc"`
	Span      string `json:"span,omitempty" enum:"month,week" doc:"What a calendar shows at once"`
}

// EntityVersion makes the version the ETag.
func (v View) EntityVersion() int64 { return v.Version }

var errTaken = problem.Conflict("There is a view with this id already.")

func shown(r queries.ListRow) (*View, error) {
	v := &View{
		ID: r.ID, ProjectID: r.ProjectID, Name: r.Name, Face: r.Face, Shared: r.Shared,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
	if err := strict.Unmarshal([]byte(r.Query), &v.Query); err != nil {
		return nil, fmt.Errorf("reading a view of our own: %w", err)
	}
	return v, nil
}

func (q Query) text() (string, error) {
	text, err := strict.Marshal(q, strict.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("writing a view: %w", err)
	}
	return string(text), nil
}

// named is a name without the space around it; something must be left.
func named(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}
