package ratelimit

import (
	"context"
	"time"
)

// Limiter spends from the bucket of class and key.
//
// An error means that the class itself is impossible; the decision then says
// no. A limiter whose server is gone answers from local limits, without error.
// A cost below 1 counts as 1.
type Limiter interface {
	Take(ctx context.Context, class Class, key string, cost int) (Decision, error)
}

// Decision is the answer to one take.
type Decision struct {
	Allowed bool
	// Limit is the class's burst, Remaining what is left of it right now.
	Limit, Remaining int
	// RetryAfter is when the same take would pass; zero when it passed.
	RetryAfter time.Duration
	// ResetAfter is when the bucket will be whole again.
	ResetAfter time.Duration
}

// allowance is a class in microseconds, the unit of both engines: integers
// that Lua's doubles also hold exactly, so that the answers are the same.
type allowance struct {
	interval int64 // between two refills
	window   int64 // interval * burst: the most a bucket can be ahead of now
}

// allowanceOf rounds the interval up: a rate that doesn't divide evenly is
// never exceeded, at the price of being a microsecond slow per request.
func allowanceOf(c Class) (allowance, error) {
	if err := c.validate(); err != nil {
		return allowance{}, err
	}
	burst := int64(c.Burst)
	interval := (c.Per.Microseconds() + burst - 1) / burst
	return allowance{interval: interval, window: interval * burst}, nil
}

// admit runs the generic cell rate algorithm (ITU-T I.371, virtual scheduling)
// and returns the theoretical arrival time to store. A refusal changes
// nothing. An arrival time further ahead than a whole bucket can only come from a
// clock that was set back or a limit that was lowered: it counts as one spent
// bucket, so the wait is never longer than Per.
func (a allowance) admit(now, stored int64, cost int) (next int64, d Decision) {
	arrival := min(max(stored, now), now+a.window)
	ahead := arrival - now
	price := a.price(cost)
	d.Limit = int(a.window / a.interval)
	if spare := a.window - ahead - price; spare >= 0 {
		d.Allowed = true
		d.Remaining = int(spare / a.interval)
		d.ResetAfter = micros(ahead + price)
		return arrival + price, d
	}
	d.Remaining = int((a.window - ahead) / a.interval)
	d.RetryAfter = micros(min(ahead+price-a.window, a.window))
	d.ResetAfter = micros(ahead)
	return stored, d
}

// price is what a cost takes from the window. One more than a whole bucket can
// never pass; capping there keeps a huge cost from overflowing.
func (a allowance) price(cost int) int64 {
	return min(int64(max(cost, 1)), a.window/a.interval+1) * a.interval
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
