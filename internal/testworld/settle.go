package testworld

import (
	"testing"
	"time"

	"taskflow/internal/platform/db"
)

// busy are the jobs that are due or run: one that runs is put off meanwhile, by less than
// an hour. One that has failed waits for its next time.
const busy = "failed_at IS NULL AND (run_at <= $1 OR run_at <= $2 AND last_error = '')"

// Settle waits until every job that is due was run.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		var due int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM jobs WHERE "+busy, []any{w.Clock.Now(), w.Clock.Now().Add(time.Hour)}, &due)
		if due == 0 {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%d jobs are left", due)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// RowsAtRest are the rows once what was asked for before has been done: mail that goes out
// later would look like a change.
func (w *World) RowsAtRest(t testing.TB) Rows {
	t.Helper()
	w.Settle(t)
	return w.Rows(t)
}
