package ratelimit

import (
	"context"
	"strings"
	"sync"
	"time"

	"taskflow/internal/platform/clock"
)

// looked is how many lanes each new one looks at for one that may go.
const looked = 8

// MemoryBackoff counts attempts in this process, on at most so many lanes. When all
// are taken, of a few the one goes on which least has failed: a flood of addresses
// doesn't make an account that is guessed at look new.
type MemoryBackoff struct {
	clock clock.Clock
	most  int
	mu    sync.Mutex
	lanes map[string]lane
}

// NewMemoryBackoff makes a Backoff for about so many lanes.
func NewMemoryBackoff(clk clock.Clock, lanes int) *MemoryBackoff {
	return &MemoryBackoff{clock: clk, most: max(1, lanes), lanes: map[string]lane{}}
}

// Begin implements Backoff.
func (m *MemoryBackoff) Begin(_ context.Context, lanes ...Lane) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, wait := m.clock.Now().UnixMicro(), int64(0)
	for _, l := range lanes {
		wait = max(wait, m.lanes[laneKey(l)].at(now).wait(now, l.Most))
	}
	if wait > 0 {
		return micros(wait)
	}
	for _, l := range lanes {
		m.keep(now, laneKey(l), m.lanes[laneKey(l)].at(now).begun(now))
	}
	return 0
}

// End implements Backoff.
func (m *MemoryBackoff) End(_ context.Context, how Outcome, lanes ...Lane) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, paid := m.clock.Now().UnixMicro(), int64(0)
	for i, l := range lanes {
		state := m.lanes[laneKey(l)].at(now)
		if i == 0 {
			paid = state.failed
		}
		m.keep(now, laneKey(l), state.ended(now, how, paid))
	}
}

// Len is how many lanes are kept.
func (m *MemoryBackoff) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.lanes)
}

// keep holds a lane, and lets go of one that is forgotten or, when all are taken, matters least.
func (m *MemoryBackoff) keep(now int64, key string, state lane) {
	if state.idle() {
		delete(m.lanes, key)
		return
	}
	if _, known := m.lanes[key]; !known {
		m.makeRoom(now)
	}
	m.lanes[strings.Clone(key)] = state
}

func (m *MemoryBackoff) makeRoom(now int64) {
	least, seen := "", 0
	for key, state := range m.lanes { // in no order
		if state.at(now).idle() {
			delete(m.lanes, key)
		} else if least == "" || state.failed < m.lanes[least].failed {
			least = key
		}
		if seen++; seen == looked {
			break
		}
	}
	if len(m.lanes) >= m.most {
		delete(m.lanes, least)
	}
}

func laneKey(l Lane) string {
	if len(l.Key) > longestKey {
		return digest(l.Key)
	}
	return l.Key
}
