package authz

import (
	"slices"
	"time"

	"taskflow/internal/platform/id"
)

// somebody is whoever a role is asked about.
var somebody = id.User{6: 0x70, 8: 0x80, 15: 1}

// favourable are things of each kind about which somebody is allowed most: his own.
func favourable() (list []Resource) {
	for _, kind := range []Kind{OfWorkspace, OfProject, OfProjectMember, OfTask, OfComment, OfImport, OfView} {
		list = append(list, Resource{Kind: kind, Reached: true, Creator: somebody, Assignee: somebody})
	}
	return list
}

// Holds tells whether a role can have a permission at all, about one thing at least,
// in a credential of a machine. It is for saying early what can't be given: each
// request of such a credential is decided by itself.
func (p *Policies) Holds(role Role, permission string) bool {
	at := slices.IndexFunc(known, func(k Permission) bool { return k.name == permission })
	if at < 0 || !known[at].OpenToMachines() {
		return false
	}
	return slices.ContainsFunc(favourable(), func(r Resource) bool {
		v := p.ask(question{user: somebody.String(), permit: known[at], standing: Standing{Role: role}, resource: r, now: time.Time{}})
		return v.allowed
	})
}

// OfMachines are the names of the permissions that a credential of a machine can have.
func OfMachines() (names []string) {
	for _, p := range known {
		if p.OpenToMachines() {
			names = append(names, p.name)
		}
	}
	return names
}
