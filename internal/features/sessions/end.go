package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type nothingIn struct{}

func logout(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	c.Touched(c.Principal.Session.String())
	err := queries.New(c.Tx).End(ctx, queries.EndParams{ID: c.Principal.Session, Now: &c.Now, Reason: endedBySignOut})
	forgetCookie(c)
	return &endpoint.Nothing{}, err
}

func forgetCookie(c *endpoint.Call) {
	if c.Principal.Method == authn.Cookie {
		c.SetCookie(cookie("", 0))
	}
}

type endIn struct {
	SessionID id.Session `path:"session_id"`
}

func end(ctx context.Context, c *endpoint.Call, in *endIn) (*endpoint.Nothing, error) {
	c.Touched(in.SessionID.String())
	err := queries.New(c.Tx.One(problem.NotFound(nil))).EndOfUser(ctx, queries.EndOfUserParams{
		ID: in.SessionID, UserID: c.Grant.User(), Now: &c.Now, Reason: endedByOwner,
	})
	if in.SessionID == c.Principal.Session {
		forgetCookie(c)
	}
	return &endpoint.Nothing{}, err
}

func endOthers(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	c.Touched(c.Grant.User().String())
	return &endpoint.Nothing{}, queries.New(c.Tx).EndOthers(ctx, queries.EndOthersParams{
		UserID: c.Grant.User(), Kept: c.Principal.Session, Now: &c.Now, Reason: endedByOwner,
	})
}

// Disable shuts an account in the transaction: its sign-ins, sessions, access
// and refresh tokens end with the commit, on every node. It is for operators,
// so it writes its own audit entry.
func Disable(ctx context.Context, tx *db.Tx, log *audit.Log, address mail.Address, now time.Time) (id.User, error) {
	user, err := accounts.Disable(ctx, tx, address, now)
	if err != nil {
		return id.User{}, err
	}
	// After the account was locked: a sign-in beside this one has committed by
	// now, or will find the account disabled.
	err = queries.New(tx).EndAll(ctx, queries.EndAllParams{UserID: user, Now: &now, Reason: endedByDisable})
	if err != nil {
		return id.User{}, fmt.Errorf("ending the sessions: %w", err)
	}
	return user, log.Write(ctx, tx, audit.Entry{At: now, Name: "user.disabled", Outcome: audit.Success, Target: user.String()})
}

// Enable opens a disabled account again; its people have to sign in anew.
func Enable(ctx context.Context, tx *db.Tx, log *audit.Log, address mail.Address, now time.Time) (id.User, error) {
	user, err := accounts.Enable(ctx, tx, address, now)
	if err != nil {
		return id.User{}, err
	}
	return user, log.Write(ctx, tx, audit.Entry{At: now, Name: "user.enabled", Outcome: audit.Success, Target: user.String()})
}

// EndAll ends all sessions of a person in the transaction, for a reason that is kept.
func EndAll(ctx context.Context, tx db.Querier, user id.User, reason string, now time.Time) error {
	return queries.New(tx).EndAll(ctx, queries.EndAllParams{UserID: user, Now: &now, Reason: reason})
}

// ForgetEnded drops what has been over since before.
func ForgetEnded(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		q := queries.New(tx)
		return errors.Join(q.ForgetEnded(ctx, before), q.ForgetSignIns(ctx, before), q.ForgetDevices(ctx, before.Add(-deviceLife)))
	})
}
