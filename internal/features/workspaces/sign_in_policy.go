package workspaces

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/workspaces/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// SignInPolicy is what a workspace asks of its members' sign-ins.
type SignInPolicy struct {
	Of       string `json:"of" enum:"off,admins,everyone" doc:"Who is asked; admins are owners, too"`
	Strength string `json:"strength" enum:"any,passkey" doc:"any: a second factor of whatever kind, or a passkey"`
	// From is when it holds from on; nil for a workspace that never asked for anything.
	From *time.Time `json:"from" doc:"When it holds from on; until then what held before"`
	// Version is the workspace's.
	Version int64 `json:"version"`
}

// EntityVersion makes the version the ETag.
func (p SignInPolicy) EntityVersion() int64 { return p.Version }

// PolicyPath is the part of the input that both endpoints have; the row is the one that was decided about.
type PolicyPath struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	row         queries.SignInPolicyRow
}

func (p *PolicyPath) inPolicy() *PolicyPath { return p }

func loadPolicy[In any, P interface {
	*In
	inPolicy() *PolicyPath
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPolicy()
	var err error
	if p.row, err = queries.New(q).SignInPolicy(ctx, l.Workspace()); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the sign-in policy: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
}

func (p *PolicyPath) policy() *SignInPolicy {
	return &SignInPolicy{Of: p.row.Mfa, Strength: p.row.MfaStrength, From: p.row.MfaFrom, Version: p.row.Version}
}

type getPolicyIn struct{ PolicyPath }

func showPolicy(_ *endpoint.Call, in *getPolicyIn) (*SignInPolicy, error) { return in.policy(), nil }

type setPolicyIn struct {
	PolicyPath
	Body setPolicyBody
}

type setPolicyBody struct {
	Of       string `json:"of" enum:"off,admins,everyone"`
	Strength string `json:"strength" enum:"any,passkey"`
	Grace    int64  `json:"grace_days" minimum:"0" maximum:"90" doc:"Days until it holds"`
}

var errWeaker = problem.Conflict("Sign in yourself in the way that you ask of others: with a second factor, or with a passkey.")

// setPolicy refuses what would shut out whoever asks for it.
func setPolicy(ctx context.Context, c *endpoint.Call, in *setPolicyIn) (*SignInPolicy, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.Body.Of != off && !authz.FactorPolicy(in.Body.Strength).Satisfied(c.Grant.Ways()) {
		return nil, errWeaker
	}
	c.Detail("of", in.Body.Of)
	c.Detail("strength", in.Body.Strength)
	next := followed(in.row, in.Body, c.Now)
	err := queries.New(c.Tx.One(problem.EditConflict())).SetSignInPolicy(ctx, queries.SetSignInPolicyParams{
		WorkspaceID: c.Grant.Workspace(), Version: in.row.Version, Now: c.Now,
		Mfa: next.Mfa, MfaStrength: next.MfaStrength, MfaFrom: next.MfaFrom, MfaBefore: next.MfaBefore, MfaStrengthBefore: next.MfaStrengthBefore,
	})
	in.row = next
	return in.policy(), err
}

const off = "off"

// followed is the row after the change: what holds now holds until the new policy's time.
func followed(row queries.SignInPolicyRow, by setPolicyBody, now time.Time) queries.SignInPolicyRow {
	from := now.AddDate(0, 0, int(by.Grace))
	next := queries.SignInPolicyRow{
		Mfa: by.Of, MfaStrength: by.Strength, MfaFrom: &from,
		MfaBefore: row.Mfa, MfaStrengthBefore: row.MfaStrength, Version: row.Version + 1,
	}
	if row.MfaFrom == nil {
		next.MfaBefore = off
	} else if now.Before(*row.MfaFrom) {
		next.MfaBefore, next.MfaStrengthBefore = row.MfaBefore, row.MfaStrengthBefore
	}
	return next
}
