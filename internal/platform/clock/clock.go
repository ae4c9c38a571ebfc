// Package clock is the only place that asks the machine for the time.
//
// Everything else is handed a Clock, so that every expiry can be tested on both
// sides of its edge. Times are UTC and cut to the microsecond, which is the
// precision both databases store: a time read back equals the time written.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time, in UTC, to the microsecond.
type Clock interface{ Now() time.Time }

// System returns the machine's clock.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Fake is a clock that moves only when told to.
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake returns a clock that stands at start.
func NewFake(start time.Time) *Fake {
	return &Fake{now: start.UTC().Truncate(time.Microsecond)}
}

// Now returns the time the clock stands at.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock forward by d.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d).Truncate(time.Microsecond)
}
