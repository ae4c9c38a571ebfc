package authz

import (
	"slices"

	"taskflow/internal/security/authn"
)

// Permission is what an endpoint asks for. The zero Permission is undecided and
// is refused at start-up.
type Permission struct {
	name   string
	kind   kind
	reason string
	write  bool
	// people: the credentials of machines don't have it, whatever their scope.
	people bool
	// bound: a person's sign-in that is bound to a workspace has it too.
	bound bool
	// provisioning: a workspace's provisioning token has it, and nothing else.
	provisioning bool
}

type kind int

const (
	undecided kind = iota
	anyone
	self
	giveUp
	tenant
)

// Name is the permission as policies, scopes and documents call it, as "tasks:update".
func (p Permission) Name() string {
	if p.kind == anyone {
		return "anyone"
	}
	return p.name
}

// Decided tells whether somebody has said who may.
func (p Permission) Decided() bool { return p.kind != undecided }

// ForAnyone tells whether no credential is needed.
func (p Permission) ForAnyone() bool { return p.kind == anyone }

// InTenant tells whether the permission is held in a workspace.
func (p Permission) InTenant() bool { return p.kind == tenant }

// Reason says why no role is needed, for permissions that need none.
func (p Permission) Reason() string { return p.reason }

// Anyone needs no credential, for the reason given.
func Anyone(reason string) Permission { return Permission{kind: anyone, reason: reason} }

// Self needs a credential of a standing account and reaches only what is that
// account's own. The name is what a token's scope must hold.
func Self(name, reason string) Permission {
	return Permission{kind: self, name: name, reason: reason, people: true}
}

// ForMachines is the permission for an API key and a service account's token as well,
// whatever their scope, which names permissions in a workspace only.
func (p Permission) ForMachines() Permission {
	p.people = false
	return p
}

// WhenBound is the permission for a sign-in that is bound to a workspace as well: whoever
// that workspace believes could bring it about, so it must not touch the account.
func (p Permission) WhenBound() Permission {
	p.bound = true
	return p
}

// inBound tells whether a bound sign-in can hold the permission: in its workspace, and
// beyond that to be rid of itself and for what was said to be for it, or for machines,
// which are bound to a workspace just so.
func (p Permission) inBound() bool {
	return p.kind == tenant || p.kind == giveUp || p.kind == anyone || p.bound || !p.people
}

// OpenToMachines tells whether a machine's credential can hold the permission.
func (p Permission) OpenToMachines() bool { return !p.people && !p.provisioning && p.kind != anyone }

// OfProvisioning tells whether only a workspace's provisioning token can hold the permission.
func (p Permission) OfProvisioning() bool { return p.provisioning }

// GiveUp needs a credential of a standing account and does nothing but end that
// very credential. No scope withholds it: whoever holds a credential must be able
// to be rid of it, and nobody gains anything by that.
func GiveUp(reason string) Permission {
	return Permission{kind: giveUp, name: "own session", reason: reason, people: true}
}

// Scoped tells whether a token's scope must hold the permission.
func (p Permission) Scoped() bool { return p.kind == self || p.kind == tenant }

func read(name string) Permission { return remember(Permission{kind: tenant, name: name}) }
func change(name string) Permission {
	return remember(Permission{kind: tenant, name: name, write: true})
}

var known []Permission

func remember(p Permission) Permission {
	known = append(known, p)
	return p
}

// Known returns every permission that is held in a workspace.
func Known() []Permission { return slices.Clone(known) }

// The permissions held in a workspace.
var (
	WorkspaceRead   = read("workspace:read")
	WorkspaceManage = change("workspace:manage")
	MembersRead     = read("members:read")
	MembersManage   = change("members:manage")
	MembersLeave    = remember(Permission{kind: tenant, name: "members:leave", people: true, write: true})
	ProjectsRead    = read("projects:read")
	ProjectsCreate  = change("projects:create")
	ProjectsManage  = change("projects:manage")
	TasksRead       = read("tasks:read")
	TasksCreate     = change("tasks:create")
	TasksUpdate     = change("tasks:update")
	TasksReopen     = change("tasks:reopen")
	TasksDelete     = change("tasks:delete")
	TasksWithdraw   = change("tasks:withdraw")
	TasksRestore    = change("tasks:restore")
	TasksPurge      = change("tasks:purge")
	LabelsManage    = change("labels:manage")
	CommentsCreate  = change("comments:create")
	CommentsUpdate  = change("comments:update")
	CommentsDelete  = change("comments:delete")
	ViewsRead       = read("views:read")
	ViewsKeep       = change("views:keep")
	ViewsManage     = change("views:manage")
	ImportsRead     = read("imports:read")
	ImportsCreate   = change("imports:create")
	EventsRead      = read("events:read")
	AuditRead       = read("audit:read")
	// Who hands out and ends the credentials of machines is a person.
	KeysRead   = remember(Permission{kind: tenant, name: "api_keys:read", people: true})
	KeysManage = remember(Permission{kind: tenant, name: "api_keys:manage", people: true, write: true})

	ServiceAccountsRead   = remember(Permission{kind: tenant, name: "service_accounts:read", people: true})
	ServiceAccountsManage = remember(Permission{kind: tenant, name: "service_accounts:manage", people: true, write: true})

	ProvisioningRead   = remember(Permission{kind: tenant, name: "provisioning:read", people: true})
	ProvisioningManage = remember(Permission{kind: tenant, name: "provisioning:manage", people: true, write: true})
	// What an identity provider does with the token that it was given.
	SCIMRead  = remember(Permission{kind: tenant, name: authn.SCIMRead, provisioning: true})
	SCIMWrite = remember(Permission{kind: tenant, name: authn.SCIMWrite, provisioning: true, write: true})
)
