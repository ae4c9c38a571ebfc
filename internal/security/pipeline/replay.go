package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/pipeline/queries"
)

// ReplayFor is how long a retried request is answered as the first one was.
const ReplayFor = 24 * time.Hour

const longestKey = 255

// errAnsweredMeanwhile: the same request was answered by another transaction
// while this one ran; running again will find its answer.
var errAnsweredMeanwhile = errors.New("answered by a request beside this one")

// replayOr answers a retried request (Idempotency-Key) as before, and otherwise
// handles it and keeps the answer, in the transaction of the change itself.
func (w *walk) replayOr(ctx context.Context, tx *db.Tx, finish func() error) error {
	key, err := w.idempotencyKey()
	if err != nil {
		return err
	}
	if key == "" {
		if err := w.handle(ctx, tx); err != nil {
			return err
		}
		return finish()
	}
	replay := &replay{walk: w, key: key}
	if replay.hash, err = w.run.Fingerprint(); err != nil {
		return err
	}
	handle := w.run.Handle
	defer func() { w.run.Handle = handle }()
	w.run.Handle = func(ctx context.Context) error { return replay.handle(ctx, tx, handle) }
	if err := w.handle(ctx, tx); err != nil || replay.answered {
		return err
	}
	if err := replay.keep(ctx, tx); err != nil {
		return err
	}
	return finish()
}

// answeredMeanwhile tells whether a change that didn't come about has an answer
// by now. One of two equal requests at once may be refused for what the other
// has done: a name that is taken, a version that is old, a link that is spent.
func (w *walk) answeredMeanwhile(ctx context.Context, err error) bool {
	if err == nil || errors.Is(err, errAnsweredMeanwhile) {
		return err != nil
	}
	p := problem.From(err)
	key, _ := w.idempotencyKey() // a bad one is what err is about
	if key == "" || p.Code.Status() >= http.StatusInternalServerError || p.Code == problem.CodeIdempotencyReuse {
		return false
	}
	looked := w.DB.View(ctx, w.scope, func(tx *db.Tx) error {
		_, err := queries.New(tx).Remembered(ctx, queries.RememberedParams{UserID: w.call.Principal.User, Key: key})
		return err
	})
	return looked == nil // else the refusal stands, as it would without a key
}

func (w *walk) idempotencyKey() (string, error) {
	spec := w.run.Spec
	if spec.Method != http.MethodPost || !w.call.Principal.SignedIn() || spec.NoReplay != "" || spec.Shape != endpoint.Handles {
		return "", nil
	}
	key := w.call.Request.Header.Get("Idempotency-Key")
	if len(key) > longestKey || strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' }) {
		return "", problem.InvalidField("header.Idempotency-Key", "must be at most 255 visible ASCII characters")
	}
	return key, nil
}

// replay is the answer of an earlier request with the same key, or the keeping of this one's.
type replay struct {
	*walk
	key      string
	hash     [32]byte
	answered bool
}

// handle runs after the decision: a replayed answer needs the right to it, too.
func (r *replay) handle(ctx context.Context, tx *db.Tx, handle func(context.Context) error) error {
	row, err := queries.New(tx).Remembered(ctx, queries.RememberedParams{UserID: r.call.Principal.User, Key: r.key})
	if errors.Is(err, db.ErrNoRows) {
		return handle(ctx)
	}
	if err != nil {
		return fmt.Errorf("looking for the first answer: %w", err)
	}
	if [32]byte(row.RequestHash) != r.hash {
		return problem.New(problem.CodeIdempotencyReuse, "", nil)
	}
	r.answered = true
	return r.run.Restore(row.Body)
}

func (r *replay) keep(ctx context.Context, tx *db.Tx) error {
	body, err := strict.Marshal(r.run.Answer())
	if err != nil {
		return fmt.Errorf("keeping the answer: %w", err)
	}
	return queries.New(tx.One(errAnsweredMeanwhile)).Remember(ctx, queries.RememberParams{
		UserID: r.call.Principal.User, Key: r.key, RequestHash: r.hash[:], Status: int64(r.run.Spec.Success),
		Body: body, CreatedAt: r.call.Now,
	})
}

// ForgetOldAnswers drops the answers that are no longer replayed.
func (p *Pipeline) ForgetOldAnswers(ctx context.Context) error {
	return p.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).ForgetOld(ctx, p.Clock.Now().Add(-ReplayFor))
	})
}
