package authz

import (
	"errors"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
)

var errCompany = errors.New("the workspace asks for its company's sign-in")

// BesideCompany tells of an owner's credential that the workspace's provider hasn't opened,
// where members need one that it has.
func (s Standing) BesideCompany(p authn.Principal, workspace id.Workspace) bool {
	return s.Company && s.Role == Owner && p.BoundSignIn() != workspace
}

// companyShown holds a credential against a workspace that asks its members to come in by
// its own provider: only what that provider has opened is bound to the workspace. Owners
// are let in all the same, or a provider that is broken would shut out everybody for good.
// A person's keys are his, whatever opened the session that made them; a service account
// is the workspace's.
func companyShown(r Request) error {
	s := r.Standing
	switch {
	case !s.Company, s.Role == Owner, r.Principal.Method == authn.System, r.Principal.Method == authn.Provisioning:
		return nil
	case s.Machine && r.Principal.Method != authn.Key:
		return nil
	case r.Principal.BoundSignIn() == r.Workspace:
		return nil
	}
	return problem.New(problem.CodeCompanySignIn, "Sign in with your company's provider. If it doesn't know your account yet, connect it in your settings first.", &Denial{Why: errCompany.Error()})
}
