package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
)

const (
	// revocations is how many sessions of a kind are ended.
	revocations = 20
	// revokedWithin is what is promised.
	revokedWithin = time.Second
)

// revocation ends sessions from one node while another uses them, and takes the time from
// before the command to the refusal there: of a cookie, of an access token out of the cache of
// verified ones, and to the end of a stream that is open.
func (b *bench) revocation(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	operator, err := w.compose(ctx, w.config)
	if err != nil {
		return err
	}
	w.later(operator.Close)
	figures := map[string]float64{"limit_ms": float64(revokedWithin / time.Millisecond)}
	for _, kind := range []string{"cookie", "jwt", "stream"} {
		var took []float64
		for range revocations {
			ended, err := w.ending(ctx, kind, func(s id.Session) error { return operator.RevokeSession(ctx, s.String()) })
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			took = append(took, float64(ended)/float64(time.Millisecond))
		}
		figures[kind+"_p50_ms"], figures[kind+"_max_ms"] = round1(median(took)), round1(slices.Max(took))
	}
	return (&result{Case: "revocation", Engine: string(engine), Figures: figures}).print()
}

// ending uses a new session, ends it and waits for the refusal.
func (w *world) ending(ctx context.Context, kind string, end func(id.Session) error) (time.Duration, error) {
	session, cookie, err := w.signIn(ctx)
	if err != nil {
		return 0, err
	}
	header, value := "Cookie", cookie
	if kind == "jwt" {
		text, err := w.app.Tokens.Issue(w.user, session, 1, nil)
		if err != nil {
			return 0, err
		}
		header, value = "Authorization", "Bearer "+text
	}
	path := "/tasks/" + w.tasks[0].String()
	if kind == "stream" {
		path = "/events"
	}
	open, err := w.fetch(ctx, path, header, value, http.StatusOK)
	if err != nil {
		return 0, err
	}
	defer func() { _ = open.Close() }()
	began := time.Now()
	if err := end(session); err != nil {
		return 0, err
	}
	if kind == "stream" {
		_, _ = io.Copy(io.Discard, open)
		return time.Since(began), nil
	}
	refused, err := w.fetch(ctx, path, header, value, http.StatusUnauthorized)
	if err != nil {
		return 0, err
	}
	return time.Since(began), refused.Close()
}

func (w *world) fetch(ctx context.Context, path, header, value string, want int) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.wholeAddr+w.path("%s", path), http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header.Set(header, value)
	response, err := (&http.Client{}).Do(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != want {
		return nil, errors.Join(fmt.Errorf("answered %d, want %d", response.StatusCode, want), response.Body.Close())
	}
	return response.Body, nil
}

// signIn opens one more session of the member's, which has a cookie and may have tokens.
func (w *world) signIn(ctx context.Context) (id.Session, string, error) {
	session := id.New[id.Session]()
	plain, hash := token.New(token.Session)
	now := clock.System().Now()
	err := w.app.DB.Update(ctx, db.Scope{User: w.user}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `-- name: SignIn :execrows
			INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at)
			VALUES ($1, $2, 'browser', $3, '', '', '', $4, $4, $5, $5)`, session, w.user, hash[:], now, now.Add(authn.AbsoluteLife))
		return err
	})
	return session, authn.CookieName + "=" + plain.Reveal(), err
}
