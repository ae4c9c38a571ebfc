package projects

import (
	"strings"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// Project is a project as those who may see it do.
type Project struct {
	ID          id.Project `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description" doc:"Markdown"`
	Private     bool       `json:"private" doc:"Only its own members reach it"`
	ArchivedAt  *time.Time `json:"archived_at" doc:"When it was put away; null while it is in use"`
	CreatedBy   id.User    `json:"created_by"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
	Version     int64      `json:"version"`
}

// news is the data of events about a project: all of it but the description,
// which is fetched by those who show it. What was once written there in private
// doesn't become public with the project.
type news struct {
	ID         id.Project `json:"id"`
	Name       string     `json:"name"`
	Private    bool       `json:"private"`
	ArchivedAt *time.Time `json:"archived_at"`
	CreatedBy  id.User    `json:"created_by"`
	UpdatedAt  time.Time  `json:"updated_at"`
	Version    int64      `json:"version"`
}

func newsOf(p *Project) news {
	return news{p.ID, p.Name, p.Private, p.ArchivedAt, p.CreatedBy, p.UpdatedAt, p.Version}
}

// EntityVersion makes the version the ETag.
func (p Project) EntityVersion() int64 { return p.Version }

// trimmed is a name without the space around it; something must be left.
func trimmed(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField(field, "must not be empty")
	}
	return name, nil
}
