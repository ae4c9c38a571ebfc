package authz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz/queries"
)

// Standing is how a principal stands at the moment of the transaction it was
// read in.
type Standing struct {
	// Active: the account is, and so is the session, and a token is of the
	// account's present version.
	Active bool
	// Reason says what isn't, for the log.
	Reason string
	// LastSeen is when the session was last noted to be in use; zero for a key that never was.
	LastSeen time.Time
	Role     Role
	// MembersEditAll and Maintenance are the workspace's settings.
	MembersEditAll bool
	Maintenance    bool
	// Machine: the credential is an API key's or an OAuth client's, not a sign-in.
	Machine bool
	// Ways are how the person of the session was proven, and ProvenAt when last in
	// a way that counts for a step-up; zero for never.
	Ways     authn.Ways
	ProvenAt time.Time
	// Factors is what the workspace asks of this member's sign-in now.
	Factors FactorPolicy
	// Company: the workspace's members, owners apart, come in by its own provider only.
	Company bool
}

// Stand reads how p stands in a workspace; zero for none.
func Stand(ctx context.Context, q db.Querier, p authn.Principal, workspace id.Workspace, now time.Time) (Standing, error) {
	if p.Method == authn.Provisioning {
		return standProvisioner(ctx, q, p, workspace, now)
	}
	row, err := queries.New(q).Standing(ctx, queries.StandingParams{
		UserID: p.User, SessionID: p.Session, WorkspaceID: workspace, KeyID: p.Key, KeyWorkspace: p.KeyWorkspace(),
	})
	if errors.Is(err, db.ErrNoRows) {
		return Standing{Reason: "no such account"}, nil
	}
	if err != nil {
		return Standing{}, fmt.Errorf("reading how the principal stands: %w", err)
	}
	s := Standing{Reason: whatEnded(row, p, now)}
	s.Active = s.Reason == ""
	if row.LastSeenAt != nil {
		s.LastSeen = *row.LastSeenAt
	}
	if p.Method == authn.Key {
		s.LastSeen = time.Time{} // of a key it is its use, which may never have been
		if row.ApiKeyUsedAt != nil {
			s.LastSeen = *row.ApiKeyUsedAt
		}
	}
	s.Machine = row.Credential != nil && *row.Credential != signIn
	if row.Ways != nil {
		s.Ways = authn.ParseWays(*row.Ways)
	}
	if row.ProvenAt != nil {
		s.ProvenAt = *row.ProvenAt
	}
	if row.Role != nil {
		s.Role = Role(*row.Role)
		s.MembersEditAll, s.Maintenance = deref(row.MembersEditAll), deref(row.Maintenance)
		s.Factors = factorPolicy(row, now)
		s.Company = row.CompanyFrom != nil && !now.Before(*row.CompanyFrom)
	}
	return s, nil
}

func deref(b *bool) bool { return b != nil && *b }

// whatEnded returns why the credential no longer holds; empty while it does.
func whatEnded(row queries.StandingRow, p authn.Principal, now time.Time) string {
	switch {
	case row.State != "active":
		return "the account is " + row.State
	case p.Method == authn.System:
		return "" // the operator acts for the account and has no session
	case row.SessionKind == nil:
		return "no such session"
	case row.BoundTo != p.BoundSignIn():
		return "the session isn't bound as it was shown"
	case !row.BoundTo.IsZero() && row.BoundRole == nil:
		return "the session's person has left its workspace"
	case row.RevokedAt != nil:
		return "the session was ended"
	case row.ExpiresAt == nil || !now.Before(*row.ExpiresAt):
		return "the session has expired"
	case p.Method == authn.Cookie && (row.IdleExpiresAt == nil || !now.Before(*row.IdleExpiresAt)):
		return "the session was idle for too long"
	case p.Method == authn.Token && p.TokenVersion != row.TokenVersion:
		return "the token is of an older version of the account"
	}
	return whatEndedTheKey(row, p)
}

// whatEndedTheKey is whatEnded of an API key, and of the key that signed a token.
func whatEndedTheKey(row queries.StandingRow, p authn.Principal) string {
	switch {
	case p.Method == authn.Key && row.ApiKeyID.IsZero():
		return "the key's person has left its workspace"
	case p.Key != "" && (row.KeyID == nil || row.KeyRevokedAt != nil):
		return "the key that signed the token was revoked"
	}
	return ""
}
