package authn

import (
	"context"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn/queries"
)

// How long sessions live (product.md: 12 hours idle at most).
const (
	IdleLife     = 12 * time.Hour
	AbsoluteLife = 7 * 24 * time.Hour
	// TouchEvery keeps most requests free of a write: a session's last use is
	// known to this precision.
	TouchEvery = 5 * time.Minute
)

// Touch notes that a session is in use. It never brings back one that has ended.
func Touch(ctx context.Context, database *db.DB, session id.Session, now time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).TouchSession(ctx, queries.TouchSessionParams{
			ID: session, Now: now, IdleExpiresAt: now.Add(IdleLife),
		})
	})
}
