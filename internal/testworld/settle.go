package testworld

import (
	"testing"
	"time"

	"taskflow/internal/platform/db"
)

// Settle waits until every job was run.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		var due int64
		w.Ask(t, db.Scope{}, "SELECT count(*) FROM jobs WHERE failed_at IS NULL", nil, &due)
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
