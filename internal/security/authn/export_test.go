package authn

import (
	"crypto/ecdsa"

	"taskflow/internal/platform/clock"
)

// KeysOf returns Keys of one key that isn't in any database.
func KeysOf(kid string, private *ecdsa.PrivateKey, clk clock.Clock) *Keys {
	k := &Keys{clock: clk}
	k.loaded.Store(&keySet{
		signing: signingKey{kid: kid, private: private}, public: map[string]*ecdsa.PublicKey{kid: &private.PublicKey},
	})
	return k
}

// OnlyPublic returns Tokens that know a public key.
func OnlyPublic(kid string, public *ecdsa.PublicKey) *Tokens {
	k := &Keys{}
	k.loaded.Store(&keySet{public: map[string]*ecdsa.PublicKey{kid: public}})
	return NewTokens(k, clock.System(), "")
}

// Open returns what a known key has signed.
func (t *Tokens) Open(text string) ([]byte, error) {
	_, payload, err := t.open(text)
	return payload, err
}

// Remembered counts the tokens in memory.
func (t *Tokens) Remembered() int { return t.verified.size() }

// Remembered counts the sessions in memory.
func (a *Authenticator) Remembered() int { return a.cookies.size() }

func (m *memory[K, V]) size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.newer) + len(m.older)
}

// MemoryOf exposes the bounded map.
type MemoryOf struct{ m *memory[int, int] }

// NewMemoryOf returns one of up to limit entries.
func NewMemoryOf(limit int) MemoryOf { return MemoryOf{newMemory[int, int](limit)} }

// Put stores a number under itself.
func (m MemoryOf) Put(n int) { m.m.put(n, n) }

// Has tells whether it is still there.
func (m MemoryOf) Has(n int) bool { _, ok := m.m.get(n); return ok }

// Size counts.
func (m MemoryOf) Size() int { return m.m.size() }
