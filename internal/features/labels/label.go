package labels

import (
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// Label is a label of a workspace.
type Label struct {
	ID        id.Label  `json:"id"`
	Name      string    `json:"name"`
	Color     string    `json:"color"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Version   int64     `json:"version"`
}

// EntityVersion makes the version the ETag.
func (l Label) EntityVersion() int64 { return l.Version }

// named returns the name as it is kept, and the key by which two are the same.
func named(name string) (kept, key string, err error) {
	kept = strings.TrimSpace(name)
	if kept == "" {
		return "", "", problem.InvalidField("body.name", "must not be empty")
	}
	return kept, cases.Fold().String(norm.NFC.String(kept)), nil
}

var errTaken = problem.Conflict("There is a label of this name already.")
