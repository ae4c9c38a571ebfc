package saml

import (
	"context"
	"time"

	"taskflow/internal/features/saml/protocol"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
)

// Deps are what the feature needs.
type Deps struct {
	DB       *db.DB
	Sessions *sessions.Sessions
	BaseURL  string
	// Egress names the hosts to which browsers may be sent without TLS.
	Egress egress.Policy
	// Invited closes new accounts to addresses for which it isn't true; nil leaves them open.
	Invited func(ctx context.Context, tx *db.Tx, emailKey string, now time.Time) (bool, error)
	// Given tells whether the operator has given a domain to a workspace: he answers for who reads its mailboxes.
	Given func(workspace id.Workspace, domain string) bool
}

// SAML is the feature.
type SAML struct{ Deps }

// New returns the feature.
func New(d Deps) *SAML { return &SAML{d} }

const (
	door   = "/auth/saml/"
	joined = "member.joined"
	rerole = "member.role_changed"
)

// party is TaskFlow towards the provider of a workspace: who signs in to which workspace is
// said by the address that the answer comes to and by the audience that it is for.
func (s *SAML) party(w id.Workspace) protocol.ServiceProvider {
	own := s.BaseURL + door + w.String()
	return protocol.ServiceProvider{EntityID: own + "/metadata", Consumer: own + "/acs"}
}

var (
	memberJoined  = audit.Named(joined)
	memberReroled = audit.Named(rerole)
)
