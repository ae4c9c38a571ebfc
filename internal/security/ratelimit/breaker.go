package ratelimit

import (
	"sync"
	"time"

	"taskflow/internal/platform/clock"
)

const (
	// tripAfter consecutive failures, so that one slow answer isn't an outage.
	tripAfter = 3
	// probeEvery is how often one single request asks a dead server again.
	probeEvery = time.Second
)

// breaker keeps a dead server from costing every request its full patience:
// once tripped, one request per probeEvery asks, and the others go local.
type breaker struct {
	clock     clock.Clock
	mu        sync.Mutex
	failures  int
	nextProbe time.Time
}

// allow says whether this request may ask the server. While tripped, whoever
// is told yes is the only prober until the next probe is due.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < tripAfter {
		return true
	}
	now := b.clock.Now()
	if now.Before(b.nextProbe) {
		return false
	}
	b.nextProbe = now.Add(probeEvery)
	return true
}

func (b *breaker) report(ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ok {
		b.failures = 0
		return
	}
	b.failures++
	if b.failures == tripAfter {
		b.nextProbe = b.clock.Now().Add(probeEvery)
	}
}

func (b *breaker) open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures >= tripAfter
}
