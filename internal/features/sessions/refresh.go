package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
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
	next := newSuccessor()
	sealed, err := next.sealed(in.Body.RefreshToken)
	if err != nil {
		return nil, err
	}
	q := queries.New(c.Tx)
	used, err := q.UseRefreshToken(ctx, queries.UseRefreshTokenParams{
		TokenHash: hash[:], Now: &c.Now, UsedBy: clientOf(ctx), SuccessorID: next.id, SealedSuccessor: sealed,
	})
	if errors.Is(err, db.ErrNoRows) {
		return s.again(ctx, c, in.Body.RefreshToken, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("using a refresh token: %w", err)
	}
	if err := q.ForgetSuccessor(ctx, queries.ForgetSuccessorParams{SessionID: used.SessionID, SuccessorID: used.ID}); err != nil {
		return nil, fmt.Errorf("forgetting what an answer was: %w", err)
	}
	f, err := familyOf(ctx, c, used.SessionID)
	if err != nil {
		return nil, err
	}
	return s.pair(ctx, c, f, next)
}

// familyOf is the family of a token that may be refreshed, noted to be in use.
func familyOf(ctx context.Context, c *endpoint.Call, session id.Session) (family, error) {
	q := queries.New(c.Tx)
	row, err := q.Family(ctx, queries.FamilyParams{ID: session, Now: c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return family{}, problem.Unauthenticated(errRefresh)
	}
	if err != nil {
		return family{}, fmt.Errorf("loading a family: %w", err)
	}
	c.Actor(row.UserID)
	c.Touched(session.String())
	if err := q.Seen(ctx, queries.SeenParams{ID: session, Now: c.Now}); err != nil {
		return family{}, fmt.Errorf("noting a refresh: %w", err)
	}
	return family{id: session, user: row.UserID, version: row.TokenVersion, scope: authn.ParseScope(row.Scope), ends: row.ExpiresAt}, nil
}

// refusedRefresh ends the family of a token that was used before: one of the
// two who had it is a thief, and nobody knows which.
func (s *Sessions) refusedRefresh(ctx context.Context, c *endpoint.Call, hash token.Hash) error {
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
		_, err := queries.New(q).EndOnce(ctx, queries.EndOnceParams{ID: used.ID, Now: &now, Reason: endedByReuse})
		if errors.Is(err, db.ErrNoRows) {
			return nil // it had ended before
		}
		if err != nil {
			return fmt.Errorf("ending a family: %w", err)
		}
		return s.Jobs.Mail(ctx, q, reuseMail(mail.Address{Name: used.Name, Email: used.Email}, now))
	})
	return problem.Unauthenticated(errReuse)
}

func reuseMail(to mail.Address, at time.Time) mail.Message {
	return mail.Message{
		To: to, Kind: "auth.token-reuse", Subject: "A TaskFlow sign-in was ended for your safety",
		Text: "A refresh token of an application that is signed in to your TaskFlow account was used twice, on " +
			at.UTC().Format("2 January 2006 15:04 UTC") + ". Somebody may have copied it, so this application was signed out.\n\n" +
			"Sign in with it again if it is yours. If you don't know it, change your password at once, which ends all other sessions.\n",
	}
}
