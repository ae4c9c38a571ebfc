package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"modernc.org/sqlite"
)

// liteConn is one connection to SQLite with its prepared statements. It speaks
// to the driver without database/sql between: one goroutine uses it at a time,
// so its pool, locks and conversions would only cost.
type liteConn struct {
	conn  driver.Conn
	stmts map[string]liteStmt
	fault func(sql string) error
}

type liteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func openLiteConn(dsn string, fault func(string) error) (*liteConn, error) {
	conn, err := (&sqlite.Driver{}).Open(dsn)
	if err != nil {
		return nil, fmt.Errorf("opening SQLite: %w", err)
	}
	return &liteConn{conn: conn, stmts: map[string]liteStmt{}, fault: fault}, nil
}

func (c *liteConn) close() {
	for _, s := range c.stmts {
		_ = s.Close() // the connection goes with them
	}
	_ = c.conn.Close()
}

func (c *liteConn) prepare(sql string) (liteStmt, error) {
	if s, ok := c.stmts[sql]; ok {
		return s, nil
	}
	prepared, err := c.conn.Prepare(sql)
	if err != nil {
		return nil, fmt.Errorf("preparing %.60q: %w", sql, err)
	}
	s, ok := prepared.(liteStmt)
	if !ok {
		return nil, fmt.Errorf("SQLite's driver prepared a %T", prepared)
	}
	c.stmts[sql] = s
	return s, nil
}

// run executes a statement of the transaction machinery.
func (c *liteConn) run(sql string) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.Background(), nil)
	return err
}

// exec isn't interrupted half-way: statements that change rows are short.
func (c *liteConn) exec(sql string, args []any) (pgconn.CommandTag, error) {
	s, values, err := c.bind(sql, args)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	result, err := s.ExecContext(context.Background(), values)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	return liteTag(n), nil
}

// liteTag writes a tag from which pgx reads n rows.
func liteTag(n int64) pgconn.CommandTag {
	switch n {
	case 0:
		return noRowTag
	case 1:
		return oneRowTag
	}
	return pgconn.NewCommandTag(fmt.Sprintf("UPDATE %d", n))
}

var (
	noRowTag  = pgconn.NewCommandTag("UPDATE 0")
	oneRowTag = pgconn.NewCommandTag("UPDATE 1")
)

func (c *liteConn) bind(sql string, args []any) (liteStmt, []driver.NamedValue, error) {
	if c.fault != nil {
		if err := c.fault(sql); err != nil {
			return nil, nil, err
		}
	}
	s, err := c.prepare(sql)
	if err != nil {
		return nil, nil, err
	}
	values := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		v, err := toLite(arg)
		if err != nil {
			return nil, nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return s, values, nil
}

func (c *liteConn) query(ctx context.Context, sql string, args []any) (*liteRows, error) {
	s, values, err := c.bind(sql, args)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, values)
	if err != nil {
		return nil, err
	}
	return &liteRows{rows: rows, row: make([]driver.Value, len(rows.Columns()))}, nil
}

// liteRows are rows of SQLite in the shape of pgx.
type liteRows struct {
	session *liteSession
	rows    driver.Rows
	row     []driver.Value
	err     error
	closed  bool
}

func (r *liteRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if err := r.rows.Close(); err != nil {
		r.fail(err)
	}
}

func (r *liteRows) fail(err error) {
	if r.err == nil {
		r.err = r.session.keep(err)
	}
}

func (r *liteRows) Next() bool {
	if r.closed {
		return false
	}
	if err := r.rows.Next(r.row); err != nil {
		if !errors.Is(err, io.EOF) {
			r.fail(err)
		}
		r.Close()
		return false
	}
	return true
}

func (r *liteRows) Scan(dest ...any) error {
	if len(dest) != len(r.row) {
		return fmt.Errorf("the row has %d columns, not %d", len(r.row), len(dest))
	}
	for i, d := range dest {
		if err := fromLite(d, r.row[i]); err != nil {
			return fmt.Errorf("column %s: %w", r.rows.Columns()[i], err)
		}
	}
	return nil
}

func (r *liteRows) Err() error                                   { return r.err }
func (r *liteRows) CommandTag() pgconn.CommandTag                { return pgconn.CommandTag{} }
func (r *liteRows) FieldDescriptions() []pgconn.FieldDescription { return nil }
func (r *liteRows) RawValues() [][]byte                          { return nil }
func (r *liteRows) Conn() *pgx.Conn                              { return nil }
func (r *liteRows) TypeMap() *pgtype.Map                         { return nil }

func (r *liteRows) Values() ([]any, error) {
	return nil, fmt.Errorf("untyped values: %w", errors.ErrUnsupported)
}
