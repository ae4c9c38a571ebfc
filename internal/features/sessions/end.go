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

// endOthers ends the sign-ins that wait, too: somebody may have shown a password there.
func endOthers(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	c.Touched(c.Grant.User().String())
	q := queries.New(c.Tx)
	if err := q.DropSignInsOf(ctx, queries.DropSignInsOfParams{UserID: c.Grant.User(), Now: &c.Now}); err != nil {
		return nil, fmt.Errorf("ending the sign-ins that wait: %w", err)
	}
	return &endpoint.Nothing{}, q.EndOthers(ctx, queries.EndOthersParams{
		UserID: c.Grant.User(), Kept: c.Principal.Session, Now: &c.Now, Reason: endedByOwner,
	})
}

// endAll ends what a person has signed in to anywhere, and what was on its way there: the
// sign-ins that wait and the links that were mailed. Browsers that were known are new ones
// again, but for the one that did it: its person isn't made to wait by what strangers try.
func endAll(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	user := c.Grant.User()
	c.Touched(user.String())
	err := accounts.EndTokensOf(ctx, c.Tx, user)
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Conflict("The account was changed in the meantime.")
	}
	if err != nil {
		return nil, err
	}
	if err := endSignIns(ctx, c.Tx, user, endedByOwner, c.Now); err != nil {
		return nil, err
	}
	if err := queries.New(c.Tx).ForgetDevicesOf(ctx, user); err != nil {
		return nil, fmt.Errorf("forgetting the devices: %w", err)
	}
	if c.Principal.Method != authn.Cookie {
		return &endpoint.Nothing{}, nil
	}
	forgetCookie(c)
	return &endpoint.Nothing{}, remember(ctx, c, user)
}

// endSignIns ends a person's sessions and the sign-ins that wait; what machines were given goes on.
func endSignIns(ctx context.Context, q db.Querier, user id.User, reason string, now time.Time) error {
	all := queries.New(q)
	if err := all.EndSignIns(ctx, queries.EndSignInsParams{UserID: user, Now: &now, Reason: reason}); err != nil {
		return fmt.Errorf("ending the sessions: %w", err)
	}
	if err := all.DropSignInsOf(ctx, queries.DropSignInsOfParams{UserID: user, Now: &now}); err != nil {
		return fmt.Errorf("ending the sign-ins that wait: %w", err)
	}
	return nil
}

// Disable shuts an account in the transaction: its sign-ins, sessions, access
// and refresh tokens end with the commit, on every node. It is for operators,
// so it writes its own audit entry.
func Disable(ctx context.Context, tx *db.Tx, log *audit.Log, key string, now time.Time) (id.User, error) {
	user, err := accounts.Disable(ctx, tx, key, now)
	if err != nil {
		return id.User{}, err
	}
	// After the account was locked: a sign-in beside this one has committed by
	// now, or will find the account disabled.
	if err := EndAll(ctx, tx, user, endedByDisable, now); err != nil {
		return id.User{}, err
	}
	return user, log.Write(ctx, tx, audit.Entry{At: now, Name: "user.disabled", Outcome: audit.Success, Target: user.String()})
}

// Enable opens a disabled account again; its people have to sign in anew.
func Enable(ctx context.Context, tx *db.Tx, log *audit.Log, key string, now time.Time) (id.User, error) {
	user, err := accounts.Enable(ctx, tx, key, now)
	if err != nil {
		return id.User{}, err
	}
	return user, log.Write(ctx, tx, audit.Entry{At: now, Name: "user.enabled", Outcome: audit.Success, Target: user.String()})
}

// EndAll ends in the transaction all sessions of an account, what its machines hold
// included, and the sign-ins to it that wait. The reason is kept.
func EndAll(ctx context.Context, tx db.Querier, user id.User, reason string, now time.Time) error {
	q := queries.New(tx)
	if err := q.EndAll(ctx, queries.EndAllParams{UserID: user, Now: &now, Reason: reason}); err != nil {
		return fmt.Errorf("ending the sessions: %w", err)
	}
	if err := q.DropSignInsOf(ctx, queries.DropSignInsOfParams{UserID: user, Now: &now}); err != nil {
		return fmt.Errorf("ending the sign-ins that wait: %w", err)
	}
	return nil
}

// ForgetEnded drops what has been over since before.
func ForgetEnded(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		q := queries.New(tx)
		return errors.Join(q.ForgetEnded(ctx, before), q.ForgetSignIns(ctx, before), q.ForgetDevices(ctx, before.Add(-deviceLife)))
	})
}
