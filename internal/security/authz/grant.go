package authz

import (
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
)

// Grant proves that a principal was allowed something in a workspace. The zero
// Grant is worth nothing: using it panics, which is a bug and not a decision.
type Grant struct {
	principal  authn.Principal
	workspace  id.Workspace
	role       Role
	permission string
	ways       authn.Ways
	valid      bool
}

// Workspace returns the tenant that the grant is for.
func (g Grant) Workspace() id.Workspace {
	g.mustHold()
	return g.workspace
}

// User returns who was granted; zero for the system.
func (g Grant) User() id.User {
	g.mustHold()
	return g.principal.User
}

// Role returns the principal's role in the workspace; None for the system.
func (g Grant) Role() Role {
	g.mustHold()
	return g.role
}

// Permission returns what was granted.
func (g Grant) Permission() string {
	g.mustHold()
	return g.permission
}

// Ways returns how the person was proven who was granted; none for machines and the system.
func (g Grant) Ways() authn.Ways {
	g.mustHold()
	return g.ways
}

func (g Grant) mustHold() {
	if !g.valid {
		panic("authz: a Grant that nobody granted was used")
	}
}

// SystemGrant is for background work that acts for nobody. The reason is for
// whoever greps for it.
func SystemGrant(workspace id.Workspace, reason string) Grant {
	return Grant{
		principal: authn.Principal{Method: authn.System}, workspace: workspace, permission: "system: " + reason, valid: true,
	}
}

// Lookup allows a loader to read the one row that will be decided about, before
// it is decided. It allows nothing else.
type Lookup struct {
	workspace id.Workspace
	user      id.User
	valid     bool
}

// Workspace returns the tenant from the request's path.
func (l Lookup) Workspace() id.Workspace {
	if !l.valid {
		panic("authz: a Lookup outside a request was used")
	}
	return l.workspace
}

// User returns who asks.
func (l Lookup) User() id.User { return l.user }

// Tenant is what a store asks for to read a row by its id: a Grant, or the
// Lookup that comes before one.
type Tenant interface {
	Workspace() id.Workspace
	User() id.User
}
