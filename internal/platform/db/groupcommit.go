package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var errNotExec = errors.New("only an :exec statement can be asked to change exactly one row")

// A group of requests is closed at whichever of these comes first, so that
// nobody's durability waits for an endless queue.
const (
	groupSize = 256
	groupTime = 5 * time.Millisecond
)

// groupCommit is SQLite's one writer. It runs the transactions that are waiting,
// each inside its own savepoint, and makes all of them durable with one COMMIT:
// one fsync serves many requests. None is answered before that fsync.
type groupCommit struct {
	conn  *liteConn
	queue chan *write
	done  chan struct{}
	stop  sync.Once
}

// write is one request's transaction on its way through the writer.
type write struct {
	fn       func(*Tx) error
	tx       *Tx
	claimed  atomic.Bool // by the writer, or by a request that stopped waiting
	err      error
	panicked any
	finished chan struct{}
}

func newGroupCommit(conn *liteConn) *groupCommit {
	g := &groupCommit{conn: conn, queue: make(chan *write, groupSize), done: make(chan struct{})}
	go g.run()
	return g
}

func (g *groupCommit) close() {
	g.stop.Do(func() { close(g.queue) })
	<-g.done
	g.conn.close()
}

// do has fn run by the writer and waits until it is durable. What fn panics
// with is panicked again on the caller's side.
func (g *groupCommit) do(ctx context.Context, wait time.Duration, fn func(*Tx) error) error {
	w := &write{fn: fn, tx: &Tx{session: liteSession{g.conn}, kind: SQLite}, finished: make(chan struct{})}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case g.queue <- w:
	case <-timer.C:
		return errBusy
	}
	select {
	case <-w.finished:
	case <-timer.C:
		if w.claimed.CompareAndSwap(false, true) {
			return errBusy
		}
		<-w.finished
	case <-ctx.Done():
		if w.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-w.finished
	}
	if w.panicked != nil {
		panic(w.panicked)
	}
	if w.err == nil {
		w.tx.runHooks()
	}
	return w.err
}

func (g *groupCommit) run() {
	defer close(g.done)
	for first := range g.queue {
		g.commit(first)
	}
}

// commit gathers a group around first, commits it, and answers its members.
func (g *groupCommit) commit(first *write) {
	group := make([]*write, 0, 32)
	err := g.conn.run("BEGIN IMMEDIATE")
	if err == nil {
		group, err = g.gather(group, first)
		if err == nil {
			err = g.conn.run("COMMIT")
		}
		if err != nil {
			_ = g.conn.run("ROLLBACK") // SQLite may have done it already
		}
	} else {
		group = append(group, first)
	}
	for _, w := range group {
		if err != nil && w.err == nil {
			w.err = fmt.Errorf("committing: %w", err)
		}
		close(w.finished)
	}
}

// gather runs first and whoever else is waiting. An error is one that ended the
// whole transaction.
func (g *groupCommit) gather(group []*write, first *write) ([]*write, error) {
	deadline := time.NewTimer(groupTime)
	defer deadline.Stop()
	for next := first; ; {
		if next.claimed.CompareAndSwap(false, true) {
			group = append(group, next)
			if err := g.runOne(next); err != nil {
				return group, err
			}
		}
		if len(group) >= groupSize {
			return group, nil
		}
		select {
		case <-deadline.C:
			return group, nil
		default:
		}
		select {
		case w, ok := <-g.queue:
			if !ok {
				return group, nil
			}
			next = w
		default:
			return group, nil
		}
	}
}

// runOne runs one request in its savepoint. The error it returns is not the
// request's own but one after which the transaction is no longer whole.
func (g *groupCommit) runOne(w *write) error {
	if err := g.conn.run("SAVEPOINT request"); err != nil {
		w.err = err
		return err
	}
	w.err = protect(w)
	if endsTransaction(w.err) {
		return w.err
	}
	if w.err != nil || w.panicked != nil {
		if err := g.conn.run("ROLLBACK TO request"); err != nil {
			return err
		}
	}
	return g.conn.run("RELEASE request")
}

// protect keeps a request's panic from taking the writer with it.
func protect(w *write) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
	}()
	return w.fn(w.tx)
}

// endsTransaction tells the errors after which SQLite may have rolled back the
// whole transaction, and with it the other requests of the group.
func endsTransaction(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_BUSY,
		sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_READONLY:
		return true
	}
	return false
}
