package accounts

import (
	"strings"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// The states of an account.
const (
	Unverified = "unverified"
	Active     = "active"
	Disabled   = "disabled"
)

// Account is an account as its owner sees it.
type Account struct {
	ID        id.User   `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Version   int64     `json:"version"`
}

// EntityVersion makes the version the ETag.
func (a Account) EntityVersion() int64 { return a.Version }

// trimmed is a name as it is kept.
func trimmed(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}
