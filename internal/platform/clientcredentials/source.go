package clientcredentials

import (
	"context"
	"math/rand/v2" //nolint:depguard // jitter may be guessed
	"net/http"
	"sync"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/secret"
)

// Config says whose tokens a Source gets, and from where. All but Scope and Resource is needed.
type Config struct {
	TokenURL string
	ClientID string
	Secret   secret.Secret
	Scope    string
	// Resource is what the token is to be for (RFC 8707).
	Resource string
	// HTTP is a client of platform/egress: its limits are the ends of each request.
	HTTP  *http.Client
	Clock clock.Clock
}

// How long a failure is remembered: less when trying again may help.
const (
	passing = 5 * time.Second
	refused = time.Minute
)

// Source has a token for whoever asks.
type Source struct {
	config Config
	jitter func(time.Duration) time.Duration

	mu       sync.Mutex
	token    token
	failure  error
	failedTo time.Time     // until when the failure is remembered
	asking   chan struct{} // closed when the request that runs has ended; nil when none does
}

type token struct {
	text    string
	refresh time.Time // from when on it is replaced
	expires time.Time
}

// New returns a Source that hasn't asked yet.
func New(c Config) *Source {
	return &Source{config: c, jitter: func(most time.Duration) time.Duration {
		return rand.N(most + 1) //nolint:gosec // nobody gains by guessing it
	}}
}

// Token returns a token that is good now. It waits only while there is none, and no
// longer than ctx; another caller's request goes on without it.
func (s *Source) Token(ctx context.Context) (string, error) {
	for {
		text, wait, err := s.present(ctx)
		if wait == nil {
			return text, err
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// Reject drops a token that its receiver didn't take, unless another is here already.
func (s *Source) Reject(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.text == text {
		s.token = token{}
	}
}

// present is what there is now, or what to wait for. It begins a request where one is due.
func (s *Source) present(ctx context.Context) (text string, wait <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Clock.Now()
	good := now.Before(s.token.expires)
	failed := now.Before(s.failedTo)
	if s.asking == nil && !failed && (!good || !now.Before(s.token.refresh)) {
		s.asking = make(chan struct{})
		go s.ask(context.WithoutCancel(ctx), s.asking)
	}
	switch {
	case good:
		return s.token.text, nil, nil
	case s.asking != nil:
		return "", s.asking, nil
	}
	return "", nil, s.failure
}

// ask gets the next token. Nobody's context ends it: it is for all who wait, and the HTTP
// client bounds it.
func (s *Source) ask(ctx context.Context, ended chan struct{}) {
	got, err := s.fetch(ctx)
	now := s.config.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking = nil
	close(ended)
	if err != nil {
		s.failure, s.failedTo = err, now.Add(memoryOf(err))
		return
	}
	life := got.life
	s.failure, s.failedTo = nil, time.Time{}
	// Between four fifths and nine tenths of its life, so that nodes don't ask together.
	s.token = token{text: got.text, refresh: now.Add(life*4/5 + s.jitter(life/10)), expires: now.Add(life - life/20)}
}
