package emailchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/emailchange/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type nothingIn struct{}

// Pending is whether a change of address waits.
type Pending struct {
	Waiting *Waiting `json:"waiting,omitempty" doc:"The change that waits for its links; left out when there is none"`
}

// Waiting is a change of address that waits.
type Waiting struct {
	Email          string    `json:"email" doc:"The new address"`
	ConfirmedByOld bool      `json:"confirmed_by_old" doc:"The link that went to the present address was used"`
	ConfirmedByNew bool      `json:"confirmed_by_new" doc:"The link that went to the new address was used"`
	AskedAt        time.Time `json:"asked_at"`
	ExpiresAt      time.Time `json:"expires_at" doc:"When both links end"`
}

func show(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*Pending, error) {
	row, err := queries.New(c.Tx).Waiting(ctx, queries.WaitingParams{UserID: c.Grant.User(), Now: c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return &Pending{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a change of address: %w", err)
	}
	return &Pending{Waiting: &Waiting{
		Email: row.Email, ConfirmedByOld: row.OldUsedAt != nil, ConfirmedByNew: row.NewUsedAt != nil,
		AskedAt: row.CreatedAt, ExpiresAt: row.ExpiresAt,
	}}, nil
}

// cancel asks for no fresh proof: it takes nothing away but a request.
func cancel(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*endpoint.Nothing, error) {
	c.Touched(c.Grant.User().String())
	err := queries.New(c.Tx.One(problem.NotFound(nil))).EndWaiting(ctx, queries.EndWaitingParams{UserID: c.Grant.User(), Now: &c.Now})
	return &endpoint.Nothing{}, err
}

// ForgetOld drops the changes whose links have been dead for a while.
func ForgetOld(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).ForgetOld(ctx, before)
	})
}
