package authz

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
)

// Request is what is to be decided.
type Request struct {
	Principal  authn.Principal
	Permission Permission
	Workspace  id.Workspace
	Standing   Standing
	Resource   Resource
	Now        time.Time
	// From is the client's address.
	From netip.Addr
	// ByProject: what is asked of the whole workspace shows and changes nothing but
	// the projects that a key is bound to.
	ByProject bool
	// StepUp is how old the latest proof of who it is may be; 0 asks for none.
	StepUp time.Duration
}

// Denial is the private half of a refusal: which policies decided, or what else was missing.
type Denial struct{ Why string }

func (d *Denial) Error() string { return "denied: " + d.Why }

// NewLookup returns the Lookup of a request that is about to be decided.
func NewLookup(p authn.Principal, workspace id.Workspace) Lookup {
	return Lookup{workspace: workspace, user: p.User, valid: true}
}

// Admit returns the problem of a request that needs no policy to be refused:
// unauthenticated when the credential no longer holds, or not from there, forbidden
// when its scope doesn't cover the permission, not found to those who aren't members.
func Admit(r Request) error {
	switch {
	case r.Permission.ForAnyone():
		return nil
	case !r.Standing.Active:
		return problem.Unauthenticated(errors.New(r.Standing.Reason))
	case !r.Principal.Binding.HoldsFrom(r.From):
		return problem.Unauthenticated(&Denial{Why: "from outside the key's networks"})
	case r.Permission.InTenant() && r.Principal.Binding != nil && r.Principal.Binding.Workspace != r.Workspace:
		return problem.NotFound(&Denial{Why: "the key is of another workspace"})
	case r.beyond() != "":
		return problem.Forbidden(&Denial{Why: r.beyond()})
	case r.Permission.Scoped() && !r.covered():
		return problem.Forbidden(&Denial{Why: "outside the token's scope"})
	case r.Permission.InTenant() && r.Standing.Role == None:
		return problem.NotFound(&Denial{Why: "not a member of the workspace"})
	case r.Permission.InTenant():
		return cmp.Or(companyShown(r), factorsShown(r), r.provisions())
	}
	return nil
}

// provisions holds what a provisioning token does against who asks.
func (r Request) provisions() error {
	if r.Permission.provisioning && r.Principal.Method != authn.Provisioning {
		return problem.Forbidden(&Denial{Why: "for the workspace's provisioning token only"})
	}
	return nil
}

// beyond is why a credential of its kind never holds the permission; empty where it may.
func (r Request) beyond() string {
	switch {
	case r.Standing.Machine && r.Permission.people:
		return "not for machines"
	case !r.Principal.BoundSignIn().IsZero() && !r.Permission.inBound():
		return "not for a sign-in that is bound to a workspace"
	case r.Principal.Method == authn.Provisioning && !r.Permission.provisioning:
		return "a provisioning token does nothing else"
	}
	return ""
}

// covered tells whether the credential's scope holds the permission. A machine's
// names permissions in a workspace; what else is open to it needs none.
func (r Request) covered() bool {
	return r.Principal.Scope.Allows(r.Permission.name) || r.Standing.Machine && !r.Permission.InTenant()
}

// Check decides, and returns the Grant or the problem to answer with: not found
// to those who may not know that the thing exists, forbidden to those who may.
func (p *Policies) Check(r Request) (Grant, error) {
	if err := Admit(r); err != nil {
		return Grant{}, err
	}
	if !r.Permission.InTenant() {
		return r.grantIf(proven(r))
	}
	return p.decide(r)
}

// withinProjects holds what is asked for against the projects that a key is bound to.
func (r Request) withinProjects() error {
	switch {
	case !r.Principal.BoundToProjects():
		return nil
	case r.Resource.Project.IsZero() && !r.ByProject:
		return problem.Forbidden(&Denial{Why: "of the whole workspace, and the key is bound to projects"})
	case !r.Resource.Project.IsZero() && !r.Principal.Reaches(r.Resource.Project):
		return problem.NotFound(&Denial{Why: "not of the projects that the key is bound to"})
	}
	return nil
}

func (p *Policies) decide(r Request) (Grant, error) {
	if err := r.withinProjects(); err != nil {
		return Grant{}, err
	}
	q := question{
		user: r.Principal.User.String(), permit: r.Permission, standing: r.Standing, resource: r.Resource, now: r.Now,
	}
	v := p.ask(q)
	if v.err != nil {
		return Grant{}, problem.Internal(v.err)
	}
	if v.allowed {
		return r.grantIf(proven(r))
	}
	why := &Denial{Why: "no policy permits it"}
	if len(v.because) > 0 {
		why.Why = "by " + strings.Join(v.because, ", ")
	}
	if r.Resource.Private && !r.Resource.Reached {
		return Grant{}, problem.NotFound(why)
	}
	return Grant{}, problem.Forbidden(fmt.Errorf("%s: %w", r.Permission.name, why))
}

func (r Request) grantIf(refusal error) (Grant, error) {
	if refusal != nil {
		return Grant{}, refusal
	}
	return r.grant(), nil
}

func (r Request) grant() Grant {
	return Grant{
		principal: r.Principal, workspace: r.Workspace, role: r.Standing.Role, permission: r.Permission.Name(), ways: r.Standing.Ways, valid: true,
	}
}
