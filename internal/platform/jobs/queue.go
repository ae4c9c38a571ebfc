package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs/queries"
	"taskflow/internal/platform/token"
)

// MaxPayload is the largest payload as JSON, in bytes.
const MaxPayload = 256 << 10

// Job is one piece of work on its way through a handler.
type Job struct {
	ID   id.Job
	Kind string
	// Attempt counts from 1; above 1 the work may have been done before.
	Attempt int
	payload []byte
}

// Decode reads the payload into v.
func (j Job) Decode(v any) error {
	if err := json.Unmarshal(j.payload, v); err != nil {
		return fmt.Errorf("reading the payload of %s: %w", j.Kind, err)
	}
	return nil
}

// Handler does the work of one kind of job. Its error is kept in the database
// and the log, so it must hold no secret.
type Handler func(ctx context.Context, job Job) error

// Queue takes jobs and runs them.
type Queue struct {
	db       *db.DB
	sealer   *token.Sealer
	clock    clock.Clock
	log      *slog.Logger
	options  Options
	handlers map[string]Handler
	wake     chan struct{}
}

// New returns a Queue without handlers.
func New(database *db.DB, sealer *token.Sealer, clk clock.Clock, log *slog.Logger, o Options) *Queue {
	return &Queue{
		db: database, sealer: sealer.ForPayloads(MaxPayload), clock: clk, log: log, options: o.withDefaults(),
		handlers: map[string]Handler{}, wake: make(chan struct{}, 1),
	}
}

// Handle names the handler of a kind. All are named before Run.
func (q *Queue) Handle(kind string, h Handler) {
	if _, twice := q.handlers[kind]; twice {
		panic("jobs: two handlers for " + kind)
	}
	q.handlers[kind] = h
}

// committing is a transaction that tells when it is durable.
type committing interface{ AfterCommit(f func()) }

// Enqueue adds a job to the transaction behind tx, to be run at runAt or as
// soon as possible. The payload is written as JSON.
func (q *Queue) Enqueue(ctx context.Context, tx db.Querier, kind string, payload any, runAt time.Time) error {
	if _, known := q.handlers[kind]; !known {
		return fmt.Errorf("enqueuing %s: nobody handles it", kind)
	}
	text, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("writing the payload of %s: %w", kind, err)
	}
	job := id.New[id.Job]()
	sealed, err := q.sealer.Seal(purpose(job, kind), text)
	if err != nil {
		return fmt.Errorf("sealing the payload of %s: %w", kind, err)
	}
	err = queries.New(tx).Add(ctx, queries.AddParams{ID: job, Kind: kind, Payload: sealed, RunAt: runAt, CreatedAt: q.clock.Now()})
	if err != nil {
		return fmt.Errorf("enqueuing %s: %w", kind, err)
	}
	if c, ok := tx.(committing); ok {
		c.AfterCommit(q.Wake)
	}
	return nil
}

// purpose binds a payload to its row and kind.
func purpose(job id.Job, kind string) string { return "job:" + kind + ":" + job.String() }

// Wake has the worker of this node look for work at once.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Failed counts the jobs that were given up.
func (q *Queue) Failed(ctx context.Context) (n int64, err error) {
	err = q.db.View(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		n, err = queries.New(tx.Last()).CountFailed(ctx)
		return err
	})
	return n, err
}
