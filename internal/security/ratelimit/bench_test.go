package ratelimit_test

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

var wide = ratelimit.Class{Name: "wide", Burst: 1_000_000, Per: time.Second}

func TestHitAllocatesNothing(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts for the whole process
	limiter := ratelimit.NewMemory(clock.System(), 1<<10)
	key := freshKey()
	take(t, limiter, wide, key, 1)
	if n := testing.AllocsPerRun(1000, func() { _, _ = limiter.Take(context.Background(), wide, key, 1) }); n != 0 {
		t.Fatalf("a take from a known bucket allocates %v times", n)
	}
}

func BenchmarkMemoryHit(b *testing.B) {
	limiter := ratelimit.NewMemory(clock.System(), 1<<16)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = limiter.Take(b.Context(), wide, "usr_01jd0000000000000000000000", 1)
	}
}

func BenchmarkMemoryParallel(b *testing.B) {
	limiter := ratelimit.NewMemory(clock.System(), 1<<16)
	var next atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		key := "usr_" + strconv.FormatInt(next.Add(1), 10)
		for pb.Next() {
			_, _ = limiter.Take(context.Background(), wide, key, 1)
		}
	})
}

func BenchmarkMemoryFlood(b *testing.B) {
	limiter := ratelimit.NewMemory(clock.System(), 1<<16)
	keys := make([]string, 1<<18)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		_, _ = limiter.Take(b.Context(), flood, keys[n%len(keys)], 1)
	}
}

func BenchmarkValkey(b *testing.B) {
	limiter := ratelimit.NewValkey(realServer(b), ratelimit.NewMemory(clock.System(), 1<<10))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = limiter.Take(b.Context(), wide, "usr_01jd0000000000000000000000", 1)
	}
}

func BenchmarkAnnounce(b *testing.B) {
	announcement, header := ratelimit.Announce(ratelimit.Read), http.Header{}
	b.ReportAllocs()
	for b.Loop() {
		announcement.Set(header, ratelimit.Decision{Allowed: true, Remaining: 1199, ResetAfter: time.Second})
	}
}
