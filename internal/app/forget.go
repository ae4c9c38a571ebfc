package app

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/emailchange"
	"taskflow/internal/features/identities"
	"taskflow/internal/features/passkeys"
	"taskflow/internal/features/recovery"
	"taskflow/internal/features/saml"
	"taskflow/internal/features/sessions"
)

// How long what is over is kept, for whoever looks into what happened.
const (
	keepSessions = 7 * 24 * time.Hour
	keepLinks    = 24 * time.Hour
)

// forgetSignIns drops ended sessions, dead links and answers that are no longer
// replayed, now and then until ctx ends.
func (a *App) forgetSignIns(ctx context.Context) error {
	ticker := time.NewTicker(forgetEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		now := a.options.Clock.Now()
		err := errors.Join(
			sessions.ForgetEnded(ctx, a.DB, now.Add(-keepSessions)),
			accounts.ForgetOldLinks(ctx, a.DB, now.Add(-keepLinks)),
			passkeys.ForgetAnswered(ctx, a.DB, now.Add(-keepLinks)),
			identities.Forget(ctx, a.DB, now.Add(-keepLinks)),
			saml.Forget(ctx, a.DB, now.Add(-keepLinks)),
			recovery.ForgetOldLinks(ctx, a.DB, now.Add(-keepLinks)),
			emailchange.ForgetOld(ctx, a.DB, now.Add(-keepLinks)),
			a.Pipeline.ForgetOldAnswers(ctx),
			a.keys.Forget(ctx),
		)
		if err != nil && ctx.Err() == nil {
			a.options.Logger.WarnContext(ctx, "what is over was not forgotten", "error", err)
		}
	}
}
