package authn

import (
	"context"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/authn/queries"
)

// never is later than any time of a test: keys that are in no database aren't looked for there.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// KeysOf returns Keys of one key that isn't in any database.
func KeysOf(kid string, algorithm jose.SignatureAlgorithm, private any, clk clock.Clock) (*Keys, error) {
	made, err := fit(algorithm, private)
	if err != nil {
		return nil, err
	}
	k := &Keys{clock: clk, asked: never}
	k.loaded.Store(&keySet{rows: []queries.SigningKey{{ID: kid}}, byID: map[string]key{kid: made}})
	return k, nil
}

// PublicKeys are keys that somebody else signs with.
type PublicKeys map[string]key

// Add takes a key that is of one of our algorithms. Two of one name are none.
func (p PublicKeys) Add(kid string, algorithm jose.SignatureAlgorithm, public any) error {
	if _, twice := p[kid]; twice || !fits(algorithm, public) {
		delete(p, kid)
		return errKeyUnfit
	}
	p[kid] = key{algorithm: algorithm, public: public}
	return nil
}

// Tokens returns Tokens that know the keys.
func (p PublicKeys) Tokens() *Tokens {
	k := &Keys{clock: clock.System(), asked: never}
	k.loaded.Store(&keySet{byID: p})
	return NewTokens(k, clock.System(), "")
}

// Open returns what a known key has signed.
func (t *Tokens) Open(text string) ([]byte, error) {
	_, payload, err := t.open(context.Background(), text)
	return payload, err
}

// Forget drops the tokens in memory.
func (t *Tokens) Forget() { t.verified.clear() }

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
