package sessions_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func disable(t *testing.T, w *testworld.World, p *testworld.Person) {
	t.Helper()
	err := w.App.DB.Update(context.WithoutCancel(t.Context()), db.Scope{}, func(tx *db.Tx) error {
		_, err := sessions.Disable(t.Context(), tx, w.App.Audit(), address(t, p).Canonical(), w.Clock.Now())
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func enable(t *testing.T, w *testworld.World, p *testworld.Person) {
	t.Helper()
	err := w.App.DB.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		_, err := sessions.Enable(t.Context(), tx, w.App.Audit(), address(t, p).Canonical(), w.Clock.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ASVS: 7.4.2 7.4.5
func TestDisablingEndsEverythingForGood(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		p := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		out := func(when string) {
			if p.works(t, w) || w.Member.Get(t, me).Status != http.StatusUnauthorized || refresh(t, w, p.RefreshToken).Status != http.StatusUnauthorized {
				t.Errorf("%s: a credential works", when)
			}
		}
		disable(t, w, w.Member)
		out("disabled")
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")).WantProblem(t, problem.CodeUnauthenticated)
		enable(t, w, w.Member)
		out("enabled again")
		tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		if e := newest(t, w, "user.disabled"); e.outcome != "success" {
			t.Errorf("the audit log says %+v", e)
		}
	})
}

func TestSigningInWhileBeingDisabled(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		answers := make([]*testworld.Answer, 20)
		together(20, func(i int) {
			if i == 10 {
				disable(t, w, w.Member)
				return
			}
			answers[i] = w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token"))
		})
		// Enabled again, nothing of before may work.
		enable(t, w, w.Member)
		var live int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL", []any{w.Member.ID}, &live)
		if live != 0 {
			t.Errorf("%d sessions outlived the disabling", live)
		}
		for _, a := range answers {
			if a != nil && a.Status == http.StatusOK && tokensOf(t, a).works(t, w) {
				t.Error("a token outlived the disabling")
			}
		}
	})
}

// The same with the order forced: the disabling begins after the sign-in has
// confirmed the password and before it has made its session.
func TestDisablingWaitsForASignInUnderWay(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		disabled := make(chan struct{})
		err := w.App.DB.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			verified, err := accounts.CredentialByID(t.Context(), tx, w.Member.ID)
			if err != nil {
				return err
			}
			if _, err := accounts.ConfirmPassword(t.Context(), tx, verified, ""); err != nil {
				return err
			}
			go func() {
				defer close(disabled)
				disable(t, w, w.Member)
			}()
			select { // one that doesn't wait ends within this time
			case <-disabled:
			case <-time.After(300 * time.Millisecond):
			}
			_, err = tx.Exec(t.Context(), `-- name: Test :execrows
				INSERT INTO sessions (id, user_id, kind, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at)
				VALUES ($1, $2, 'token', '', '', $3, $3, $3, $3)`, id.New[id.Session](), w.Member.ID, w.Clock.Now())
			return err
		})
		<-disabled
		var live int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL", []any{w.Member.ID}, &live)
		if err != nil || live != 0 {
			t.Errorf("%d sessions outlived the disabling: %v", live, err)
		}
	})
}
