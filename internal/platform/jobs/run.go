package jobs

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/jobs/queries"
)

const longestError = 500

var (
	errUnfinished = errors.New("its handler never came to an end")
	errUnknown    = errors.New("nobody handles this kind")
)

// permanent is an error that another attempt can't mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error after which the job is given up at once.
func Permanent(err error) error { return permanent{err} }

// run has a claimed job handled and writes down how that ended. If that can't be
// written, the lease brings the job back.
func (q *Queue) run(ctx context.Context, c claimed) {
	err := errUnfinished
	if int(c.attempts) <= q.options.MaxAttempts {
		err = q.handle(ctx, c)
	}
	if settled := q.settle(ctx, c, err); settled != nil {
		q.log.WarnContext(ctx, "a job's end could not be kept", "job", c.id.String(), "kind", c.kind, "error", settled)
	}
}

func (q *Queue) handle(ctx context.Context, c claimed) (err error) {
	ctx, cancel := context.WithTimeout(ctx, q.options.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("its handler panicked: %v", p)
		}
	}()
	handler, known := q.handlers[c.kind]
	if !known { // a newer node's, perhaps, during a rolling deploy
		return errUnknown
	}
	payload, err := q.sealer.Open(purpose(c.id, c.kind), c.payload)
	if err != nil {
		return Permanent(fmt.Errorf("opening the payload: %w", err))
	}
	return handler(ctx, Job{ID: c.id, Kind: c.kind, Attempt: int(c.attempts), payload: payload})
}

// settle ends the claim: the job is gone, comes back later, or is given up.
func (q *Queue) settle(ctx context.Context, c claimed, failure error) error {
	ctx = context.WithoutCancel(ctx) // how it ended is kept also when the worker was stopped
	now := q.clock.Now()
	if failure != nil {
		q.log.WarnContext(ctx, "a job failed", "job", c.id.String(), "kind", c.kind, "attempt", c.attempts, "error", reason(failure))
	}
	return q.db.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		to := queries.New(tx)
		switch {
		case failure == nil:
			return to.Finish(ctx, queries.FinishParams{ID: c.id, Attempts: c.attempts})
		case errors.As(failure, new(permanent)) || int(c.attempts) >= q.options.MaxAttempts:
			return to.GiveUp(ctx, queries.GiveUpParams{ID: c.id, Attempts: c.attempts, Now: &now, LastError: reason(failure)})
		default:
			return to.Postpone(ctx, queries.PostponeParams{
				ID: c.id, Attempts: c.attempts, RunAt: now.Add(backoff(int(c.attempts))), LastError: reason(failure),
			})
		}
	})
}

// tokens are what our secrets look like: an error that repeats its input must not keep one.
var tokens = regexp.MustCompile(`tf[a-z]_[0-9A-Za-z]{8,}`)

// reason is an error as it is kept: bounded, printable, without tokens.
func reason(err error) string {
	text := tokens.ReplaceAllString(strings.ToValidUTF8(err.Error(), "?"), "[token]")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	if runes := []rune(text); len(runes) > longestError {
		text = string(runes[:longestError])
	}
	return text
}
