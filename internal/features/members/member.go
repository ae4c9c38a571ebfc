package members

import (
	"errors"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
)

// Member is somebody in a workspace. A guest is not shown addresses.
type Member struct {
	UserID    id.User    `json:"user_id"`
	Name      string     `json:"name"`
	Email     string     `json:"email,omitempty" doc:"Not shown to guests"`
	Role      authz.Role `json:"role" enum:"owner,admin,member,guest"`
	Service   bool       `json:"service_account" doc:"It is a machine; admins manage it among the service accounts"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Version   int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (m Member) EntityVersion() int64 { return m.Version }

var (
	errAbove = errors.New("a role above one's own")
	// A machine's rights are changed where its scopes and secrets are.
	errService   = problem.Conflict("This is a service account: change or delete it among the service accounts.")
	errLastOwner = problem.Conflict("A workspace needs an owner: make somebody else one first.")
)
