package authz

import "slices"

// Role is what a member is in a workspace.
type Role string

// The roles, the mightiest first. None is not being a member.
const (
	Owner  Role = "owner"
	Admin  Role = "admin"
	Member Role = "member"
	Guest  Role = "guest"
	None   Role = ""
	// Provisioner is no member: it is what a workspace's provisioning token acts as. Nobody
	// is given it, and it gives nothing by itself.
	Provisioner Role = "provisioner"
)

var ranked = []Role{Owner, Admin, Member, Guest}

// Roles returns the roles, the mightiest first.
func Roles() []Role { return slices.Clone(ranked) }

// MayGrant tells whether somebody of this role may give or take the other:
// nobody grants above himself.
func (r Role) MayGrant(other Role) bool {
	mine, theirs := slices.Index(ranked, r), slices.Index(ranked, other)
	return mine >= 0 && theirs >= mine
}
