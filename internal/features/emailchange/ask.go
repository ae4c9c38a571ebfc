package emailchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

const (
	// LinkLife is how long both links work.
	LinkLife = 15 * time.Minute
	// AskedPerHour is how often an account may ask in an hour, whatever became of it.
	AskedPerHour = 3
	// AskedPerDay bounds how often a new address is mailed to in a day, whoever asks, so that
	// a crowd can't bury a mailbox.
	AskedPerDay = 30
)

type askIn struct{ Body askBody }

type askBody struct {
	Email string `json:"email" minLength:"3" maxLength:"254" doc:"The new address"`
}

// ask looks only at the account that asks. Whose the new address is, a job finds out: neither
// the answer nor its time can tell.
func (e *EmailChange) ask(ctx context.Context, c *endpoint.Call, in *askIn) (*Pending, error) {
	to, err := mail.ParseAddress(in.Body.Email)
	if err != nil {
		return nil, problem.InvalidField("body.email", err.Error())
	}
	who, err := accounts.Confirm(ctx, c.Tx, c.Grant.User())
	if errors.Is(err, accounts.ErrChanged) {
		return nil, problem.Conflict("The account was changed in the meantime.")
	}
	if err != nil {
		return nil, err
	}
	c.Touched(who.ID.String())
	c.Detail("email", e.Audit.PseudonymOf(to.Canonical()))
	if (mail.Address{Email: who.Email}).Canonical() == to.Canonical() {
		return nil, problem.InvalidField("body.email", "is your address already")
	}
	if err := enough(ctx, c.Tx, who.ID, c.Now); err != nil {
		return nil, err
	}
	return e.begin(ctx, c, who, to)
}

// enough has locked the account (accounts.Confirm), so that no two count at once.
func enough(ctx context.Context, q db.Querier, user id.User, now time.Time) error {
	asked, err := queries.New(q).AskedSince(ctx, queries.AskedSinceParams{UserID: user, Since: now.Add(-time.Hour), Most: AskedPerHour})
	if err != nil {
		return fmt.Errorf("counting changes of address: %w", err)
	}
	if len(asked) < AskedPerHour {
		return nil
	}
	return problem.TooManyRequests(asked[len(asked)-1].Add(time.Hour).Sub(now))
}

// begin replaces what waits and has both links mailed.
func (e *EmailChange) begin(ctx context.Context, c *endpoint.Call, who accounts.Confirmed, to mail.Address) (*Pending, error) {
	q := queries.New(c.Tx)
	if err := q.EndWaiting(ctx, queries.EndWaitingParams{UserID: who.ID, Now: &c.Now}); err != nil {
		return nil, fmt.Errorf("ending the change that waits: %w", err)
	}
	oldPlain, oldHash := token.New(token.EmailChange)
	newPlain, newHash := token.New(token.EmailChange)
	change := queries.AddParams{
		ID: id.New[id.EmailChange](), UserID: who.ID, SessionID: c.Principal.Session, TokenVersion: who.TokenVersion,
		Email: to.Email, EmailKey: to.Canonical(), OldHash: oldHash[:], NewHash: newHash[:], Now: c.Now, ExpiresAt: c.Now.Add(LinkLife),
	}
	if err := q.Add(ctx, change); err != nil {
		return nil, fmt.Errorf("keeping a change of address: %w", err)
	}
	asked := asked{Change: change.ID, Old: oldPlain.Reveal(), New: newPlain.Reveal()}
	if client := edge.Info(ctx).ClientIP; client.IsValid() {
		asked.From = client.String()
	}
	waiting := &Waiting{Email: to.Email, AskedAt: c.Now, ExpiresAt: change.ExpiresAt}
	return &Pending{Waiting: waiting}, e.Jobs.Enqueue(ctx, c.Tx, sendLinks, asked, c.Now)
}
