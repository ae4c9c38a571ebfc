package app

import (
	"context"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
)

// forgetEvery is how often old events are looked for.
const forgetEvery = time.Hour

// spread has the nodes of an installation tell each other of changes, and old
// events forgotten. SQLite has one node, which nobody needs to tell.
func (a *App) spread() {
	carrier := a.options.Carrier
	if carrier == nil && a.DB.Engine() == db.PostgreSQL {
		carrier = events.OverPostgres(a.DB)
	}
	if carrier != nil {
		a.workers = append(a.workers, events.NewRelay(a.Hub, carrier, a.options.Logger).Run)
	}
	a.workers = append(a.workers, a.forgetEvents)
}

// forgetEvents forgets old events now and then until ctx ends. The first time
// is a while after the start, which has enough to do.
func (a *App) forgetEvents(ctx context.Context) error {
	ticker := time.NewTicker(forgetEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		n, err := events.Forget(ctx, a.DB, a.options.Clock.Now())
		if err != nil && ctx.Err() == nil {
			a.options.Logger.WarnContext(ctx, "old events were not forgotten", "error", err)
		}
		if n > 0 {
			a.options.Logger.InfoContext(ctx, "old events were forgotten", "events", n)
		}
	}
}
