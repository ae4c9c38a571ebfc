package ratelimit_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

// backoffs runs a test against every place where attempts can be counted.
func backoffs(t *testing.T, test func(*testing.T, func(*clock.Fake) ratelimit.Backoff)) {
	t.Helper()
	engines(t, func(t *testing.T, limiter func(*clock.Fake) ratelimit.Limiter) {
		test(t, func(clk *clock.Fake) ratelimit.Backoff { return backoffOf(clk, limiter(clk)) })
	})
}

func backoffOf(clk *clock.Fake, limiter ratelimit.Limiter) ratelimit.Backoff {
	local := ratelimit.NewMemoryBackoff(clk, 1<<16)
	if server, shared := limiter.(*ratelimit.Valkey); shared {
		return ratelimit.NewValkeyBackoff(server, local)
	}
	return local
}

var lanes atomic.Int64

// laneOf is a lane that no other test has.
func laneOf(most int) ratelimit.Lane {
	return ratelimit.Lane{Key: fmt.Sprintf("%d-%d", time.Now().UnixNano(), lanes.Add(1)), Most: most}
}

// The waits of the schedule, on both sides of each edge, and no longer for who goes on.
func TestWaitsGrowToThirtySeconds(t *testing.T) {
	t.Parallel()
	backoffs(t, func(t *testing.T, make func(*clock.Fake) ratelimit.Backoff) {
		clk := clock.NewFake(start)
		b, l := make(clk), laneOf(8)
		for n, wait := range []time.Duration{0, 1, 2, 4, 8, 16, 30, 30, 30, 30} {
			if got := b.Begin(t.Context(), l); got != 0 {
				t.Fatalf("attempt %d waits %v", n, got)
			}
			b.End(t.Context(), ratelimit.Failed, l)
			if wait *= time.Second; wait == 0 {
				continue
			}
			if got := b.Begin(t.Context(), l); got != wait {
				t.Fatalf("after failure %d: %v, want %v", n+1, got, wait)
			}
			clk.Advance(wait - time.Microsecond)
			if got := b.Begin(t.Context(), l); got != time.Microsecond {
				t.Fatalf("after failure %d, just before: %v", n+1, got)
			}
			clk.Advance(time.Microsecond)
		}
		b.Begin(t.Context(), l)
		b.End(t.Context(), ratelimit.Passed, l)
		for range 2 {
			if got := b.Begin(t.Context(), l); got != 0 {
				t.Fatalf("after a success: %v", got)
			}
			b.End(t.Context(), ratelimit.Failed, l)
		}
	})
}

// A success pays back what failed with the same account, so that an account of one's
// own is no way to make a network look new.
func TestASuccessPaysBackItsOwnFailuresOnly(t *testing.T) {
	t.Parallel()
	backoffs(t, func(t *testing.T, make func(*clock.Fake) ratelimit.Backoff) {
		clk := clock.NewFake(start)
		b, own, there := make(clk), laneOf(8), laneOf(64)
		try := func(how ratelimit.Outcome, l ratelimit.Lane) {
			t.Helper()
			clk.Advance(ratelimit.LongestWait)
			if wait := b.Begin(t.Context(), l, there); wait != 0 {
				t.Fatalf("waits %v", wait)
			}
			b.End(t.Context(), how, l, there)
		}
		for range 4 { // four victims, and one's own account after each
			try(ratelimit.Failed, laneOf(8))
			try(ratelimit.Failed, own)
			try(ratelimit.Passed, own)
		}
		try(ratelimit.Failed, laneOf(8))
		if wait := b.Begin(t.Context(), laneOf(8), there); wait != 8*time.Second {
			t.Errorf("after five victims the network waits %v", wait)
		}
	})
}

// Of many at once only a few are looked at, and after a failure fewer.
func TestAttemptsAreCountedBeforeTheyAreLookedAt(t *testing.T) {
	t.Parallel()
	backoffs(t, func(t *testing.T, make func(*clock.Fake) ratelimit.Backoff) {
		clk := clock.NewFake(start)
		b, l := make(clk), laneOf(8)
		for _, want := range []int64{8, 1, 1} {
			var through atomic.Int64
			var all sync.WaitGroup
			for range 40 {
				all.Go(func() {
					if b.Begin(t.Context(), l) == 0 {
						through.Add(1)
					}
				})
			}
			all.Wait()
			if through.Load() != want {
				t.Fatalf("%d of 40 at once were looked at, want %d", through.Load(), want)
			}
			for range want {
				b.End(t.Context(), ratelimit.Failed, l)
			}
			clk.Advance(ratelimit.LongestWait)
		}
	})
}

// What was begun and never ended, because a node died, keeps nobody out for long.
func TestAnAttemptThatNeverEndsLapses(t *testing.T) {
	t.Parallel()
	backoffs(t, func(t *testing.T, make func(*clock.Fake) ratelimit.Backoff) {
		clk := clock.NewFake(start)
		b, l := make(clk), laneOf(1)
		b.Begin(t.Context(), l)
		clk.Advance(30*time.Second - time.Microsecond)
		if wait := b.Begin(t.Context(), l); wait != time.Second {
			t.Errorf("beside another attempt: %v", wait)
		}
		clk.Advance(time.Microsecond)
		if wait := b.Begin(t.Context(), l); wait != 0 {
			t.Errorf("after it lapsed: %v", wait)
		}
		b.End(t.Context(), ratelimit.Void, l)
		if wait := b.Begin(t.Context(), l); wait != 0 {
			t.Errorf("after one that was never judged: %v", wait)
		}
	})
}

// Both bodies answer alike, whatever happens in whatever order.
func TestBothBodiesWaitAlike(t *testing.T) {
	t.Parallel()
	_, client := onMiniredis(t)
	rapid.Check(t, func(t *rapid.T) {
		clk := clock.NewFake(start)
		memory := ratelimit.NewMemoryBackoff(clk, 1<<16)
		limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 1), ratelimit.WithClock(clk), patient)
		shared := ratelimit.NewValkeyBackoff(limiter, ratelimit.NewMemoryBackoff(clk, 1))
		all := []ratelimit.Lane{laneOf(1), laneOf(3), laneOf(8)}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			clk.Advance(time.Duration(rapid.Int64Range(0, int64(40*time.Second)).Draw(t, "later")).Truncate(time.Microsecond))
			first := rapid.IntRange(0, 2).Draw(t, "first")
			some := all[first : first+rapid.IntRange(1, 3-first).Draw(t, "many")]
			if rapid.Bool().Draw(t, "begin") {
				if a, b := memory.Begin(t.Context(), some...), shared.Begin(t.Context(), some...); a != b {
					t.Fatalf("memory waits %v, the server %v", a, b)
				}
				continue
			}
			how := rapid.SampledFrom([]ratelimit.Outcome{ratelimit.Passed, ratelimit.Failed, ratelimit.Failed, ratelimit.Void}).Draw(t, "how")
			memory.End(t.Context(), how, some...)
			shared.End(t.Context(), how, some...)
		}
	})
}

func TestNodesCountAttemptsTogetherAndAloneWithoutTheServer(t *testing.T) {
	t.Parallel()
	server, client := onMiniredis(t)
	clk := clock.NewFake(start)
	node := func() ratelimit.Backoff {
		return ratelimit.NewValkeyBackoff(ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 1), ratelimit.WithClock(clk), patient),
			ratelimit.NewMemoryBackoff(clk, 100))
	}
	one, two, l := node(), node(), laneOf(8)
	for _, b := range []ratelimit.Backoff{one, two} {
		b.Begin(t.Context(), l)
		b.End(t.Context(), ratelimit.Failed, l)
	}
	if wait := one.Begin(t.Context(), l); wait != time.Second {
		t.Errorf("two failures on two nodes: %v", wait)
	}
	server.Close()
	for range 2 {
		one.Begin(t.Context(), l)
		one.End(t.Context(), ratelimit.Failed, l)
	}
	if wait := one.Begin(t.Context(), l); wait != time.Second {
		t.Errorf("without the server: %v", wait)
	}
}

// A flood of strangers takes bounded memory, and doesn't make who is guessed at look new.
func TestAFloodOfLanesForgetsTheLeast(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(start)
	b, victim := ratelimit.NewMemoryBackoff(clk, 1000), laneOf(8)
	fail := func(l ratelimit.Lane, times int) {
		for range times {
			clk.Advance(ratelimit.LongestWait / 2)
			b.Begin(t.Context(), l)
			b.End(t.Context(), ratelimit.Failed, l)
		}
	}
	fail(victim, 20)
	for range 20_000 {
		l := laneOf(8)
		b.Begin(t.Context(), l)
		b.End(t.Context(), ratelimit.Failed, l)
	}
	if b.Len() > 1000 {
		t.Errorf("%d lanes are kept", b.Len())
	}
	fail(victim, 1)
	if wait := b.Begin(t.Context(), victim); wait != ratelimit.LongestWait {
		t.Errorf("the victim's account waits %v", wait)
	}
}
