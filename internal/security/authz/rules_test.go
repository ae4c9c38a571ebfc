package authz_test

import (
	"strings"
	"time"

	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
)

// answer is what somebody is told.
type answer string

const (
	yes    answer = "yes"
	no     answer = "forbidden"
	hidden answer = "not-found"
	signIn answer = "unauthenticated"
)

// expected decides as the product's rules say, step by step and without
// policies: an independent second opinion, kept as plain as it can be.
func expected(r authz.Request) answer {
	switch {
	case !r.Standing.Active:
		return signIn
	case provisions(r) && !ofSCIM(r):
		return no
	case !inScope(r.Principal.Scope, r.Permission.Name()):
		return no
	case r.Standing.Role == authz.None:
		return hidden
	case ofSCIM(r) && !provisions(r):
		return no
	case r.Resource.Private && !r.Resource.Reached:
		return hidden
	case allowed(r):
		return yes
	}
	return no
}

// provisions: by a provisioning token, which does what SCIM does and nothing else, as nothing else does that.
func provisions(r authz.Request) bool { return r.Principal.Method == authn.Provisioning }

func ofSCIM(r authz.Request) bool { return strings.HasPrefix(r.Permission.Name(), "scim:") }

func inScope(scope authn.Scope, name string) bool {
	if len(scope) == 0 {
		return true
	}
	for _, s := range scope {
		if s == name {
			return true
		}
	}
	return false
}

var (
	reads = map[string]bool{
		"workspace:read": true, "members:read": true, "projects:read": true, "tasks:read": true, "events:read": true,
		"imports:read": true, "audit:read": true, "views:read": true,
	}
	guests  = map[string]bool{"workspace:read": true, "members:read": true, "members:leave": true, "projects:read": true, "tasks:read": true, "events:read": true, "views:read": true}
	members = map[string]bool{
		"projects:create": true, "tasks:create": true, "tasks:update": true, "tasks:reopen": true, "tasks:withdraw": true, "tasks:restore": true, "labels:manage": true,
		"comments:create": true, "comments:update": true, "comments:delete": true, "views:keep": true, "views:manage": true,
	}
)

func allowed(r authz.Request) bool {
	if provisions(r) {
		return r.Resource.Kind == authz.OfWorkspace // in a maintenance window as well
	}
	name, mighty := r.Permission.Name(), r.Standing.Role == authz.Owner || r.Standing.Role == authz.Admin
	if r.Standing.Maintenance && !mighty && !reads[name] {
		return false
	}
	return byRole(r, name) && onTask(r, name) && onComment(r, name, mighty) && onView(r, name, mighty)
}

func byRole(r authz.Request, name string) bool {
	mine := r.Resource.Creator == r.Principal.User
	if name == "projects:manage" && r.Resource.Kind == authz.OfProjectMember && r.Resource.Assignee == r.Principal.User {
		return true // to leave
	}
	switch r.Standing.Role {
	case authz.Owner:
		return true
	case authz.Admin:
		return name != "workspace:manage"
	case authz.Member:
		return guests[name] || members[name] || name == "projects:manage" && mine && (r.Resource.Kind == authz.OfProject || r.Resource.Kind == authz.OfProjectMember)
	case authz.Guest:
		return guests[name]
	}
	return false
}

// onTask: a member edits as creator or assignee; nobody edits what was
// completed more than a day ago, for which there is reopening.
func onTask(r authz.Request, name string) bool {
	if r.Resource.Kind == authz.OfTask && name == "tasks:withdraw" && r.Standing.Role == authz.Member {
		return r.Resource.Creator == r.Principal.User
	}
	if r.Resource.Kind != authz.OfTask || name != "tasks:update" && name != "tasks:reopen" && name != "tasks:restore" {
		return true
	}
	his := r.Resource.Creator == r.Principal.User || r.Resource.Assignee == r.Principal.User
	if r.Standing.Role == authz.Member && !his && !r.Standing.MembersEditAll {
		return false
	}
	done := r.Resource.CompletedAt
	return name != "tasks:update" || done == nil || r.Now.Sub(*done) <= 24*time.Hour
}

// onComment: its author edits it; he and the mighty delete it.
func onComment(r authz.Request, name string, mighty bool) bool {
	author := r.Resource.Creator == r.Principal.User
	if r.Resource.Kind != authz.OfComment {
		return true
	}
	switch name {
	case "comments:update":
		return author
	case "comments:delete":
		return author || mighty
	}
	return true
}

// onView: its maker and the mighty change it.
func onView(r authz.Request, name string, mighty bool) bool {
	return r.Resource.Kind != authz.OfView || name != "views:manage" || mighty || r.Resource.Creator == r.Principal.User
}
