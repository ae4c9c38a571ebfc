package ratelimit_test

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

var flood = ratelimit.Class{Name: "flood", Burst: 100, Per: time.Minute}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	limiter := ratelimit.NewMemory(clock.NewFake(start), 640)
	for n := range 100_000 {
		take(t, limiter, flood, strconv.Itoa(n), 1)
	}
	if limiter.Len() > 640 {
		t.Fatalf("%d buckets held, 640 allowed", limiter.Len())
	}
}

func TestWholeBucketsAreForgotten(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(start)
	limiter := ratelimit.NewMemory(clk, 1<<20)
	for n := range 10_000 {
		take(t, limiter, flood, "old-"+strconv.Itoa(n), 1)
	}
	clk.Advance(time.Minute)
	for n := range 10_000 {
		take(t, limiter, flood, "new-"+strconv.Itoa(n), 1)
	}
	if limiter.Len() > 11_000 {
		t.Fatalf("%d buckets held, 10,000 are in use", limiter.Len())
	}
}

// The bucket that a flood pushes out must not be whole when its owner returns.
func TestFloodDoesNotRefillASpentBucket(t *testing.T) {
	t.Parallel()
	limiter := ratelimit.NewMemory(clock.NewFake(start), 64)
	class := ratelimit.Class{Name: "mail", Burst: 10, Per: time.Hour}
	for range class.Burst {
		take(t, limiter, class, "spender", 1)
	}
	for n := range 20_000 {
		take(t, limiter, class, strconv.Itoa(n), 10)
	}
	if take(t, limiter, class, "spender", 1).Allowed {
		t.Fatal("flooding with other keys gave a spent bucket its allowance back")
	}
}

func TestFloodCostsAStrangerOnlyTheSmallestDebt(t *testing.T) {
	t.Parallel()
	limiter := ratelimit.NewMemory(clock.NewFake(start), 64*8)
	for n := range 20_000 {
		take(t, limiter, flood, strconv.Itoa(n), 1)
	}
	d := take(t, limiter, flood, "stranger", 1)
	if lost := flood.Burst - 1 - d.Remaining; !d.Allowed || lost > 60 {
		t.Fatalf("a stranger lost %d of %d takes to a flood: %+v", lost, flood.Burst, d)
	}
	other := flood
	other.Name = "other"
	if d := take(t, limiter, other, "stranger", 1); d.Remaining != other.Burst-1 {
		t.Fatalf("a flood of one class was charged to another: %+v", d)
	}
}

// Whatever is evicted, a small memory never admits what a large one refuses.
func TestEvictionOnlyEverRefusesMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clk := clock.NewFake(start)
		small, large := ratelimit.NewMemory(clk, 1), ratelimit.NewMemory(clk, 1<<16)
		class := anyClass(t)
		spent := make(map[string]int)
		for range rapid.IntRange(1, 200).Draw(t, "takes") {
			clk.Advance(time.Duration(rapid.Int64Range(0, class.Per.Microseconds()/40).Draw(t, "wait_us")) * time.Microsecond)
			key := strconv.Itoa(rapid.IntRange(0, 300).Draw(t, "key"))
			if !take(t, small, class, key, 1).Allowed {
				continue
			}
			spent[key]++
			if !take(t, large, class, key, 1).Allowed {
				t.Fatalf("key %s was let in %d times, once more than an unbounded memory allows", key, spent[key])
			}
		}
	})
}
