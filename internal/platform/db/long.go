package db

import (
	"context"
	"time"
)

// UpdateWithin is Update with a time-out of its own, for the few changes that
// take longer than others. On SQLite nobody else writes meanwhile: requests that
// have waited for Config.Wait are refused.
func (d *DB) UpdateWithin(ctx context.Context, timeout time.Duration, s Scope, fn func(*Tx) error) error {
	long := *d
	long.config.Timeout = timeout
	return long.Update(ctx, s, fn)
}
