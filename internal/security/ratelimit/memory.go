package ratelimit

import (
	"container/heap"
	"context"
	"crypto/sha256"
	"hash/maphash"
	"strings"
	"sync"

	"taskflow/internal/platform/clock"
)

const (
	shardCount = 64
	// longestKey is kept as it is; longer ones are hashed, so that the
	// number of keys also bounds the bytes.
	longestKey = 128
	// sweepPerInsert is above 1 so that the spent-out keys of a flood are
	// given back faster than new ones come.
	sweepPerInsert = 2
)

// Memory keeps its buckets in this process. It holds at most about maxKeys of
// them (each some 150 bytes and its key).
//
// When a shard is full of buckets that are still refilling, the one closest to
// being whole is dropped, and its arrival time becomes the floor from which
// unknown keys of that class start in that shard. Eviction so forgets who
// spent, never how much was spent: no key regains an allowance by flooding the
// limiter with others, and a stranger pays only the smallest debt of the shard.
type Memory struct {
	clock  clock.Clock
	seed   maphash.Seed
	shards [shardCount]shard
}

type bucketKey struct{ class, key string }

// bucket is one key's state. due is the arrival time by which the heap knows
// it; arrival moves on with every take, due only when the heap looks.
type bucket struct {
	bucketKey
	arrival, due int64
}

type shard struct {
	mu      sync.Mutex
	most    int
	buckets map[bucketKey]*bucket
	byDue   dueHeap
	floors  map[string]int64
	_       [64]byte // keeps two shards' locks off one cache line
}

// NewMemory makes an empty limiter for about maxKeys keys.
func NewMemory(clk clock.Clock, maxKeys int) *Memory {
	m := &Memory{clock: clk, seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].most = max(1, maxKeys/shardCount)
		m.shards[i].buckets = make(map[bucketKey]*bucket)
		m.shards[i].floors = make(map[string]int64)
	}
	return m
}

// Take implements Limiter. It doesn't block and doesn't look at ctx.
func (m *Memory) Take(_ context.Context, class Class, key string, cost int) (Decision, error) {
	a, err := allowanceOf(class)
	if err != nil {
		return Decision{}, err
	}
	if len(key) > longestKey {
		key = digest(key)
	}
	now := m.clock.Now().UnixMicro()
	s := &m.shards[maphash.String(m.seed, key)%shardCount]
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take(now, a, bucketKey{class.Name, key}, cost), nil
}

// Len is the number of buckets held now, whole ones included.
func (m *Memory) Len() int {
	total := 0
	for i := range m.shards {
		m.shards[i].mu.Lock()
		total += len(m.shards[i].buckets)
		m.shards[i].mu.Unlock()
	}
	return total
}

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

func (s *shard) take(now int64, a allowance, key bucketKey, cost int) Decision {
	if known, found := s.buckets[key]; found {
		next, decision := a.admit(now, known.arrival, cost)
		known.arrival = next
		return decision
	}
	next, decision := a.admit(now, s.floors[key.class], cost)
	if decision.Allowed {
		s.insert(now, key, next)
	}
	return decision
}

// insert makes room first. A refused stranger is never inserted: it would
// store nothing that the floor doesn't already say.
func (s *shard) insert(now int64, key bucketKey, arrival int64) {
	for range sweepPerInsert {
		if oldest := s.soonest(); oldest == nil || oldest.arrival > now {
			break
		}
		s.drop()
	}
	if len(s.buckets) >= s.most {
		victim := s.soonest()
		s.floors[victim.class] = max(s.floors[victim.class], victim.arrival)
		s.drop()
	}
	// A clone, because the caller's string may be a slice of a whole request.
	b := &bucket{bucketKey: bucketKey{key.class, strings.Clone(key.key)}, arrival: arrival, due: arrival}
	s.buckets[b.bucketKey] = b
	heap.Push(&s.byDue, b)
}

// soonest is the bucket that will be whole first. Buckets that were used since
// the heap last saw them sink to their place now; each take causes at most one
// such step, so the price stays logarithmic per take.
func (s *shard) soonest() *bucket {
	for len(s.byDue) > 0 {
		top := s.byDue[0]
		if top.due >= top.arrival {
			return top
		}
		top.due = top.arrival
		heap.Fix(&s.byDue, 0)
	}
	return nil
}

func (s *shard) drop() {
	gone, _ := heap.Pop(&s.byDue).(*bucket)
	delete(s.buckets, gone.bucketKey)
}

type dueHeap []*bucket

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].due < h[j].due }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)        { b, _ := x.(*bucket); *h = append(*h, b) }
func (h *dueHeap) Pop() any {
	last := len(*h) - 1
	gone := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return gone
}
