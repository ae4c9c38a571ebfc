package jobs

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// claimed is a job that is leased to this node.
type claimed struct {
	id       id.Job
	kind     string
	payload  string
	attempts int64
}

// A claim pushes run_at beyond the lease in the statement that finds the job,
// so nobody else finds it until the lease is over. On PostgreSQL, jobs that
// another node is just claiming are passed over; SQLite has one writer.
const (
	claimOnSQLite = `UPDATE jobs SET run_at = $2, attempts = attempts + 1
WHERE id IN (SELECT id FROM jobs WHERE failed_at IS NULL AND run_at <= $1 ORDER BY run_at LIMIT $3)
RETURNING id, kind, payload, attempts`
	// Materialized: a subquery that the planner runs twice would lock more than it claims.
	claimOnPostgreSQL = `WITH due AS MATERIALIZED (
    SELECT id FROM jobs WHERE failed_at IS NULL AND run_at <= $1 ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE jobs SET run_at = $2, attempts = attempts + 1 FROM due WHERE jobs.id = due.id
RETURNING jobs.id, kind, payload, attempts`
)

// claim leases up to most jobs that are due at now until the given time.
func claim(ctx context.Context, tx *db.Tx, now, until time.Time, most int) ([]claimed, error) {
	sql := claimOnSQLite
	if tx.Engine() == db.PostgreSQL {
		sql = claimOnPostgreSQL
	}
	rows, err := tx.Query(ctx, sql, now, until, int64(most))
	if err != nil {
		return nil, fmt.Errorf("claiming jobs: %w", err)
	}
	defer rows.Close()
	var list []claimed
	for rows.Next() {
		var c claimed
		if err := rows.Scan(&c.id, &c.kind, &c.payload, &c.attempts); err != nil {
			return nil, fmt.Errorf("reading a claimed job: %w", err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("claiming jobs: %w", err)
	}
	return list, nil
}
