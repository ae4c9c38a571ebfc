package ratelimit_test

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/ratelimit"
)

func freshKey() string { return id.New[id.Request]().String() }

func TestEveryClassIsSpentExactly(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		for _, class := range ratelimit.Classes() {
			clk := clock.NewFake(start)
			limiter, key := open(clk), freshKey()
			// The wide classes are spent in one step up to their last 500.
			bulk := max(0, class.Burst-500)
			if bulk > 0 && !take(t, limiter, class, key, bulk).Allowed {
				t.Fatalf("%s: %d at once were refused", class.Name, bulk)
			}
			for n := bulk; n < class.Burst; n++ {
				d := take(t, limiter, class, key, 1)
				if !d.Allowed || d.Remaining != class.Burst-n-1 || d.Limit != class.Burst {
					t.Fatalf("%s: take %d of %d: %+v", class.Name, n+1, class.Burst, d)
				}
			}
			refused := take(t, limiter, class, key, 1)
			interval := class.Per / time.Duration(class.Burst)
			want := ratelimit.Decision{Limit: class.Burst, RetryAfter: interval, ResetAfter: class.Per}
			if diff := cmp.Diff(want, refused); diff != "" {
				t.Fatalf("%s: the take after the last (-want +got):\n%s", class.Name, diff)
			}
			clk.Advance(interval - time.Microsecond)
			if take(t, limiter, class, key, 1).Allowed {
				t.Fatalf("%s: a refill came a microsecond early", class.Name)
			}
			clk.Advance(time.Microsecond)
			if !take(t, limiter, class, key, 1).Allowed || take(t, limiter, class, key, 1).Allowed {
				t.Fatalf("%s: one interval must give exactly one take", class.Name)
			}
		}
	})
}

func anyClass(t *rapid.T) ratelimit.Class {
	return ratelimit.Class{
		Name:  "any",
		Burst: rapid.IntRange(1, 40).Draw(t, "burst"),
		Per:   time.Duration(rapid.Int64Range(40, 5_000_000).Draw(t, "per_us")) * time.Microsecond,
	}
}

func TestNoScheduleExceedsTheRate(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		rapid.Check(t, func(t *rapid.T) {
			class, clk, key := anyClass(t), clock.NewFake(start), freshKey()
			limiter := open(clk)
			var admitted []time.Time
			for range rapid.IntRange(1, 60).Draw(t, "takes") {
				clk.Advance(time.Duration(rapid.Int64Range(0, class.Per.Microseconds()/4).Draw(t, "wait_us")) * time.Microsecond)
				cost := rapid.IntRange(1, 3).Draw(t, "cost")
				if take(t, limiter, class, key, cost).Allowed {
					for range cost {
						admitted = append(admitted, clk.Now())
					}
				}
			}
			for from := range admitted {
				for to := from; to < len(admitted); to++ {
					span := admitted[to].Sub(admitted[from])
					if most := class.Burst + int(span*time.Duration(class.Burst)/class.Per); to-from+1 > most {
						t.Fatalf("%d admitted in %v, at most %d of %+v may be", to-from+1, span, most, class)
					}
				}
			}
		})
	})
}

func TestRetryAfterIsExact(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		rapid.Check(t, func(t *rapid.T) {
			class, clk, key := anyClass(t), clock.NewFake(start), freshKey()
			limiter := open(clk)
			cost := rapid.IntRange(1, class.Burst).Draw(t, "cost")
			refused := take(t, limiter, class, key, cost)
			for range class.Burst {
				refused = take(t, limiter, class, key, cost)
			}
			if refused.Allowed {
				t.Fatalf("%+v: still open after %d takes", class, class.Burst+1)
			}
			clk.Advance(refused.RetryAfter - time.Microsecond)
			if take(t, limiter, class, key, cost).Allowed {
				t.Fatalf("%+v: let in before RetryAfter %v", class, refused.RetryAfter)
			}
			clk.Advance(time.Microsecond)
			if !take(t, limiter, class, key, cost).Allowed {
				t.Fatalf("%+v: refused after waiting RetryAfter %v", class, refused.RetryAfter)
			}
		})
	})
}

func TestEnginesAgree(t *testing.T) {
	t.Parallel()
	_, client := onMiniredis(t)
	rapid.Check(t, func(t *rapid.T) {
		class, clk, key := anyClass(t), clock.NewFake(start), freshKey()
		memory := ratelimit.NewMemory(clk, 1<<10)
		shared := ratelimit.NewValkey(client, ratelimit.NewMemory(clk, 1), ratelimit.WithClock(clk), patient)
		for range rapid.IntRange(1, 40).Draw(t, "takes") {
			clk.Advance(time.Duration(rapid.Int64Range(-class.Per.Microseconds(), class.Per.Microseconds()).Draw(t, "step_us")) * time.Microsecond)
			cost := rapid.OneOf(rapid.IntRange(-1, 50), rapid.Just(math.MaxInt)).Draw(t, "cost")
			if diff := cmp.Diff(take(t, memory, class, key, cost), take(t, shared, class, key, cost)); diff != "" {
				t.Fatalf("%+v cost %d (-memory +valkey):\n%s", class, cost, diff)
			}
		}
	})
}

func TestClockSetBackWaitsAtMostOnePeriod(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		clk := clock.NewFake(start)
		limiter, key := open(clk), freshKey()
		class := ratelimit.Class{Name: "set-back", Burst: 5, Per: time.Minute}
		for range class.Burst {
			take(t, limiter, class, key, 1)
		}
		clk.Advance(-24 * time.Hour)
		d := take(t, limiter, class, key, 1)
		if d.Allowed || d.ResetAfter > class.Per {
			t.Fatalf("a day back: %+v", d)
		}
	})
}

func TestConcurrentTakesHaveExactlyBurstWinners(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		limiter, key := open(clock.NewFake(start)), freshKey()
		class := ratelimit.Class{Name: "race", Burst: 100, Per: time.Hour}
		var won, failed atomic.Int64
		var group sync.WaitGroup
		barrier := make(chan struct{})
		for range 64 {
			group.Go(func() {
				<-barrier
				for range 10 {
					d, err := limiter.Take(context.Background(), class, key, 1)
					if err != nil {
						failed.Add(1)
					}
					if d.Allowed {
						won.Add(1)
					}
				}
			})
		}
		close(barrier)
		group.Wait()
		if won.Load() != int64(class.Burst) || failed.Load() != 0 {
			t.Fatalf("%d of 640 takes won, want %d; %d failed", won.Load(), class.Burst, failed.Load())
		}
	})
}

func TestKeysAndClassesAreApart(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		limiter, key := open(clock.NewFake(start)), freshKey()
		one := ratelimit.Class{Name: "one", Burst: 1, Per: time.Hour}
		other := ratelimit.Class{Name: "other", Burst: 1, Per: time.Hour}
		long := key
		for len(long) < 4096 {
			long += long
		}
		for _, c := range []struct {
			class ratelimit.Class
			key   string
		}{{one, key}, {other, key}, {one, key + "2"}, {one, long + "a"}, {one, long + "b"}} {
			if !take(t, limiter, c.class, c.key, 1).Allowed || take(t, limiter, c.class, c.key, 1).Allowed {
				t.Fatalf("%s with a key of %d bytes is not a bucket of its own", c.class.Name, len(c.key))
			}
		}
	})
}

func TestImpossibleClassIsRefused(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, open func(*clock.Fake) ratelimit.Limiter) {
		limiter := open(clock.NewFake(start))
		for _, class := range []ratelimit.Class{
			{},
			{Name: "none", Per: time.Minute},
			{Name: "negative", Burst: -1, Per: time.Minute},
			{Name: "instant", Burst: 10, Per: time.Nanosecond},
			{Name: "for ever", Burst: 10, Per: math.MaxInt64},
		} {
			if d, err := limiter.Take(context.Background(), class, "k", 1); err == nil || d.Allowed {
				t.Errorf("%+v: got %+v, %v; want an error and no", class, d, err)
			}
		}
	})
}
