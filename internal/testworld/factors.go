package testworld

import (
	"bytes"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
)

// secretText is the secret of every authenticator app of the test world, as an app takes it.
const secretText = "IFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKB"

// BeginTOTP gives a person an authenticator app that waits for its first code, and returns that code.
func (w *World) BeginTOTP(t testing.TB, p *Person) string {
	t.Helper()
	sealed, err := w.App.Sealer().Seal("totp:"+p.ID.String(), bytes.Repeat([]byte("A"), 20))
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, db.Scope{}, `INSERT INTO totp_secrets (user_id, sealed_secret, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, confirmed_at = NULL, last_step = 0`, p.ID, sealed, w.Clock.Now())
	return w.CodeAt(t, w.Clock.Now())
}

// TOTPCode gives a person an authenticator app in use, and returns its present code.
func (w *World) TOTPCode(t testing.TB, p *Person) string {
	t.Helper()
	code := w.BeginTOTP(t, p)
	w.Exec(t, db.Scope{}, `UPDATE totp_secrets SET confirmed_at = created_at WHERE user_id = $1`, p.ID)
	return code
}

// CodeAt is what the authenticator apps of the test world show at a moment.
func (w *World) CodeAt(t testing.TB, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secretText, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// WaitingSignIn has a person's sign-in wait for a second factor, and returns the token that continues it.
func (w *World) WaitingSignIn(t testing.TB, p *Person) string {
	t.Helper()
	plain, hash := token.New(token.SignIn)
	w.Exec(t, db.Scope{}, `INSERT INTO sign_ins (id, user_id, token_hash, token_version, client, scope, ways, created_at, expires_at)
		VALUES ($1, $2, $3, 1, 'token', '', 'password', $4, $5)`,
		id.New[id.SignIn](), p.ID, hash[:], w.Clock.Now(), w.Clock.Now().Add(10*time.Minute))
	return reveal(plain)
}

// Proven sets when a person's session was last proven in a way that counts for a step-up.
func (w *World) Proven(t testing.TB, p *Person, at time.Time) {
	t.Helper()
	w.Exec(t, db.Scope{}, `UPDATE sessions SET proven_at = $1 WHERE id = $2`, at, p.Session)
}

// Ways sets how a person's session was proven.
func (w *World) Ways(t testing.TB, p *Person, ways string) {
	t.Helper()
	w.Exec(t, db.Scope{}, `UPDATE sessions SET ways = $1 WHERE id = $2`, ways, p.Session)
}

// Policy sets what Acme asks of sign-ins, and from when on.
func (w *World) Policy(t testing.TB, mfa, strength string, from time.Time) {
	t.Helper()
	w.Exec(t, db.Scope{Workspace: w.Acme}, `UPDATE workspaces SET mfa = $1, mfa_strength = $2, mfa_from = $3 WHERE id = $4`, mfa, strength, from, w.Acme)
}
