package testworld

import (
	"testing"
	"time"

	"taskflow/internal/platform/db"
)

// Settle waits until every job that is due was run.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		var due int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM jobs WHERE failed_at IS NULL AND run_at <= $1", []any{w.Clock.Now()}, &due)
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
