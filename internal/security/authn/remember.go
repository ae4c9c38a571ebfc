package authn

import "sync"

// memory is a bounded map that forgets what wasn't asked for lately. It keeps
// two halves and drops the older when the newer is full: no list to maintain
// and no clock to ask.
type memory[K comparable, V any] struct {
	mu    sync.Mutex
	limit int
	newer map[K]V
	older map[K]V
}

func newMemory[K comparable, V any](limit int) *memory[K, V] {
	return &memory[K, V]{limit: limit / 2, newer: map[K]V{}}
}

func (m *memory[K, V]) get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.newer[key]; ok {
		return v, true
	}
	v, ok := m.older[key]
	if ok {
		m.store(key, v)
	}
	return v, ok
}

func (m *memory[K, V]) put(key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store(key, v)
}

func (m *memory[K, V]) store(key K, v V) {
	if len(m.newer) >= m.limit {
		m.older, m.newer = m.newer, make(map[K]V, m.limit/4)
	}
	m.newer[key] = v
}

func (m *memory[K, V]) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.newer, m.older = map[K]V{}, nil
}
