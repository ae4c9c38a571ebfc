package authz

import (
	"errors"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz/queries"
)

// signIn is the credential of a session that a person has opened.
const signIn = "sign-in"

// FactorPolicy is what a workspace asks of a member's sign-in.
type FactorPolicy string

// The policies.
const (
	AnyFactors  FactorPolicy = ""
	TwoFactors  FactorPolicy = "any"
	OnlyPasskey FactorPolicy = "passkey"
)

// factorPolicy is what the workspace asks of the member of the row: before the time
// of a policy has come, what was asked before it.
func factorPolicy(row queries.StandingRow, now time.Time) FactorPolicy {
	if row.MfaFrom == nil {
		return AnyFactors
	}
	of, strength := *row.Mfa, *row.MfaStrength
	if now.Before(*row.MfaFrom) {
		of, strength = *row.MfaBefore, *row.MfaStrengthBefore
	}
	manages := Role(*row.Role) == Owner || Role(*row.Role) == Admin
	if of == "everyone" || of == "admins" && manages {
		return FactorPolicy(strength)
	}
	return AnyFactors
}

// Satisfied tells whether a sign-in in these ways is what the policy asks for.
func (p FactorPolicy) Satisfied(by authn.Ways) bool {
	switch p {
	case AnyFactors:
		return true
	case OnlyPasskey:
		return by.Has(authn.ByPasskey)
	case TwoFactors:
		return by.Multiple()
	}
	return false
}

var errFactors = errors.New("the workspace asks for factors that this sign-in doesn't have")

// factorsShown holds a person's sign-in against the policy of the workspace. What a
// machine may do was decided by somebody who had to satisfy it.
func factorsShown(r Request) error {
	s := r.Standing
	if r.Principal.Method == authn.System || s.Machine || s.Factors.Satisfied(s.Ways) {
		return nil
	}
	detail := "Sign in with your password and a second factor, or with a passkey."
	if s.Factors == OnlyPasskey {
		detail = "Sign in with a passkey."
	}
	return problem.New(problem.CodeSecondFactor, detail, &Denial{Why: errFactors.Error()})
}

// proven asks for a recent proof of who it is, once it is known that he may.
func proven(r Request) error {
	switch {
	case r.StepUp == 0 || r.Principal.Method == authn.System:
		return nil
	case r.Standing.Machine:
		return problem.Forbidden(&Denial{Why: "a machine's credential can't step up"})
	case r.Standing.ProvenAt.IsZero() || r.Now.Sub(r.Standing.ProvenAt) >= r.StepUp:
		return problem.Reauthenticate(r.StepUp)
	}
	return nil
}
