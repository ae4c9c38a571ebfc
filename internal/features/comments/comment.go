package comments

import (
	"strings"
	"time"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// Comment is a comment as it is shown.
type Comment struct {
	ID         id.Comment `json:"id"`
	TaskID     id.Task    `json:"task_id"`
	AuthorID   *id.User   `json:"author_id" doc:"null when the author has no account here"`
	AuthorName string     `json:"author_name" doc:"Only of authors without an account: the name that came with the import"`
	Body       string     `json:"body" doc:"Markdown, exactly as it came"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	Version    int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (c Comment) EntityVersion() int64 { return c.Version }

func shown(r queries.ListRow) *Comment {
	c := &Comment{
		ID: r.ID, TaskID: r.TaskID, AuthorName: r.AuthorName, Body: r.Body,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
	if !r.AuthorID.IsZero() {
		c.AuthorID = &r.AuthorID
	}
	return c
}

// said refuses a comment that says nothing; white space around one that does is kept.
func said(body string) error {
	if strings.TrimSpace(body) == "" {
		return problem.InvalidField("body.body", "must not be empty")
	}
	return nil
}
