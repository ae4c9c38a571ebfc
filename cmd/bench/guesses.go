package main

import (
	"context"
	"time"

	"taskflow/internal/security/ratelimit"
)

// nobodyWaits lets one account sign in as often at once as the passwords can be hashed:
// that is what is measured.
type nobodyWaits struct{}

func (nobodyWaits) Begin(context.Context, ...ratelimit.Lane) time.Duration { return 0 }

func (nobodyWaits) End(context.Context, ratelimit.Outcome, ...ratelimit.Lane) {}
