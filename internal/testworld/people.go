package testworld

import (
	"context"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/secret"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
)

// Person is somebody who makes requests. The zero ID is nobody.
type Person struct {
	ID      id.User
	Name    string
	Email   string
	Session id.Session
	world   *World
	cookie  string
	bearer  string
}

// settle puts the people into their workspaces.
func (w *World) settle(t testing.TB) {
	t.Helper()
	w.Anonymous = &Person{world: w}
	w.Acme, w.Umbra = id.New[id.Workspace](), id.New[id.Workspace]()
	w.Owner = w.NewPerson(t, "Owner")
	w.Outsider = w.NewPerson(t, "Outsider")
	w.Workspace(t, w.Acme, "Acme", w.Owner)
	w.Workspace(t, w.Umbra, "Umbra", w.Outsider)
	w.Admin, w.Member, w.Second = w.NewPerson(t, "Admin"), w.NewPerson(t, "Member"), w.NewPerson(t, "Second")
	w.Guest, w.Disabled = w.NewPerson(t, "Guest"), w.NewPerson(t, "Disabled")
	for person, role := range map[*Person]authz.Role{
		w.Admin: authz.Admin, w.Member: authz.Member, w.Second: authz.Member, w.Guest: authz.Guest, w.Disabled: authz.Member,
	} {
		w.Join(t, w.Acme, person, role)
	}
	w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE id = $1", w.Disabled.ID)
}

// NewPerson makes an active account with a browser session. Its password can't be guessed.
func (w *World) NewPerson(t testing.TB, name string) *Person {
	t.Helper()
	p := &Person{ID: id.New[id.User](), Name: name, Email: strings.ToLower(name) + "-" + id.New[id.Request]().String()[4:] + "@example.org", world: w}
	now := w.Clock.Now()
	w.Exec(t, db.Scope{}, `INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at)
		VALUES ($1, $2, $3, $4, $5, 'active', $6, $6, $6)`, p.ID, p.Email, p.Email, name, unguessable(), now)
	w.SignIn(t, p)
	return p
}

// SignIn gives a person a new browser session, which its requests use from now on.
func (w *World) SignIn(t testing.TB, p *Person) {
	t.Helper()
	plain, hash := token.New(token.Session)
	p.Session, p.cookie, p.bearer = id.New[id.Session](), reveal(plain), ""
	w.session(t, p, "browser", hash[:], "")
}

// WithToken returns the person signed in by an access token limited to scope.
func (w *World) WithToken(t testing.TB, p *Person, scope ...string) *Person {
	t.Helper()
	q := *p
	q.Session, q.cookie = id.New[id.Session](), ""
	w.session(t, &q, "token", nil, strings.Join(scope, " "))
	var err error
	if q.bearer, err = w.App.Tokens.Issue(q.ID, q.Session, 1, authn.Scope(scope)); err != nil {
		t.Fatal(err)
	}
	return &q
}

func (w *World) session(t testing.TB, p *Person, kind string, hash []byte, scope string) {
	t.Helper()
	now := w.Clock.Now()
	w.Exec(t, db.Scope{}, `INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, proven_at)
		VALUES ($1, $2, $3, $4, $5, '', '', $6, $6, $7, $8, $6)`,
		p.Session, p.ID, kind, hash, scope, now, now.Add(authn.IdleLife), now.Add(authn.AbsoluteLife))
}

func reveal(s secret.Secret) string { return s.Reveal() }

// Workspace makes a workspace with its first owner.
func (w *World) Workspace(t testing.TB, workspace id.Workspace, name string, owner *Person) {
	t.Helper()
	w.Exec(t, db.Scope{Workspace: workspace}, `INSERT INTO workspaces (id, name, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)`,
		workspace, name, owner.ID, w.Clock.Now())
	w.Join(t, workspace, owner, authz.Owner)
}

// Join makes a person a member.
func (w *World) Join(t testing.TB, workspace id.Workspace, p *Person, role authz.Role) {
	t.Helper()
	w.Exec(t, db.Scope{Workspace: workspace}, `INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)`,
		workspace, p.ID, string(role), w.Clock.Now())
}

// Exec runs a statement of the test's own, as the app's role.
func (w *World) Exec(t testing.TB, scope db.Scope, sql string, args ...any) {
	t.Helper()
	if w.scene != nil {
		w.scene.add(scope, sql, args)
		return
	}
	err := w.App.DB.Update(context.WithoutCancel(t.Context()), scope, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "-- name: Test :execrows\n"+sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Ask runs a question of the test's own for one row.
func (w *World) Ask(t testing.TB, scope db.Scope, sql string, args []any, dest ...any) {
	t.Helper()
	err := w.App.DB.View(t.Context(), scope, func(tx *db.Tx) error { return tx.QueryRow(t.Context(), sql, args...).Scan(dest...) })
	if err != nil {
		t.Fatal(err)
	}
}

// Days is a length of time.
func Days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
