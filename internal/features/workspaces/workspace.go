package workspaces

import (
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
)

// Workspace is a workspace as one of its members sees it.
type Workspace struct {
	ID   id.Workspace `json:"id"`
	Name string       `json:"name"`
	// Role is the asking member's own.
	Role           authz.Role `json:"role" doc:"Your role here" enum:"owner,admin,member,guest"`
	MembersEditAll bool       `json:"members_edit_all" doc:"Members may edit every task, not only their own"`
	Maintenance    bool       `json:"maintenance" doc:"Only owners and admins may change anything for now"`
	CreatedAt      time.Time  `json:"created_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
	Version        int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (w Workspace) EntityVersion() int64 { return w.Version }
