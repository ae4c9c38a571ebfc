package db

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// liteEngine is SQLite: many readers, each on its own connection, and one
// writer that commits for many requests at once.
type liteEngine struct {
	config  Config
	path    string
	readers chan *liteConn // a place a reader; nil = not opened yet
	writer  *groupCommit
	gate    gate
}

// litePragmas make SQLite durable: a COMMIT has reached the disk (FULL) in a
// log that readers don't wait for (WAL).
const litePragmas = "_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)" +
	"&_pragma=busy_timeout(2000)&_pragma=temp_store(memory)&_pragma=trusted_schema(0)"

func liteDSN(path, more string) string { return "file:" + path + "?" + litePragmas + more }

// liteFile returns the path that a URL names, and makes the file where it is
// missing, so that nobody but its owner can read it: SQLite's own files beside
// it take its mode.
func liteFile(url string) (string, error) {
	path := strings.TrimPrefix(url, "sqlite:")
	if strings.ContainsAny(path, "?#%") {
		return "", fmt.Errorf("the database's path %q must not contain ? # or %%", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("making the data folder: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's own choice
	if err != nil {
		return "", fmt.Errorf("opening the database's file: %w", err)
	}
	return path, file.Close()
}

func openSQLite(config Config) (*liteEngine, error) {
	path, err := liteFile(config.URL)
	if err != nil {
		return nil, err
	}
	writer, err := newGroupCommit(func() (*liteConn, error) {
		return openLiteConn(liteDSN(path, "&_pragma=cache_size(-8000)"), config.Fault)
	})
	if err != nil {
		return nil, err
	}
	places := config.MaxConns
	if places <= 0 {
		places = max(4, 2*runtime.GOMAXPROCS(0))
	}
	e := &liteEngine{config: config, path: path, readers: make(chan *liteConn, places), writer: writer}
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
	if err := e.gate.enter(); err != nil {
		return err
	}
	defer e.gate.leave()
	c, err := e.acquire(ctx)
	if err != nil {
		return err
	}
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
	session := &liteSession{conn: c, ctx: ctx, readOnly: true}
	defer func() { session.ended = true }()
	tx := &Tx{session: session, kind: SQLite}
	if err := fn(tx); err != nil {
		return err
	}
	if err := session.outcome(); err != nil {
		return err
	}
	tx.runHooks()
	return nil
}

func (e *liteEngine) snapshot(ctx context.Context, s Scope, loaders []Loader) error {
	return e.view(ctx, s, func(tx *Tx) error { return tx.Together(ctx, loaders...) })
}

func (e *liteEngine) update(ctx context.Context, _ Scope, fn func(*Tx) error) error {
	if err := e.gate.enter(); err != nil {
		return err
	}
	defer e.gate.leave()
	return e.writer.do(ctx, e.config.Wait, fn)
}

func (e *liteEngine) ping(ctx context.Context) error {
	return e.view(ctx, Scope{}, func(tx *Tx) error {
		var tables int64
		return tx.QueryRow(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	})
}

func (e *liteEngine) close() {
	if !e.gate.close() {
		return
	}
	for range cap(e.readers) {
		if c := <-e.readers; c != nil {
			c.close()
		}
	}
	e.writer.close()
}
