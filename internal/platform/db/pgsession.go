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

var (
	errEnded        = errors.New("the transaction has ended")
	errRolledBack   = errors.New("PostgreSQL rolled the transaction back because a statement had failed")
	errLoaderWrites = errors.New("a loader changes nothing")
)

// pgSession is a transaction's access to a connection of PostgreSQL. Statements
// whose answer nobody waits for are held back in pending and travel with the
// next question or with the COMMIT.
type pgSession struct {
	ctx      context.Context //nolint:containedctx // the transaction's own: it ends with the time-out, whatever the statements are given
	conn     *pgx.Conn
	scope    Scope
	pending  []held
	fault    func(sql string) error
	readOnly bool
	// single makes each batch a transaction of its own: PostgreSQL treats all
	// that comes before one Sync as one.
	single bool
	asked  bool // something was sent or waits to be sent
	failed error
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
	s.asked = true
	if s.fault != nil {
		return s.fault(sql)
	}
	return nil
}

func (s *pgSession) keep(err error) error {
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// Exec holds the statement back unless its number of rows is asked for.
func (s *pgSession) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := s.check(sql); err != nil {
		return pgconn.CommandTag{}, err
	}
	if !needsAnswer(sql) {
		s.pending = append(s.pending, held{sql: sql, args: args})
		return pgconn.CommandTag{}, nil
	}
	results, err := s.send(held{sql: sql, args: args})
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := results.Exec()
	if closing := results.Close(); err == nil {
		err = closing
	}
	return tag, s.keep(err)
}

// Query asks now, after all that is pending.
func (s *pgSession) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := s.check(sql); err != nil {
		return nil, err
	}
	return s.ask(false, held{sql: sql, args: args})
}

func (s *pgSession) ask(end bool, question held) (pgx.Rows, error) {
	questions := []held{question}
	if end {
		questions = append(questions, held{sql: commit})
		s.ended = true
	}
	results, err := s.send(questions...)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close() // repeats err
		return nil, s.keep(err)
	}
	return &batchRows{Rows: rows, session: s, results: results}, nil
}

// QueryRow asks for one row.
func (s *pgSession) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return queryRow(ctx, s, sql, args)
}

// send sends what is pending and the questions in one batch, and reads the
// answers up to the first question.
func (s *pgSession) send(questions ...held) (pgx.BatchResults, error) {
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
	results := s.conn.SendBatch(s.ctx, batch)
	for _, h := range before {
		if _, err := results.Exec(); err != nil {
			if h.otherwise != nil && isZeroRows(err) {
				err = h.otherwise
			}
			_ = results.Close() // repeats err
			return nil, s.keep(err)
		}
	}
	return results, nil
}

const commit = "COMMIT"

// finish sends what is pending together with the COMMIT, which PostgreSQL turns
// into a ROLLBACK, without an error, if a statement has failed before.
func (s *pgSession) finish() error {
	if s.ended || !s.asked {
		return nil
	}
	results, err := s.send(held{sql: commit})
	if err != nil {
		return err
	}
	tag, err := results.Exec()
	if closing := results.Close(); err == nil {
		err = closing
	}
	if err == nil && tag.String() == "ROLLBACK" {
		return errors.Join(errRolledBack, s.failed)
	}
	s.ended = err == nil
	return err
}

// rollback leaves the connection clean, if the transaction hasn't ended; one
// that can't be cleaned is closed.
func (s *pgSession) rollback() {
	s.ended = true
	s.pending = nil
	if s.conn.IsClosed() || s.conn.PgConn().TxStatus() == 'I' && !s.conn.PgConn().IsBusy() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Second)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = s.conn.Close(ctx) // nothing better can be done for it
	}
}

func (s *pgSession) enter(_ context.Context, workspace id.Workspace) error {
	if s.ended {
		return errEnded
	}
	s.scope.Workspace = workspace
	s.prefix("")
	return nil
}

func (s *pgSession) one(otherwise error) Querier { return pgOne{s, otherwise} }

// last ends a View with its question. An Update goes on until fn has returned.
func (s *pgSession) last() Querier {
	if s.readOnly {
		return pgLast{s}
	}
	return s
}

// pgOne is the Querier of Tx.One. The statement divides by zero unless it has
// changed one row, so that PostgreSQL itself fails the transaction.
type pgOne struct {
	session   *pgSession
	otherwise error
}

func (o pgOne) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := o.session.check(sql); err != nil {
		return pgconn.CommandTag{}, err
	}
	sql = fmt.Sprintf("WITH changed AS (%s RETURNING 1) SELECT 1/(count(*) = 1)::int FROM changed", strings.TrimRight(sql, "; \n"))
	o.session.pending = append(o.session.pending, held{sql: sql, args: args, otherwise: o.otherwise})
	return pgconn.CommandTag{}, nil
}

func (o pgOne) Query(context.Context, string, ...any) (pgx.Rows, error) { return nil, errNotExec }
func (o pgOne) QueryRow(context.Context, string, ...any) pgx.Row        { return failedRow{errNotExec} }

// pgLast is the Querier of Tx.Last.
type pgLast struct{ *pgSession }

func (l pgLast) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := l.check(sql); err != nil {
		return nil, err
	}
	return l.ask(true, held{sql: sql, args: args})
}

func (l pgLast) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return queryRow(ctx, l, sql, args)
}

// batchRows are rows that end their batch when they are closed.
type batchRows struct {
	pgx.Rows
	session *pgSession
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
	if r.err = r.results.Close(); r.err != nil {
		r.err = r.session.keep(r.err)
	}
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
