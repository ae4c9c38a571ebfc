package authz

import (
	"time"

	"taskflow/internal/platform/id"
)

// Kind is the type of thing a decision is about.
type Kind string

// The kinds.
const (
	OfWorkspace Kind = "Workspace"
	OfProject   Kind = "Project"
	// OfProjectMember is somebody's place in a project: the Assignee's.
	OfProjectMember Kind = "ProjectMember"
	OfTask          Kind = "Task"
	OfComment       Kind = "Comment"
	OfImport        Kind = "Import"
	OfView          Kind = "View"
	OfUser          Kind = "User" // the asking person's own account
)

// Resource is the thing a decision is about, with what policies look at. The
// row it is made from is the row that the handler works on: what was checked
// is what is changed.
type Resource struct {
	Kind Kind
	// ID is the thing's own id, as it is shown; it goes into the audit entry.
	ID string
	// Project is where the thing lives; zero for what belongs to the whole workspace.
	Project id.Project
	// Private and Reached: whether that project is private, and whether the
	// principal is one of its members.
	Private bool
	Reached bool
	// Creator and Assignee of a task, or the author of a comment. A place in a
	// project has the project's Creator.
	Creator  id.User
	Assignee id.User
	// CompletedAt is when a task was completed; nil while it is open.
	CompletedAt *time.Time
}
