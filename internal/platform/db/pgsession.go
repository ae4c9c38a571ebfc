package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"taskflow/internal/platform/id"
)

var errEnded = errors.New("the transaction has ended")

// pgSession is a transaction's access to a connection of PostgreSQL. Statements
// whose answer nobody waits for are held back in pending and travel with the
// next question or with the COMMIT.
type pgSession struct {
	conn    *pgx.Conn
	scope   Scope
	pending []held
	fault   func(sql string) error
	// single makes each batch a transaction of its own: PostgreSQL treats all
	// that comes before one Sync as one.
	single bool
	ended  bool
}

// held is a statement that is sent later. otherwise is set for Tx.One.
type held struct {
	sql       string
	args      []any
	otherwise error
}

// prefix opens the transaction and sets its scope, without a round trip of its own.
func (s *pgSession) prefix(begin string) {
	if begin != "" {
		s.pending = append(s.pending, held{sql: begin})
	}
	s.pending = append(s.pending, held{sql: setScope, args: []any{uuidText(s.scope.Workspace), uuidText(s.scope.User)}})
}

func (s *pgSession) check(sql string) error {
	if s.ended {
		return errEnded
	}
	if s.fault != nil {
		return s.fault(sql)
	}
	return nil
}

// Exec holds the statement back unless its number of rows is asked for.
func (s *pgSession) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := s.check(sql); err != nil {
		return pgconn.CommandTag{}, err
	}
	if !needsAnswer(sql) {
		s.pending = append(s.pending, held{sql: sql, args: args})
		return pgconn.CommandTag{}, nil
	}
	results, err := s.send(ctx, held{sql: sql, args: args})
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := results.Exec()
	return tag, errors.Join(err, results.Close())
}

// Query asks now, after all that is pending.
func (s *pgSession) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := s.check(sql); err != nil {
		return nil, err
	}
	return s.ask(ctx, false, held{sql: sql, args: args})
}

func (s *pgSession) ask(ctx context.Context, end bool, question held) (pgx.Rows, error) {
	questions := []held{question}
	if end {
		questions = append(questions, held{sql: "COMMIT"})
		s.ended = true
	}
	results, err := s.send(ctx, questions...)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		return nil, errors.Join(err, results.Close())
	}
	return &batchRows{Rows: rows, results: results}, nil
}

// QueryRow asks for one row.
func (s *pgSession) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return queryRow(ctx, s, sql, args)
}

// send sends what is pending and the questions in one batch, and reads the
// answers up to the first question.
func (s *pgSession) send(ctx context.Context, questions ...held) (pgx.BatchResults, error) {
	if s.single {
		s.prefix("")
	}
	batch := &pgx.Batch{}
	for _, h := range s.pending {
		batch.Queue(h.sql, h.args...)
	}
	for _, q := range questions {
		batch.Queue(q.sql, q.args...)
	}
	before := s.pending
	s.pending = nil
	results := s.conn.SendBatch(ctx, batch)
	for _, h := range before {
		if _, err := results.Exec(); err != nil {
			if h.otherwise != nil && isZeroRows(err) {
				err = h.otherwise
			}
			_ = results.Close() // repeats err
			return nil, err
		}
	}
	return results, nil
}

// finish sends what is pending together with the statement that ends the transaction.
func (s *pgSession) finish(ctx context.Context, end string) error {
	if s.ended {
		return nil
	}
	s.pending = append(s.pending, held{sql: end})
	results, err := s.send(ctx)
	if err != nil {
		return err
	}
	s.ended = true
	return results.Close()
}

// rollback leaves the connection clean; one that can't be cleaned is closed by the pool.
func (s *pgSession) rollback(ctx context.Context) {
	s.ended = true
	s.pending = nil
	if s.conn.IsClosed() || s.conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = s.conn.Close(ctx) // nothing better can be done for it
	}
}

func (s *pgSession) enter(_ context.Context, workspace id.Workspace) error {
	s.scope.Workspace = workspace
	s.prefix("")
	return nil
}

func (s *pgSession) one(otherwise error) Querier { return pgOne{s, otherwise} }
func (s *pgSession) last() Querier               { return pgLast{s} }

// pgOne is the Querier of Tx.One. The statement divides by the number of rows
// it changed, so that PostgreSQL itself fails the transaction when that is none.
type pgOne struct {
	session   *pgSession
	otherwise error
}

func (o pgOne) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := o.session.check(sql); err != nil {
		return pgconn.CommandTag{}, err
	}
	sql = fmt.Sprintf("WITH changed AS (%s RETURNING 1) SELECT 1/count(*) FROM changed", strings.TrimRight(sql, "; \n"))
	o.session.pending = append(o.session.pending, held{sql: sql, args: args, otherwise: o.otherwise})
	return pgconn.CommandTag{}, nil
}

func (o pgOne) Query(context.Context, string, ...any) (pgx.Rows, error) { return nil, errNotExec }
func (o pgOne) QueryRow(context.Context, string, ...any) pgx.Row        { return failedRow{errNotExec} }

// pgLast is the Querier of Tx.Last.
type pgLast struct{ *pgSession }

func (l pgLast) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := l.check(sql); err != nil {
		return nil, err
	}
	return l.ask(ctx, true, held{sql: sql, args: args})
}

func (l pgLast) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return queryRow(ctx, l, sql, args)
}

// batchRows are rows that end their batch when they are closed.
type batchRows struct {
	pgx.Rows
	results pgx.BatchResults
	closed  bool
	err     error
}

func (r *batchRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	r.Rows.Close()
	r.err = r.results.Close()
}

func (r *batchRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *batchRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.err
}
