package db

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"taskflow/internal/platform/id"
)

// liteEngine is SQLite: many readers, each on its own connection, and one
// writer that commits for many requests at once.
type liteEngine struct {
	config  Config
	path    string
	readers chan *liteConn // a place a reader; nil = not opened yet
	writer  *groupCommit
	open    sync.WaitGroup
}

// litePragmas make SQLite durable: a COMMIT has reached the disk (FULL) in a
// log that readers don't wait for (WAL).
const litePragmas = "_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)" +
	"&_pragma=busy_timeout(2000)&_pragma=temp_store(memory)&_pragma=trusted_schema(0)"

func litePath(url string) string { return strings.TrimPrefix(url, "sqlite:") }

func liteDSN(path, more string) string { return "file:" + path + "?" + litePragmas + more }

func openSQLite(config Config) (*liteEngine, error) {
	path := litePath(config.URL)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	if strings.ContainsAny(path, "?#%") {
		return nil, fmt.Errorf("the database's path %q must not contain ? # or %%", path)
	}
	writing, err := openLiteConn(liteDSN(path, "&_pragma=cache_size(-8000)"), config.Fault)
	if err != nil {
		return nil, err
	}
	writing.whole = true
	places := config.MaxConns
	if places <= 0 {
		places = max(4, 2*runtime.GOMAXPROCS(0))
	}
	e := &liteEngine{config: config, path: path, readers: make(chan *liteConn, places), writer: newGroupCommit(writing)}
	for range places {
		e.readers <- nil
	}
	return e, nil
}

func (e *liteEngine) acquire(ctx context.Context) (*liteConn, error) {
	select {
	case c := <-e.readers:
		return e.opened(c)
	default:
	}
	wait := time.NewTimer(e.config.Wait)
	defer wait.Stop()
	select {
	case c := <-e.readers:
		return e.opened(c)
	case <-wait.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (e *liteEngine) opened(c *liteConn) (*liteConn, error) {
	if c != nil {
		return c, nil
	}
	c, err := openLiteConn(liteDSN(e.path, "&_pragma=query_only(1)&_pragma=cache_size(-4000)"), e.config.Fault)
	if err != nil {
		e.readers <- nil
	}
	return c, err
}

func (e *liteEngine) view(ctx context.Context, _ Scope, fn func(*Tx) error) error {
	c, err := e.acquire(ctx)
	if err != nil {
		return err
	}
	e.open.Add(1)
	defer e.open.Done()
	healthy := false
	defer func() {
		if !healthy {
			c.close()
			c = nil
		}
		e.readers <- c
	}()
	if err := c.run("BEGIN"); err != nil {
		return err
	}
	defer func() { healthy = c.run("ROLLBACK") == nil }() // nothing was written: how it ends makes no difference
	tx := &Tx{session: liteSession{c}, kind: SQLite}
	if err := fn(tx); err != nil {
		return err
	}
	tx.runHooks()
	return nil
}

func (e *liteEngine) snapshot(ctx context.Context, s Scope, loaders []Loader) error {
	return e.view(ctx, s, func(tx *Tx) error { return tx.Together(ctx, loaders...) })
}

func (e *liteEngine) update(ctx context.Context, _ Scope, fn func(*Tx) error) error {
	e.open.Add(1)
	defer e.open.Done()
	return e.writer.do(ctx, e.config.Wait, fn)
}

func (e *liteEngine) ping(ctx context.Context) error {
	return e.view(ctx, Scope{}, func(tx *Tx) error {
		var one int64
		return tx.QueryRow(ctx, "SELECT 1").Scan(&one)
	})
}

func (e *liteEngine) close() {
	e.open.Wait()
	for range cap(e.readers) {
		if c := <-e.readers; c != nil {
			c.close()
		}
	}
	e.writer.close()
}

// liteSession is a transaction's access to a connection of SQLite.
type liteSession struct{ *liteConn }

func (s liteSession) one(otherwise error) Querier { return liteOne{s.liteConn, otherwise} }
func (s liteSession) last() Querier               { return s.liteConn }

// enter does nothing: SQLite has no second layer below the WHERE of each statement.
func (s liteSession) enter(context.Context, id.Workspace) error { return nil }

func (s liteSession) together(ctx context.Context, loaders []Loader) error {
	for _, load := range loaders {
		if err := load(ctx, s.liteConn); err != nil {
			return err
		}
	}
	return nil
}

// liteOne is the Querier of Tx.One.
type liteOne struct {
	conn      *liteConn
	otherwise error
}

func (o liteOne) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	tag, err := o.conn.Exec(ctx, sql, args...)
	if err == nil && tag.RowsAffected() != 1 {
		err = o.otherwise
	}
	return tag, err
}

func (o liteOne) Query(context.Context, string, ...any) (pgx.Rows, error) { return nil, errNotExec }
func (o liteOne) QueryRow(context.Context, string, ...any) pgx.Row        { return failedRow{errNotExec} }
