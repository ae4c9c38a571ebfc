package saml

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Requirement is whether members, owners apart, have to come in by the workspace's provider.
type Requirement struct {
	Configured bool `json:"configured" doc:"Whether there is a provider; without one nothing is asked for"`
	// From is nil while nothing is asked for.
	From *time.Time `json:"from" doc:"When members have to come in by the provider from on; null for never"`
	// Version is the workspace's.
	Version int64 `json:"version"`
}

// EntityVersion makes the version the ETag.
func (r Requirement) EntityVersion() int64 { return r.Version }

// RequirementPath is the part of the input that both endpoints have; the row is the one that was decided about.
type RequirementPath struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	row         queries.RequirementRow
}

func (p *RequirementPath) inRequirement() *RequirementPath { return p }

func loadRequirement[In any, P interface {
	*In
	inRequirement() *RequirementPath
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inRequirement()
	var err error
	if p.row, err = queries.New(q).Requirement(ctx, l.Workspace()); err != nil {
		return authz.Resource{}, fmt.Errorf("loading what is asked of members: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
}

func (p *RequirementPath) shown() *Requirement {
	return &Requirement{Configured: p.row.Configured, From: p.row.CompanyFrom, Version: p.row.Version}
}

type getRequirementIn struct{ RequirementPath }

func showRequirement(_ *endpoint.Call, in *getRequirementIn) (*Requirement, error) {
	return in.shown(), nil
}

type requireIn struct {
	RequirementPath
	Body requireBody
}

type requireBody struct {
	Required bool  `json:"required"`
	Grace    int64 `json:"grace_days,omitempty" minimum:"0" maximum:"90" doc:"Days until it holds; what holds already goes on holding"`
}

var (
	errNothingToRequire = problem.Conflict("The workspace has no provider of its own that members could come in by.")
	errNotByIt          = problem.Conflict("Sign in by your company's provider yourself, as you ask of others.")
)

// require refuses what would shut out whoever asks for it: an owner never is, and an admin
// has come in by the provider himself.
func (s *SAML) require(ctx context.Context, c *endpoint.Call, in *requireIn) (*Requirement, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	next := in.row
	next.CompanyFrom, next.Version = nil, in.row.Version+1
	if in.Body.Required {
		if !in.row.Configured {
			return nil, errNothingToRequire
		}
		if c.Grant.Role() != authz.Owner && c.Principal.BoundSignIn() != in.WorkspaceID {
			return nil, errNotByIt
		}
		next.CompanyFrom = heldFrom(in.row.CompanyFrom, c.Now, in.Body.Grace)
	}
	c.Detail("required", fmt.Sprint(in.Body.Required))
	err := queries.New(c.Tx.One(problem.EditConflict())).Require(ctx, queries.RequireParams{
		WorkspaceID: in.WorkspaceID, CompanyFrom: next.CompanyFrom, Version: in.row.Version, Now: c.Now,
	})
	in.row = next
	return in.shown(), err
}

// heldFrom is when the requirement holds from on. What holds now isn't weakened by a grace period.
func heldFrom(present *time.Time, now time.Time, days int64) *time.Time {
	if present != nil && !now.Before(*present) {
		return present
	}
	return new(now.AddDate(0, 0, int(days)))
}
