package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the driver that TaskFlow uses, too

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// store is how a bare handler reaches the database: pgxpool on PostgreSQL (its
// connections prepare what they meet), database/sql with prepared statements,
// many readers and one writer on SQLite, as durable as TaskFlow's.
type store struct {
	pool   *pgxpool.Pool
	reads  *sql.DB
	writes *sql.DB
	ready  map[string]*sql.Stmt
}

const liteOptions = "?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)" +
	"&_time_integer_format=unix_micro"

func openStore(ctx context.Context, engine db.Engine, url string) (*store, error) {
	if engine == db.PostgreSQL {
		config, err := pgxpool.ParseConfig(url)
		if err != nil {
			return nil, errors.New("the PostgreSQL URL can't be read")
		}
		config.MaxConns = 24
		pool, err := pgxpool.NewWithConfig(ctx, config)
		return &store{pool: pool}, err
	}
	s := &store{ready: map[string]*sql.Stmt{}}
	var err error
	if s.writes, err = sql.Open("sqlite", "file:"+url+liteOptions); err != nil {
		return nil, err
	}
	s.writes.SetMaxOpenConns(1)
	if s.reads, err = sql.Open("sqlite", "file:"+url+liteOptions+"&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	s.reads.SetMaxOpenConns(4)
	s.reads.SetMaxIdleConns(4)
	return s, nil
}

// prepare is called before the first request for each statement on SQLite.
func (s *store) prepare(ctx context.Context, text string) (err error) {
	if s.pool != nil {
		return nil
	}
	on := s.reads
	if isWrite(text) {
		on = s.writes
	}
	s.ready[text], err = on.PrepareContext(ctx, text)
	if err != nil {
		return fmt.Errorf("preparing %.80s: %w", text, err)
	}
	return nil
}

func isWrite(text string) bool { return text == insertTask || text == updateTask }

func (s *store) exec(ctx context.Context, text string, args ...any) error {
	if s.pool != nil {
		_, err := s.pool.Exec(ctx, text, args...)
		return err
	}
	_, err := s.ready[text].ExecContext(ctx, args...)
	return err
}

// many calls scan for each row.
func (s *store) many(ctx context.Context, text string, args []any, scan func(scanner) error) error {
	if s.pool != nil {
		rows, err := s.pool.Query(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	rows, err := s.ready[text].QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

type scanner func(dest ...any) error

func (s *store) close() {
	if s.pool != nil {
		s.pool.Close()
		return
	}
	for _, stmt := range s.ready {
		_ = stmt.Close()
	}
	_ = s.reads.Close()
	_ = s.writes.Close()
}

// freshPostgres makes a database on the server that scripts/with-servers started.
func freshPostgres(ctx context.Context) (string, func(), error) {
	server := os.Getenv("TASKFLOW_TEST_POSTGRES")
	if server == "" {
		return "", func() {}, errors.New("TASKFLOW_TEST_POSTGRES is not set: run it by scripts/with-servers")
	}
	parsed, err := url.Parse(server)
	if err != nil {
		return "", func() {}, errors.New("TASKFLOW_TEST_POSTGRES can't be read")
	}
	name := "bench_" + id.New[id.Request]().String()
	if err := onServer(ctx, server, `CREATE DATABASE "`+name+`"`); err != nil {
		return "", func() {}, err
	}
	parsed.Path = "/" + name
	return parsed.String(), func() {
		_ = onServer(context.WithoutCancel(ctx), server, `DROP DATABASE IF EXISTS "`+name+`" WITH (FORCE)`)
	}, nil
}

func onServer(ctx context.Context, url, text string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, text)
	return errors.Join(err, conn.Close(ctx))
}

// capture takes the text of a query of TaskFlow's own, so that the bare handler runs the same.
type capture struct{ text string }

func (c *capture) Exec(_ context.Context, text string, _ ...any) (pgconn.CommandTag, error) {
	c.text = text
	return pgconn.CommandTag{}, nil
}

func (c *capture) Query(_ context.Context, text string, _ ...any) (pgx.Rows, error) {
	c.text = text
	return nil, errCaptured
}

func (c *capture) QueryRow(_ context.Context, text string, _ ...any) pgx.Row {
	c.text = text
	return unread{}
}

var errCaptured = errors.New("captured")

type unread struct{}

func (unread) Scan(...any) error { return errCaptured }
