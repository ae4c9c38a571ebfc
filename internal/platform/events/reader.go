package events

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// Stored is an event as it was committed.
type Stored struct {
	ID      id.Event
	Kind    string
	Project id.Project
	Task    id.Task
	Actor   id.User
	// Reader and Lost say for whom it is, as in Event.
	Reader id.User
	Lost   bool
	// Data is the JSON that was appended.
	Data string
	At   time.Time
	// Position is the event's own number; Place is where it stands in the order.
	Position int64
	Place    Place
}

// Batch is what came after a place.
type Batch struct {
	Events []Stored
	// Full: there may be more. HeldBack: something is committed that can't be
	// given out yet, because a transaction that began earlier still runs; it is
	// worth asking again soon.
	Full     bool
	HeldBack bool
}

// The order is that of the transactions, and within them that of the events.
// PostgreSQL numbers rows when they are written and shows them when they are
// committed, so a row with a lower number may appear later. All transactions
// below the snapshot's xmin have ended: nothing can appear among their rows any
// more, and that is how far a reader goes. SQLite has one writer: its numbers
// are in the order of the commits.
//
// The texts are here and not in queries.sql because only PostgreSQL has
// transaction ids.
const (
	afterPostgres = `-- name: After :many
SELECT id, kind, project_id, task_id, actor_id, reader_id, lost, data, at, position, CAST(CAST(transaction_id AS text) AS bigint),
       transaction_id < pg_snapshot_xmin(pg_current_snapshot())
FROM events
WHERE workspace_id = $1 AND (transaction_id, position) > (CAST(CAST($2 AS text) AS xid8), CAST($3 AS bigint))
ORDER BY transaction_id, position LIMIT CAST($4 AS bigint)`
	afterSQLite = `-- name: After :many
SELECT id, kind, project_id, task_id, actor_id, reader_id, lost, data, at, position, 0, 1
FROM events
WHERE workspace_id = $1 AND $2 IS NOT NULL AND position > $3
ORDER BY position LIMIT $4`
	headPostgres = `-- name: Head :one
SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) - 1`
	headSQLite = `-- name: Head :one
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)`
)

// Reader reads the events of an engine.
type Reader struct{ engine db.Engine }

// NewReader returns a Reader for an engine.
func NewReader(engine db.Engine) Reader { return Reader{engine: engine} }

// Head returns the place of now: everything after it is yet to come, or has
// been committed just now.
func (r Reader) Head(ctx context.Context, q db.Querier, now time.Time) (Place, error) {
	var last int64
	text := headSQLite
	if r.engine == db.PostgreSQL {
		text = headPostgres
	}
	if err := q.QueryRow(ctx, text).Scan(&last); err != nil {
		return Place{}, fmt.Errorf("finding the newest event: %w", err)
	}
	if r.engine == db.PostgreSQL {
		return Place{transaction: last, position: math.MaxInt64, at: now}, nil
	}
	return Place{position: last, at: now}, nil
}

// After returns up to limit events of a workspace that come after a place.
func (r Reader) After(ctx context.Context, q db.Querier, workspace id.Workspace, after Place, limit int) (Batch, error) {
	text := afterSQLite
	if r.engine == db.PostgreSQL {
		text = afterPostgres
	}
	rows, err := q.Query(ctx, text, workspace, strconv.FormatInt(after.transaction, 10), after.position, int64(limit))
	if err != nil {
		return Batch{}, fmt.Errorf("reading events: %w", err)
	}
	defer rows.Close()
	var b Batch
	for rows.Next() {
		var s Stored
		var ready bool
		err := rows.Scan(&s.ID, &s.Kind, &s.Project, &s.Task, &s.Actor, &s.Reader, &s.Lost,
			&s.Data, &s.At, &s.Position, &s.Place.transaction, &ready)
		if err != nil {
			return Batch{}, fmt.Errorf("reading an event: %w", err)
		}
		if !ready { // and so are all that follow
			b.HeldBack = true
			continue
		}
		s.Place.position, s.Place.at = s.Position, s.At
		b.Events = append(b.Events, s)
	}
	b.Full = len(b.Events) == limit
	if err := rows.Err(); err != nil {
		return Batch{}, fmt.Errorf("reading events: %w", err)
	}
	return b, nil
}
