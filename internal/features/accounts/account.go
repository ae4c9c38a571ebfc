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
	// BoundTo is of the asking sign-in, not of the account.
	BoundTo *id.Workspace `json:"bound_to,omitempty" doc:"The only workspace that this sign-in reaches, where its company's provider has vouched for you; absent otherwise"`
}

// EntityVersion makes the version the ETag.
func (a Account) EntityVersion() int64 { return a.Version }

// Bound is a workspace that a sign-in is bound to, as it is shown; nil for none.
func Bound(to id.Workspace) *id.Workspace {
	if to.IsZero() {
		return nil
	}
	return &to
}

// trimmed is a name as it is kept.
func trimmed(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", problem.InvalidField("body.name", "must not be empty")
	}
	return name, nil
}
