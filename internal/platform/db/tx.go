package db

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/id"
)

// Tx is a running transaction. It is a Querier, for one goroutine at a time.
type Tx struct {
	session
	kind  Engine
	hooks []func()
}

// session is what an engine provides to a transaction.
type session interface {
	Querier
	one(otherwise error) Querier
	last() Querier
	together(loaders []Loader) error
	enter(ctx context.Context, workspace id.Workspace) error
}

// Engine tells which kind of database the transaction runs on, for the few
// statements that need two bodies.
func (t *Tx) Engine() Engine { return t.kind }

// Together runs loaders whose questions don't depend on each other. They run
// one at a time, in turns; on PostgreSQL their questions travel together. A
// loader asks from the goroutine it is called on.
func (t *Tx) Together(_ context.Context, loaders ...Loader) error { return t.together(loaders) }

// One returns a Querier for one :exec statement that must change exactly one
// row. If it changes none, the transaction fails with otherwise. The check is
// part of the statement: nobody can come between.
func (t *Tx) One(otherwise error) Querier { return t.one(otherwise) }

// Last returns a Querier for the last question of a View: on PostgreSQL its
// answer arrives together with the end of the transaction. Nothing can be
// asked afterwards. In an Update it is a question like others.
func (t *Tx) Last() Querier { return t.last() }

// Enter moves the transaction into a workspace that wasn't known when it began:
// the one it has just made, or the one a token belongs to.
func (t *Tx) Enter(ctx context.Context, workspace id.Workspace) error { return t.enter(ctx, workspace) }

// AfterCommit keeps f until the transaction is durable; it is dropped on rollback.
func (t *Tx) AfterCommit(f func()) { t.hooks = append(t.hooks, f) }

func (t *Tx) runHooks() {
	for _, f := range t.hooks {
		f()
	}
}

// needsAnswer tells whether the caller of Exec looks at the number of rows:
// sqlc writes the kind of a query into the first line of its text.
func needsAnswer(sql string) bool {
	first, _, _ := strings.Cut(sql, "\n")
	return !strings.HasSuffix(first, ":exec")
}

// failedRow is a row whose question could not be asked.
type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

// queryRow asks q for one row by way of Query.
func queryRow(ctx context.Context, q Querier, sql string, args []any) pgx.Row {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return failedRow{err}
	}
	return singleRow{rows}
}

// singleRow is the first row of rows, which it closes.
type singleRow struct{ rows pgx.Rows }

func (r singleRow) Scan(dest ...any) error {
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}
