package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	errNotExec = errors.New("only an :exec statement can be asked to change exactly one row")
	// errAbandoned is what a group is answered whose writer didn't come to an end.
	errAbandoned = errors.New("a request beside this one ended the writer")
)

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
	open  func() (*liteConn, error)
	conn  *liteConn
	queue chan *write
	done  chan struct{}
}

// write is one request's transaction on its way through the writer.
type write struct {
	ctx      context.Context //nolint:containedctx // it is the request's, on its way to another goroutine
	fn       func(*Tx) error
	tx       *Tx
	claimed  atomic.Bool // by the writer, or by a request that stopped waiting
	err      error
	panicked any
	finished chan struct{}
}

func newGroupCommit(open func() (*liteConn, error)) (*groupCommit, error) {
	conn, err := open()
	if err != nil {
		return nil, err
	}
	g := &groupCommit{open: open, conn: conn, queue: make(chan *write, groupSize), done: make(chan struct{})}
	go g.run()
	return g, nil
}

// close ends the writer; nobody may be waiting for it.
func (g *groupCommit) close() {
	close(g.queue)
	<-g.done
	g.conn.close()
}

// do has fn run by the writer and waits until it is durable. What fn panics
// with is panicked again on the caller's side.
func (g *groupCommit) do(ctx context.Context, wait time.Duration, fn func(*Tx) error) error {
	w := &write{ctx: ctx, fn: fn, finished: make(chan struct{})}
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

// run writes until the queue is closed. A request can end the goroutine beneath
// it (runtime.Goexit, which is what a test's FailNow does): another one goes on.
func (g *groupCommit) run() {
	ended := false
	defer func() {
		if !ended {
			go g.run()
			return
		}
		close(g.done)
	}()
	for first := range g.queue {
		g.commit(first)
	}
	ended = true
}

// commit gathers a group around first, commits it, and answers its members.
func (g *groupCommit) commit(first *write) {
	var group []*write
	err := errAbandoned
	defer func() {
		if err != nil {
			_ = g.conn.run("ROLLBACK") // SQLite may have done it already
		}
		for _, w := range group {
			if err != nil && w.err == nil {
				w.err = fmt.Errorf("committing: %w", err)
			}
			close(w.finished)
		}
	}()
	if err = g.begin(); err != nil {
		if first.claimed.CompareAndSwap(false, true) {
			group = append(group, first)
		}
		return
	}
	err = errAbandoned
	if err = g.gather(&group, first); err == nil {
		err = g.conn.run("COMMIT")
	}
}

// begin starts a transaction. A connection that can't is replaced: whatever
// state it was left in ends with it.
func (g *groupCommit) begin() error {
	err := g.conn.run("BEGIN IMMEDIATE")
	if err == nil || isLiteCode(err, sqlite3.SQLITE_BUSY) {
		return err
	}
	fresh, failed := g.open()
	if failed != nil {
		return errors.Join(err, failed)
	}
	g.conn.close()
	g.conn = fresh
	return g.conn.run("BEGIN IMMEDIATE")
}

// gather runs first and whoever else is waiting, and adds them to group. An
// error is one that ended the whole transaction.
func (g *groupCommit) gather(group *[]*write, first *write) error {
	deadline := time.NewTimer(groupTime)
	defer deadline.Stop()
	for next := first; ; {
		if next.claimed.CompareAndSwap(false, true) {
			*group = append(*group, next)
			if err := g.runOne(next); err != nil {
				return err
			}
		}
		if len(*group) >= groupSize {
			return nil
		}
		select {
		case <-deadline.C:
			return nil
		default:
		}
		select {
		case w, ok := <-g.queue:
			if !ok {
				return nil
			}
			next = w
		default:
			return nil
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
	session := &liteSession{conn: g.conn, ctx: w.ctx}
	w.tx = &Tx{session: session, kind: SQLite}
	w.err = protect(w)
	session.ended = true
	if w.err == nil {
		w.err = session.outcome()
	}
	if endsTransaction(w.err) || endsTransaction(session.failed) {
		return errors.Join(w.err, session.failed)
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
