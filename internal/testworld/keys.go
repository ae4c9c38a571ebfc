package testworld

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authz"
)

// Bound is what an API key of the test world is bound to. The zero value is Acme, all
// projects, from anywhere, for 90 days.
type Bound struct {
	Workspace id.Workspace
	Projects  []id.Project
	Networks  string
	Life      time.Duration
}

// WithKey returns the person as a script that holds an API key, which was just used:
// its next use changes nothing.
func (w *World) WithKey(t testing.TB, p *Person, to Bound, scope ...string) *Person {
	t.Helper()
	if to.Workspace.IsZero() {
		to.Workspace = w.Acme
	}
	if to.Life == 0 {
		to.Life = Days(90)
	}
	q := *p
	key := id.New[id.APIKey]()
	plain, hash := token.New(token.APIKey)
	q.Session, q.cookie, q.bearer = id.Session(key), "", reveal(plain)
	now, scopes := w.Clock.Now(), strings.Join(scope, " ")
	in := db.Scope{Workspace: to.Workspace}
	w.Together(t, func() {
		w.Exec(t, in, `INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
			VALUES ($1, $2, 'token', $3, $4, '', '', $5, $5, $6, $6, 'api-key', '')`, key, p.ID, hash[:], scopes, now, now.Add(to.Life))
		w.Exec(t, in, `INSERT INTO api_keys (workspace_id, id, user_id, name, hint, networks, bound, created_at, updated_at, last_used_at)
			VALUES ($1, $2, $3, 'Script', 'tfk_', $4, $5, $6, $6, $6)`, to.Workspace, key, p.ID, to.Networks, len(to.Projects) > 0, now)
		for _, project := range to.Projects {
			w.Exec(t, in, `INSERT INTO key_projects (workspace_id, key_id, project_id) VALUES ($1, $2, $3)`, to.Workspace, key, project)
		}
	})
	return &q
}

// Bearer is the secret that the person sends as a bearer token.
func (p *Person) Bearer() string { return p.bearer }

// WithClient returns a new service account with the access token that its secret got it.
func (w *World) WithClient(t testing.TB, workspace id.Workspace, maker *Person, role authz.Role, scope ...string) *Person {
	t.Helper()
	account, secret, plain := w.Service(t, workspace, maker, role, scope...)
	p := &Person{ID: account, Name: "Service", Email: account.String(), Session: id.Session(secret), world: w}
	p.bearer, _ = w.ClientToken(t, account, plain).Want(t, http.StatusOK).Field(t, "access_token").(string)
	return p
}

// ClientToken asks for a token with a client's secret.
func (w *World) ClientToken(t testing.TB, account id.User, plain string, options ...RequestOption) *Answer {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {account.String()}, "client_secret": {plain}}
	return w.Anonymous.Post(t, "/oauth2/token", form.Encode(), append(options, Header("Content-Type", "application/x-www-form-urlencoded"))...)
}

// Service makes a service account of a workspace with one secret, and returns the account,
// the secret's id and the secret.
func (w *World) Service(t testing.TB, workspace id.Workspace, maker *Person, role authz.Role, scope ...string) (account id.User, secret id.ClientSecret, plain string) {
	t.Helper()
	account, secret = id.New[id.User](), id.New[id.ClientSecret]()
	opaque, hash := token.New(token.ClientSecret)
	now, in := w.Clock.Now(), db.Scope{Workspace: workspace}
	w.Together(t, func() {
		w.Exec(t, in, `INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at, owned_by)
			VALUES ($1, '', $2, 'Service', '', 'active', $3, $3, $3, $4)`, account, account.String(), now, workspace)
		w.Exec(t, in, `INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)`, workspace, account, string(role), now)
		w.Exec(t, in, `INSERT INTO service_accounts (workspace_id, user_id, scope, created_by, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $5)`, workspace, account, strings.Join(scope, " "), maker.ID, now)
		w.Exec(t, in, `INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
			VALUES ($1, $2, 'token', $3, '', '', '', $4, $4, $5, $5, 'client', '')`, secret, account, hash[:], now, now.Add(Days(90)))
		w.Exec(t, in, `INSERT INTO client_secrets (workspace_id, id, user_id, hint, created_by, created_at)
			VALUES ($1, $2, $3, 'tfc_', $4, $5)`, workspace, secret, account, maker.ID, now)
	})
	return account, secret, reveal(opaque)
}
