package sessions

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type refreshIn struct{ Body refreshBody }

type refreshBody struct {
	RefreshToken string `json:"refresh_token" minLength:"1" maxLength:"200"`
}

var (
	errRefresh = errors.New("the refresh token is unknown, used, or of a family that has ended")
	errReuse   = errors.New("a refresh token was used twice: its family was ended")
)

func (s *Sessions) refresh(ctx context.Context, c *endpoint.Call, in *refreshIn) (*SignedIn, error) {
	hash, err := token.Parse(token.Refresh, in.Body.RefreshToken)
	if err != nil {
		return nil, problem.Unauthenticated(err)
	}
	q := queries.New(c.Tx)
	session, err := q.UseRefreshToken(ctx, queries.UseRefreshTokenParams{TokenHash: hash[:], Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return nil, refusedRefresh(ctx, c, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("using a refresh token: %w", err)
	}
	row, err := q.Family(ctx, queries.FamilyParams{ID: session, Now: c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return nil, problem.Unauthenticated(errRefresh)
	}
	if err != nil {
		return nil, fmt.Errorf("loading a family: %w", err)
	}
	c.Actor(row.UserID)
	c.Touched(session.String())
	if err := q.Seen(ctx, queries.SeenParams{ID: session, Now: c.Now}); err != nil {
		return nil, fmt.Errorf("noting a refresh: %w", err)
	}
	return s.pair(ctx, c, family{
		id: session, user: row.UserID, version: row.TokenVersion, scope: authn.ParseScope(row.Scope), ends: row.ExpiresAt,
	})
}

// refusedRefresh ends the family of a token that was used before: one of the
// two who had it is a thief, and nobody knows which.
func refusedRefresh(ctx context.Context, c *endpoint.Call, hash token.Hash) error {
	used, err := queries.New(c.Tx).FamilyOfUsed(ctx, hash[:])
	if errors.Is(err, db.ErrNoRows) {
		return problem.Unauthenticated(errRefresh)
	}
	if err != nil {
		return fmt.Errorf("looking for a used refresh token: %w", err)
	}
	c.Actor(used.UserID)
	c.Touched(used.ID.String())
	c.Happened("auth.token.reuse")
	now := c.Now
	c.Keep(func(ctx context.Context, q db.Querier) error {
		return queries.New(q).End(ctx, queries.EndParams{ID: used.ID, Now: &now, Reason: endedByReuse})
	})
	return problem.Unauthenticated(errReuse)
}
