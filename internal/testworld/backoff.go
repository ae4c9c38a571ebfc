package testworld

import (
	"context"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/security/ratelimit"
)

// nobodyWaits keeps tests that aren't about guessing from waiting after a wrong password.
type nobodyWaits struct{}

func (nobodyWaits) Begin(context.Context, ...ratelimit.Lane) time.Duration    { return 0 }
func (nobodyWaits) End(context.Context, ratelimit.Outcome, ...ratelimit.Lane) {}

// Guarded is a world in which whoever guesses waits, as the program ships.
func Guarded(o *app.Options) { o.Backoff = nil }
