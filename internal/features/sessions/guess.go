package sessions

import (
	"context"
	"net/http"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// How many attempts are looked at at once while none has failed: an account may have
// several clients, and behind an address there may be a whole office.
const (
	atOnceForOne    = 8
	atOnceFromThere = 64
)

// guess lets an attempt at a secret through, or answers how long to wait. What is
// asked for and of whom (subject) is counted, and where it comes from. A known device
// of the account is counted by itself: its person isn't made to wait by what strangers
// tried, from wherever.
func (s *Sessions) guess(ctx context.Context, c *endpoint.Call, secret, subject string, device id.Device) error {
	if !device.IsZero() {
		return s.count(ctx, c, ratelimit.Lane{Key: secret + " by " + device.String(), Most: atOnceForOne})
	}
	return s.count(ctx, c,
		ratelimit.Lane{Key: secret + " of " + subject, Most: atOnceForOne},
		ratelimit.Lane{Key: "from " + ratelimit.AddressKey(edge.Info(ctx).ClientIP), Most: atOnceFromThere})
}

// guessSignedIn is guess for who has a session already: only what was tried with that
// very session counts.
func (s *Sessions) guessSignedIn(ctx context.Context, c *endpoint.Call) error {
	return s.count(ctx, c, ratelimit.Lane{Key: "proof in " + c.Principal.Session.String(), Most: atOnceForOne})
}

func (s *Sessions) count(ctx context.Context, c *endpoint.Call, lanes ...ratelimit.Lane) error {
	if wait := s.Backoff.Begin(ctx, lanes...); wait > 0 {
		return problem.TooManyAttempts(wait)
	}
	c.Ended(func(ctx context.Context, err error) { s.Backoff.End(ctx, outcome(err), lanes...) })
	return nil
}

// outcome tells a wrong guess from one that was never judged: the hasher was busy, the
// database away, the account changed in the meantime.
func outcome(err error) ratelimit.Outcome {
	if err == nil {
		return ratelimit.Passed
	}
	switch problem.From(err).Code.Status() {
	case http.StatusUnauthorized, http.StatusUnprocessableEntity:
		return ratelimit.Failed
	}
	return ratelimit.Void
}
