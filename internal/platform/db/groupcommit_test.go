package db_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

// commits counts the COMMITs in SQLite's log: each ends with a frame that gives
// the database's size (https://www.sqlite.org/fileformat.html#the_write_ahead_log).
func commits(t *testing.T, config db.Config) (n int) {
	t.Helper()
	log, err := os.ReadFile(config.URL + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	page := int(binary.BigEndian.Uint32(log[8:]))
	for at := 32; at+24+page <= len(log); at += 24 + page {
		if binary.BigEndian.Uint32(log[at+4:]) != 0 {
			n++
		}
	}
	return n
}

// group queues the transactions behind one that is running, so that the writer
// meets them together, and returns how each of them ended.
func group(t *testing.T, d *db.DB, list []func(*db.Tx) error) []error {
	t.Helper()
	release := occupy(d.Update, func(*db.Tx) error { return nil })
	results := make([]error, len(list))
	var all sync.WaitGroup
	for i, fn := range list {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					results[i] = fmt.Errorf("%w: %.20v", errPanicked, p)
				}
			}()
			results[i] = d.Update(context.Background(), db.Scope{}, fn)
		})
	}
	for deadline := time.Now().Add(time.Second); d.Waiting() < len(list) && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	_ = release() // it may share the fate of its group
	all.Wait()
	return results
}

var errPanicked = errors.New("panicked")

func putting(note string) func(*db.Tx) error {
	return func(tx *db.Tx) error { return put(context.Background(), tx, newThing(note)) }
}

func TestManyWritersShareACommit(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, db.SQLite)
	d := openThings(t, config)
	before := commits(t, config)
	var list []func(*db.Tx) error
	for range 100 {
		list = append(list, putting("x"))
	}
	if err := errors.Join(group(t, d, list)...); err != nil {
		t.Fatal(err)
	}
	shared := commits(t, config) - before
	t.Logf("100 transactions took %d commits", shared)
	// They can be more than one only where a group's time is up.
	if shared < 1 || shared > 20 {
		t.Errorf("100 transactions took %d commits", shared)
	}
	wantCount(t, d, 100)
}

func TestAMemberThatFailsHurtsNobodyElse(t *testing.T) {
	t.Parallel()
	d := openThings(t, dbtest.Config(t, db.SQLite))
	twin := newThing("twin")
	list := []func(*db.Tx) error{
		putting("good"),
		func(tx *db.Tx) error { return errors.Join(putting("bad")(tx), errOwn) },
		putting("good"),
		func(tx *db.Tx) error { _ = putting("bad")(tx); panic("stop") },
		func(tx *db.Tx) error {
			return errors.Join(put(context.Background(), tx, twin), put(context.Background(), tx, twin))
		},
		putting("good"),
		func(tx *db.Tx) error { // a program that ends the transaction itself
			_, err := tx.One(errOwn).Exec(context.Background(), bumpSQL, "nobody")
			return err
		},
		putting("good"),
	}
	for i, err := range group(t, d, list) {
		if good := i%2 == 0 && i != 4 && i != 6 || i == 5 || i == 7; good != (err == nil) {
			t.Errorf("member %d ended with %v", i, err)
		}
	}
	var good int64
	if err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), "SELECT count(*) FROM things WHERE note = 'good'").Scan(&good)
	}); err != nil || good != 4 {
		t.Errorf("%d good rows, want 4 (%v)", good, err)
	}
	wantCount(t, d, 4)
}

// A test that fails inside an Update ends the writer's goroutine; so would a handler.
func TestTheWriterOutlivesAGoexit(t *testing.T) {
	t.Parallel()
	d := openThings(t, dbtest.Config(t, db.SQLite))
	for range 3 {
		if d.Update(t.Context(), db.Scope{}, func(*db.Tx) error { runtime.Goexit(); return nil }) == nil {
			t.Error("a transaction that never ended was acknowledged")
		}
		update(t, d, putting("after"))
	}
	wantCount(t, d, 3)
}

func TestTheWriterRecoversFromAProgramThatEndsItsTransaction(t *testing.T) {
	t.Parallel()
	d := openThings(t, dbtest.Config(t, db.SQLite))
	for _, sql := range []string{"COMMIT", "ROLLBACK", "ROLLBACK TO request; RELEASE request", "SAVEPOINT mine"} {
		_ = d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
		update(t, d, putting(sql))
	}
	wantCount(t, d, 4)
}

func TestAFullDiskFailsTheGroupAndIsOutlived(t *testing.T) {
	t.Parallel()
	d := openThings(t, dbtest.Config(t, db.SQLite))
	pages := func(limit string) {
		t.Helper()
		update(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "PRAGMA max_page_count = "+limit)
			return err
		})
	}
	var used int64
	update(t, d, func(tx *db.Tx) error { return tx.QueryRow(t.Context(), "PRAGMA page_count").Scan(&used) })
	pages(fmt.Sprint(used + 2))
	large := func(tx *db.Tx) error {
		x := newThing("large")
		x.Raw = make([]byte, 1<<20)
		return put(context.Background(), tx, x)
	}
	swallowed := func(tx *db.Tx) error { _ = large(tx); return nil }
	for _, fills := range []func(*db.Tx) error{large, swallowed} {
		if err := d.Update(t.Context(), db.Scope{}, fills); !isUnavailable(err) {
			t.Errorf("a full disk is %v", err)
		}
	}
	acknowledged := int64(0)
	for i, err := range group(t, d, []func(*db.Tx) error{putting("small"), large, putting("small")}) {
		switch {
		case err == nil:
			acknowledged++
		case !isUnavailable(err):
			t.Errorf("member %d of a group that met a full disk: %v", i, err)
		}
	}
	wantCount(t, d, acknowledged)
	pages("1000000")
	update(t, d, large)
	wantCount(t, d, acknowledged+1)
}

func TestNobodyStarvesInAFlood(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		var flood sync.WaitGroup
		var stop atomic.Bool
		var written atomic.Int64
		for range 32 {
			flood.Go(func() {
				for !stop.Load() {
					if d.Update(context.Background(), db.Scope{}, putting("x")) == nil {
						written.Add(1)
					}
				}
			})
		}
		var slowest time.Duration
		for range 50 {
			start := time.Now()
			if err := d.Update(t.Context(), db.Scope{}, putting("probe")); err != nil {
				t.Error(err)
			}
			slowest = max(slowest, time.Since(start))
		}
		stop.Store(true)
		flood.Wait()
		t.Logf("the slowest of 50 writes beside a flood of %d took %v", written.Load(), slowest)
		if slowest > 2*time.Second {
			t.Errorf("a write waited %v", slowest)
		}
		wantCount(t, d, written.Load()+50)
	})
}
