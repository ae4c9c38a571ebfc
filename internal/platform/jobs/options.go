package jobs

import (
	"math/rand/v2" //nolint:depguard // jitter may be guessed
	"time"
)

// Margin is how long a lease outlasts the time that a handler has.
const Margin = 30 * time.Second

const (
	firstDelay = 10 * time.Second
	mostDelay  = time.Hour
)

// Options bound a Queue; every zero value stands for its default.
type Options struct {
	Concurrent  int           // handlers at once: 4
	Timeout     time.Duration // how long a handler may take: 90 s
	MaxAttempts int           // until a job is given up: 20, about eleven hours
	Poll        time.Duration // how often to look for other nodes' jobs: 5 s
	Grace       time.Duration // how long handlers may take to end when the worker is stopped: 10 s
}

func (o Options) withDefaults() Options {
	if o.Concurrent <= 0 {
		o.Concurrent = 4
	}
	if o.Timeout <= 0 {
		o.Timeout = 90 * time.Second
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = 20
	}
	if o.Poll <= 0 {
		o.Poll = 5 * time.Second
	}
	if o.Grace <= 0 {
		o.Grace = 10 * time.Second
	}
	return o
}

// lease is how far a claim pushes a job into the future.
func (o Options) lease() time.Duration { return o.Timeout + Margin }

// backoff doubles with each attempt; the jitter keeps jobs that failed together
// from coming back together.
func backoff(attempt int) time.Duration {
	delay := mostDelay
	if attempt < 10 {
		delay = min(firstDelay<<(attempt-1), mostDelay)
	}
	return delay/2 + rand.N(delay/2+1) //nolint:gosec // nobody gains by guessing it
}
