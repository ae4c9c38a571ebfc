package authn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn/queries"
)

const (
	// readEvery is how soon a node learns of keys that others have made.
	readEvery = time.Second
	// askEvery is how often tokens of unknown keys may have the keys read at most.
	askEvery = time.Second
)

var errNoKey = errors.New("there is no key to sign with")

// Keys are the keys that access tokens are signed with and checked against.
// They live in the database, sealed with the master key, so that all nodes share them.
type Keys struct {
	db     *db.DB
	sealer *token.Sealer
	clock  clock.Clock
	loaded atomic.Pointer[keySet]

	mu      sync.Mutex
	changed []func()
	asked   time.Time
}

// LoadKeys reads the keys. It makes the first one on a fresh installation, and
// the next one where the newest is of another algorithm than asked for; without
// one, what is there stays, and a first key is of the default.
func LoadKeys(ctx context.Context, database *db.DB, sealer *token.Sealer, clk clock.Clock, algorithm string) (*Keys, error) {
	k := &Keys{db: database, sealer: sealer, clock: clk}
	if err := k.Reload(ctx); err != nil {
		return nil, err
	}
	newest := k.newest()
	if newest == nil || algorithm != "" && newest.Algorithm != algorithm {
		if err := k.follow(ctx, algorithm); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// follow makes the next key, unless another node that starts at the same time
// has just made it: then the reload finds that one.
func (k *Keys) follow(ctx context.Context, algorithm string) error {
	fresh, err := k.Make(algorithm)
	if err != nil {
		return err
	}
	err = k.db.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		_, err := fresh.add(ctx, tx, k.newest(), k.clock.Now())
		return err
	})
	if err != nil && !errors.Is(err, errMadeMeanwhile) {
		return err
	}
	return k.Reload(ctx)
}

// Reload reads the keys again. Whoever asked for OnChange is told if they have changed.
func (k *Keys) Reload(ctx context.Context) error {
	var rows []queries.SigningKey
	err := k.db.Snapshot(ctx, db.Scope{}, func(ctx context.Context, q db.Querier) (err error) {
		rows, err = queries.New(q).SigningKeys(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("reading the signing keys: %w", err)
	}
	if before := k.loaded.Load(); before != nil && slices.EqualFunc(before.rows, rows, sameKey) {
		return nil
	}
	set, err := k.open(rows)
	if err != nil {
		return err
	}
	k.loaded.Store(set)
	k.tell()
	return nil
}

func sameKey(a, b queries.SigningKey) bool {
	return a.ID == b.ID && a.SealedPrivate == b.SealedPrivate && sameTime(a.SignsFrom, b.SignsFrom) &&
		sameTime(a.RetiredAt, b.RetiredAt) && sameTime(a.RevokedAt, b.RevokedAt)
}

func sameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}

func (k *Keys) newest() *queries.SigningKey {
	rows := k.loaded.Load().rows
	if len(rows) == 0 {
		return nil
	}
	return &rows[len(rows)-1]
}

// find returns the key that a token names. One that isn't known may have been made
// by another node just now, so the keys are read again, now and then.
func (k *Keys) find(ctx context.Context, kid string) (key, bool) {
	found, ok := k.loaded.Load().byID[kid]
	if ok || !k.mayAsk() || k.Reload(ctx) != nil {
		return found, ok
	}
	found, ok = k.loaded.Load().byID[kid]
	return found, ok
}

func (k *Keys) mayAsk() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock.Now()
	if now.Sub(k.asked) < askEvery {
		return false
	}
	k.asked = now
	return true
}

// OnChange has f called after the keys have changed.
func (k *Keys) OnChange(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changed = append(k.changed, f)
}

func (k *Keys) tell() {
	k.mu.Lock()
	list := slices.Clone(k.changed)
	k.mu.Unlock()
	for _, f := range list {
		f()
	}
}

// Watch reads the keys every second until ctx ends: a push could get lost, and
// what a command of this program does pushes nothing.
func (k *Keys) Watch(ctx context.Context, log *slog.Logger) error {
	ticker := time.NewTicker(readEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := k.Reload(ctx); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "the signing keys can't be read", "error", err)
		}
	}
}

// JWKS returns the public keys (RFC 7517 section 5).
func (k *Keys) JWKS() jose.JSONWebKeySet { return k.loaded.Load().jwks }
