package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"runtime"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"taskflow/internal/platform/problem"
)

// MaxBytes is the longest password that is looked at, in bytes.
const MaxBytes = 1024

// retryAfter is what a refused caller is told: by then about twenty hashes more are done.
const retryAfter = 5 * time.Second

var errBusy = errors.New("too many passwords wait to be hashed")

// Options bound a Hasher; every zero value stands for its default.
type Options struct {
	Concurrent int           // hashes at once, each of 64 MiB: half of the processors, at least one
	Waiting    int           // callers that may wait: 64
	Wait       time.Duration // how long one may wait: 10 s
	Params     Params        // costs: Standard; only tests that aren't about hashing lower them
	Meanwhile  func()        // runs while a place is taken: nothing; tests keep the place by it
}

// Hasher hashes and compares passwords, so many at once and no more. It is safe for concurrent use.
type Hasher struct {
	params  Params
	running chan struct{}
	queue   chan struct{}
	wait    time.Duration
	decoy   phc
	within  func()
}

// New returns a Hasher.
func New(o Options) *Hasher {
	if o.Concurrent <= 0 {
		o.Concurrent = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if o.Waiting <= 0 {
		o.Waiting = 64
	}
	if o.Wait <= 0 {
		o.Wait = 10 * time.Second
	}
	if o.Params == (Params{}) {
		o.Params = Standard
	}
	if o.Meanwhile == nil {
		o.Meanwhile = func() {}
	}
	return &Hasher{
		params:  o.Params,
		running: make(chan struct{}, o.Concurrent),
		queue:   make(chan struct{}, o.Concurrent+o.Waiting),
		wait:    o.Wait,
		decoy:   phc{Params: o.Params, salt: make([]byte, saltLength), key: make([]byte, keyLength)},
		within:  o.Meanwhile,
	}
}

// Hash returns the PHC string of a password. It fails with a 422 for what can't be a
// password and with a 503 when too many wait.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	made := phc{Params: h.params, salt: make([]byte, saltLength)}
	_, _ = rand.Read(made.salt) // never fails: crypto/rand stops the program instead
	key, err := h.derive(ctx, made, keyLength, password)
	if err != nil {
		return "", err
	}
	made.key = key
	return made.String(), nil
}

// Verify tells whether the password belongs to the stored hash, and whether that hash
// should be replaced by a stronger one. A stored hash that can't be read is an error, not a no.
func (h *Hasher) Verify(ctx context.Context, stored, password string) (ok, rehash bool, err error) {
	known, err := parsePHC(stored)
	if err != nil {
		return false, false, fmt.Errorf("reading a stored password: %w", err)
	}
	key, err := h.derive(ctx, known, len(known.key), password)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, known.key) == 1
	return ok, ok && known.weaker(h.params), nil
}

// VerifyUnknown does the work of Verify for an account that doesn't exist and has the same
// errors, so that the two can't be told apart.
func (h *Hasher) VerifyUnknown(ctx context.Context, password string) error {
	key, err := h.derive(ctx, h.decoy, keyLength, password)
	if err != nil {
		return err
	}
	_ = subtle.ConstantTimeCompare(key, h.decoy.key)
	return nil
}

func (h *Hasher) derive(ctx context.Context, p phc, length int, password string) ([]byte, error) {
	plain, err := normalise(password)
	if err != nil {
		return nil, err
	}
	if err := h.enter(ctx); err != nil {
		return nil, problem.Unavailable(err, retryAfter)
	}
	defer h.leave()
	h.within()
	//nolint:gosec // a key is at most 64 bytes
	return argon2.IDKey(plain, p.salt, p.Passes, p.MemoryKiB, p.Lanes, uint32(length)), nil
}

func normalise(password string) ([]byte, error) {
	if len(password) > MaxBytes {
		return nil, problem.InvalidField(field, reasonBytes)
	}
	if !utf8.ValidString(password) {
		return nil, problem.InvalidField(field, reasonUTF8)
	}
	return norm.NFC.Bytes([]byte(password)), nil
}

// enter waits for a turn. Whoever finds the queue full is refused at once: a place that
// can't be reached in time only costs memory.
func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.queue <- struct{}{}:
	default:
		return errBusy
	}
	ctx, cancel := context.WithTimeoutCause(ctx, h.wait, errBusy)
	defer cancel()
	select {
	case h.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-h.queue
		return context.Cause(ctx)
	}
}

func (h *Hasher) leave() {
	<-h.running
	<-h.queue
}
