package testworld

import (
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
)

// WithProvisioning turns provisioning on in a workspace that has none, and returns whoever
// holds its token, which was just used.
func (w *World) WithProvisioning(t testing.TB, workspace id.Workspace, maker *Person) *Person {
	t.Helper()
	p := &Person{ID: id.New[id.User](), Name: "Provisioner", world: w}
	p.Email = p.ID.String()
	secret := id.New[id.ProvisioningToken]()
	opaque, hash := token.New(token.Provisioning)
	p.Session, p.bearer = id.Session(secret), reveal(opaque)
	now, in := w.Clock.Now(), db.Scope{Workspace: workspace}
	w.Together(t, func() {
		w.Exec(t, in, `INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at, owned_by)
			VALUES ($1, '', $2, 'Provisioning', '', 'active', $3, $3, $3, $4)`, p.ID, p.Email, now, workspace)
		w.Exec(t, in, `INSERT INTO provisioning (workspace_id, account_id, default_role, owners, created_by, created_at, updated_at)
			VALUES ($1, $2, 'member', $3, $4, $5, $5)`, workspace, p.ID, false, maker.ID, now)
		w.Exec(t, in, `INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
			VALUES ($1, $2, 'token', $3, '', '', '', $4, $4, $5, $5, 'client', '')`, secret, p.ID, hash[:], now, now.Add(Days(90)))
		w.Exec(t, in, `INSERT INTO provisioning_tokens (workspace_id, id, hint, created_by, created_at, last_used_at)
			VALUES ($1, $2, 'tfu_', $3, $4, $4)`, workspace, secret, maker.ID, now)
	})
	return p
}

// WithoutProvisioning turns it off.
func (w *World) WithoutProvisioning(t testing.TB, workspace id.Workspace) {
	t.Helper()
	in := db.Scope{Workspace: workspace}
	w.Together(t, func() {
		w.Exec(t, in, `DELETE FROM users WHERE id IN (SELECT account_id FROM provisioning WHERE workspace_id = $1)`, workspace)
	})
}

// provision stocks a workspace with one of everything that a provider says.
func (w *World) provision(t testing.TB, s *Stock, owner *Person) {
	t.Helper()
	s.Provisioner = w.WithProvisioning(t, s.Workspace, owner)
	s.ProvisioningToken = id.ProvisioningToken(s.Provisioner.Session)
	s.Provisioned, s.Group = id.New[id.ProvisionedUser](), id.New[id.ProvisionedGroup]()
	now := w.Clock.Now()
	name := s.Provisioned.String() + "@example.net"
	w.Exec(t, s.scope(), `INSERT INTO provisioned_users (workspace_id, id, user_name, user_name_key, external_id, display_name, given_name, family_name, email, email_key,
		active, state, made, role, created_at, updated_at) VALUES ($1, $2, $3, $3, '', 'Provisioned', '', '', $3, $3, $4, 'off', $4, '', $5, $5)`,
		s.Workspace, s.Provisioned, name, false, now)
	w.Exec(t, s.scope(), `INSERT INTO provisioned_groups (workspace_id, id, display_name, display_key, external_id, created_at, updated_at)
		VALUES ($1, $2, $3, $3, '', $4, $4)`, s.Workspace, s.Group, "group "+s.Group.String(), now)
}
