package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"taskflow/internal/platform/id"
)

// liteSession is a transaction's access to a connection of SQLite. SQLite would
// carry on after a statement that failed; here, as on PostgreSQL, nothing comes
// after it.
type liteSession struct {
	conn     *liteConn
	ctx      context.Context //nolint:containedctx // the transaction's own: it ends with the time-out, whatever the statements are given
	readOnly bool
	failed   error
	ended    bool
}

func (s *liteSession) check() error {
	switch {
	case s.ended:
		return errEnded
	case s.failed != nil:
		return fmt.Errorf("the transaction has failed: %w", s.failed)
	}
	return s.ctx.Err()
}

func (s *liteSession) keep(err error) error {
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// outcome is what a transaction ends with whose fn has returned nil.
func (s *liteSession) outcome() error {
	if s.failed != nil || s.readOnly {
		return s.failed
	}
	return s.ctx.Err()
}

// Exec runs a statement at once.
func (s *liteSession) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := s.check(); err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := s.conn.exec(sql, args)
	return tag, s.keep(err)
}

// Query asks for any number of rows. A reader is interrupted when its time is
// up; the writer is not, because that would roll back the requests that share
// its transaction.
func (s *liteSession) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	ctx := context.Background()
	if s.readOnly {
		ctx = s.ctx
	}
	return s.ask(ctx, sql, args)
}

func (s *liteSession) ask(ctx context.Context, sql string, args []any) (pgx.Rows, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	rows, err := s.conn.query(ctx, sql, args)
	if err != nil {
		return nil, s.keep(err)
	}
	rows.session = s
	return rows, nil
}

// QueryRow asks for one row. It isn't interrupted half-way: questions for one
// row by its key are short, and watching over them costs more than they do.
func (s *liteSession) QueryRow(_ context.Context, sql string, args ...any) pgx.Row {
	rows, err := s.ask(context.Background(), sql, args)
	if err != nil {
		return failedRow{err}
	}
	return singleRow{rows}
}

func (s *liteSession) one(otherwise error) Querier { return liteOne{s, otherwise} }

func (s *liteSession) last() Querier {
	if s.readOnly {
		return liteLast{s}
	}
	return s
}

// enter does nothing: SQLite has no second layer below the WHERE of each statement.
func (s *liteSession) enter(context.Context, id.Workspace) error { return nil }

func (s *liteSession) together(loaders []Loader) error {
	for _, load := range loaders {
		if err := load(s.ctx, liteLoader{s}); err != nil {
			return err
		}
		if s.failed != nil {
			return s.failed
		}
	}
	return nil
}

// liteLoader is what Together gives to a loader.
type liteLoader struct{ *liteSession }

func (l liteLoader) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if needsAnswer(sql) {
		return pgconn.CommandTag{}, errLoaderWrites
	}
	return l.liteSession.Exec(ctx, sql, args...)
}

// liteOne is the Querier of Tx.One.
type liteOne struct {
	session   *liteSession
	otherwise error
}

func (o liteOne) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	tag, err := o.session.Exec(ctx, sql, args...)
	if err == nil && tag.RowsAffected() != 1 {
		err = o.session.keep(o.otherwise)
	}
	return tag, err
}

func (o liteOne) Query(context.Context, string, ...any) (pgx.Rows, error) { return nil, errNotExec }
func (o liteOne) QueryRow(context.Context, string, ...any) pgx.Row        { return failedRow{errNotExec} }

// liteLast is the Querier of Tx.Last: nothing can be asked after it.
type liteLast struct{ *liteSession }

func (l liteLast) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := l.liteSession.Query(ctx, sql, args...)
	l.ended = true
	return rows, err
}

func (l liteLast) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	row := l.liteSession.QueryRow(ctx, sql, args...)
	l.ended = true
	return row
}
