package testworld

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/token"
)

// unguessable is the hash of a password that nobody knows.
var unguessable = sync.OnceValue(func() string {
	hash, err := password.New(password.Options{Params: Cheap}).Hash(context.Background(), rand.Text())
	if err != nil {
		panic(err)
	}
	return hash
})

// SetPassword lets a person sign in with text.
func (w *World) SetPassword(t testing.TB, p *Person, text string) {
	t.Helper()
	hash, err := password.New(password.Options{Params: Cheap}).Hash(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, db.Scope{}, `UPDATE users SET password_hash = $1 WHERE id = $2`, hash, p.ID)
}

// RefreshToken signs a person in as an API client and returns the refresh token.
func (w *World) RefreshToken(t testing.TB, p *Person) string {
	t.Helper()
	client := w.WithToken(t, p)
	plain, hash := token.New(token.Refresh)
	w.Exec(t, db.Scope{}, `INSERT INTO refresh_tokens (id, session_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		id.New[id.RefreshToken](), client.Session, hash[:], w.Clock.Now(), w.Clock.Now().Add(Days(7)))
	return reveal(plain)
}

// VerificationToken signs somebody new up and returns what the mail would hold.
func (w *World) VerificationToken(t testing.TB) string {
	t.Helper()
	return w.Unconfirmed(t, w.NewPerson(t, "Newcomer"))
}

// Unconfirmed makes a person's account one that waits for its first mail to be answered, and
// returns what that mail holds.
func (w *World) Unconfirmed(t testing.TB, p *Person) string {
	t.Helper()
	plain, hash := token.New(token.EmailVerification)
	w.Exec(t, db.Scope{}, `UPDATE users SET state = 'unverified', confirmed_at = NULL WHERE id = $1`, p.ID)
	w.Exec(t, db.Scope{}, `INSERT INTO email_tokens (id, user_id, purpose, token_hash, name, password_hash, created_at, expires_at)
		VALUES ($1, $2, 'verify', $3, 'Newcomer', '*', $4, $5)`, id.New[id.EmailToken](), p.ID, hash[:], w.Clock.Now(), w.Clock.Now().Add(Days(1)))
	return reveal(plain)
}

// MailLink has a person mailed a link for a purpose, and returns its token.
func (w *World) MailLink(t testing.TB, p *Person, purpose string, kind token.Kind) string {
	t.Helper()
	plain, hash := token.New(kind)
	w.Exec(t, db.Scope{}, `INSERT INTO mail_links (id, user_id, purpose, token_hash, token_version, network, created_at, expires_at)
		SELECT $1, id, $2, $3, token_version, '', $4, $5 FROM users WHERE id = $6`,
		id.New[id.MailLink](), purpose, hash[:], w.Clock.Now(), w.Clock.Now().Add(15*time.Minute), p.ID)
	return reveal(plain)
}

// EmailChange has a person wait for another address, and returns the tokens of both links:
// to the address that there is and to the new one.
func (w *World) EmailChange(t testing.TB, p *Person) (present, next string) {
	t.Helper()
	oldPlain, oldHash := token.New(token.EmailChange)
	newPlain, newHash := token.New(token.EmailChange)
	address := id.New[id.Request]().String() + "@example.net"
	w.Exec(t, db.Scope{}, `UPDATE email_changes SET ended_at = $1 WHERE user_id = $2 AND ended_at IS NULL`, w.Clock.Now(), p.ID)
	w.Exec(t, db.Scope{}, `INSERT INTO email_changes (id, user_id, session_id, token_version, email, email_key, old_hash, new_hash, created_at, expires_at)
		SELECT $1, id, $2, token_version, $3, $3, $4, $5, $6, $7 FROM users WHERE id = $8`,
		id.New[id.EmailChange](), p.Session, address, oldHash[:], newHash[:], w.Clock.Now(), w.Clock.Now().Add(15*time.Minute), p.ID)
	return reveal(oldPlain), reveal(newPlain)
}
