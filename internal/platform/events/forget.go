package events

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/platform/db"
)

// Kept is for how long events are kept.
const Kept = 30 * 24 * time.Hour

const (
	// margin covers the time between an event's At and its commit, and clocks
	// of nodes that differ.
	margin = time.Hour
	// A batch locks few rows for a short time; the rest of a large backlog
	// waits for the next round.
	forgetBatch   = 1000
	forgetBatches = 200
)

// Both find the oldest without reading the rest: SQLite by the number, which
// grows with age, PostgreSQL by an index of age.
const (
	forgetSQLite = `-- name: Forget :execrows
-- all-tenants: events of every workspace are forgotten at the same age
DELETE FROM events WHERE at < $1 AND position IN (SELECT position FROM events ORDER BY position LIMIT $2)`
	forgetPostgres = `-- name: Forget :execrows
-- all-tenants: events of every workspace are forgotten at the same age
DELETE FROM events WHERE (workspace_id, position) IN (
    SELECT workspace_id, position FROM events WHERE at < $1 LIMIT CAST($2 AS bigint))`
	housekeeping = `-- name: Housekeeping :execrows
SELECT set_config('taskflow.housekeeping', 'events', true)`
)

// Forget deletes events that are older than Kept, in bounded batches, and
// returns how many.
func Forget(ctx context.Context, database *db.DB, now time.Time) (int64, error) {
	var sum int64
	for range forgetBatches {
		n, err := forgetSome(ctx, database, now.Add(-Kept))
		sum += n
		if err != nil {
			return sum, fmt.Errorf("forgetting old events: %w", err)
		}
		if n < forgetBatch || ctx.Err() != nil {
			break
		}
	}
	return sum, nil
}

func forgetSome(ctx context.Context, database *db.DB, before time.Time) (n int64, err error) {
	err = database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		text := forgetSQLite
		if tx.Engine() == db.PostgreSQL {
			text = forgetPostgres
			if _, err := tx.Exec(ctx, housekeeping); err != nil {
				return err
			}
		}
		tag, err := tx.Exec(ctx, text, before, int64(forgetBatch))
		n = tag.RowsAffected()
		return err
	})
	return n, err
}
