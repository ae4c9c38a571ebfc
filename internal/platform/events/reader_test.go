package events_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// place is a workspace on a fresh database.
type world struct {
	*db.DB
	reader    events.Reader
	workspace id.Workspace
}

func newWorld(t *testing.T, engine db.Engine) world {
	t.Helper()
	w := world{DB: dbtest.Open(t, engine), reader: events.NewReader(engine), workspace: id.New[id.Workspace]()}
	addWorkspace(t, w.DB, w.workspace)
	return w
}

func addWorkspace(t *testing.T, d *db.DB, workspace id.Workspace) {
	t.Helper()
	err := d.Update(t.Context(), db.Scope{Workspace: workspace}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO workspaces (id, name, created_by, created_at, updated_at) VALUES ($1, 'W', $2, $3, $3)`,
			workspace, id.New[id.User](), noon)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w world) append(ctx context.Context, kind string, at time.Time) error {
	return w.Update(ctx, db.Scope{Workspace: w.workspace}, func(tx *db.Tx) error {
		return events.Append(ctx, tx, w.workspace, events.Event{Kind: kind, At: at, Data: map[string]string{"k": kind}})
	})
}

func (w world) after(t *testing.T, p events.Place, limit int) (b events.Batch) {
	t.Helper()
	err := w.Snapshot(t.Context(), db.Scope{Workspace: w.workspace}, func(ctx context.Context, q db.Querier) (err error) {
		b, err = w.reader.After(ctx, q, w.workspace, p, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w world) head(t *testing.T) (p events.Place) {
	t.Helper()
	err := w.Snapshot(t.Context(), db.Scope{Workspace: w.workspace}, func(ctx context.Context, q db.Querier) (err error) {
		p, err = w.reader.Head(ctx, q, noon)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func kinds(b events.Batch) (list []string) {
	for _, e := range b.Events {
		list = append(list, e.Kind)
	}
	return list
}

func each(t *testing.T, f func(t *testing.T, w world)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, newWorld(t, engine))
		})
	}
}

func TestAfterPagesInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		start := w.head(t)
		var want []string
		for i := range 7 {
			want = append(want, fmt.Sprintf("e%d", i))
			if err := w.append(t.Context(), want[i], noon); err != nil {
				t.Fatal(err)
			}
		}
		w.settled(t, start)
		var got []string
		for p, full := start, true; full; {
			b := w.after(t, p, 3)
			if got = append(got, kinds(b)...); len(b.Events) > 0 {
				p = b.Events[len(b.Events)-1].Place
			}
			full = b.Full
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if b := w.after(t, w.head(t), 3); len(b.Events) > 0 {
			t.Errorf("after the head came %v", kinds(b))
		}
		if b := w.after(t, events.Place{}, 100); len(b.Events) != 7 || b.Events[0].Data != `{"k":"e0"}` || !b.Events[0].At.Equal(noon) || b.Events[0].ID.IsZero() {
			t.Errorf("read back %+v", b.Events)
		}
	})
}

func TestAfterIsOfOneWorkspace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		if err := w.append(t.Context(), "ours", noon); err != nil {
			t.Fatal(err)
		}
		foreign := w
		foreign.workspace = id.New[id.Workspace]()
		addWorkspace(t, w.DB, foreign.workspace)
		w.settled(t, events.Place{})
		if b := foreign.after(t, events.Place{}, 10); len(b.Events) > 0 {
			t.Errorf("another workspace reads %v", kinds(b))
		}
	})
}

// The transaction that began first commits last: what it wrote has the lower
// number and must neither be skipped nor given out of order.
func TestLateCommitIsNotMissed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		if w.Engine() == db.SQLite {
			t.Skip("SQLite has one writer: transactions can't overlap")
		}
		start := w.head(t)
		wrote, finish, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			done <- w.Update(t.Context(), db.Scope{Workspace: w.workspace}, func(tx *db.Tx) error {
				if err := events.Append(t.Context(), tx, w.workspace, events.Event{Kind: "late", At: noon}); err != nil {
					return err
				}
				var one int32 // :exec statements wait for the next question
				if err := tx.QueryRow(t.Context(), "SELECT 1").Scan(&one); err != nil {
					return err
				}
				close(wrote)
				<-finish
				return nil
			})
		}()
		<-wrote
		if err := w.append(t.Context(), "early", noon); err != nil {
			t.Fatal(err)
		}
		b := w.after(t, start, 10)
		if len(b.Events) > 0 || !b.HeldBack {
			t.Errorf("while the first runs: %v, held back %t", kinds(b), b.HeldBack)
		}
		close(finish)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if b = w.settled(t, start); !cmp.Equal(kinds(b), []string{"late", "early"}) {
			t.Errorf("afterwards: %v", kinds(b))
		}
		if b = w.after(t, b.Events[1].Place, 10); len(b.Events) > 0 {
			t.Errorf("twice: %v", kinds(b))
		}
	})
}

// settled reads until nothing is held back: other tests use the same server.
func (w world) settled(t *testing.T, p events.Place) events.Batch {
	t.Helper()
	for range 2000 {
		if b := w.after(t, p, 1000); !b.HeldBack {
			return b
		}
		pause(t, 5*time.Millisecond)
	}
	t.Fatal("events are held back for good")
	return events.Batch{}
}

func pause(t *testing.T, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
	}
}

// Eight writers commit in whatever order while a reader follows.
func TestFollowingMissesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		const writers, each = 8, 25
		p := w.head(t)
		var writing sync.WaitGroup
		failed := make(chan error, writers)
		for n := range writers {
			writing.Go(func() {
				for i := range each {
					if err := w.slowAppend(t, fmt.Sprintf("%d.%d", n, i)); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		stopped := make(chan struct{})
		go func() { writing.Wait(); close(stopped) }()
		seen := map[string]int{}
		for running := true; running || len(seen) < writers*each; {
			select {
			case <-stopped:
				running = false
			case err := <-failed:
				t.Fatal(err)
			case <-t.Context().Done():
				t.Fatal("timed out")
			default:
			}
			b := w.after(t, p, 10)
			for _, e := range b.Events {
				seen[e.Kind]++
				if e.Place.Compare(p) <= 0 {
					t.Fatalf("%s stands before what was read already", e.Kind)
				}
				p = e.Place
			}
			if !running && !b.HeldBack && !b.Full {
				break
			}
		}
		if len(seen) != writers*each {
			t.Errorf("%d of %d events", len(seen), writers*each)
		}
		for kind, n := range seen {
			if n != 1 {
				t.Errorf("%s came %d times", kind, n)
			}
		}
	})
}

// slowAppend leaves its transaction open for a while, so that others overtake it.
func (w world) slowAppend(t *testing.T, kind string) error {
	return w.Update(t.Context(), db.Scope{Workspace: w.workspace}, func(tx *db.Tx) error {
		if err := events.Append(t.Context(), tx, w.workspace, events.Event{Kind: kind, At: noon}); err != nil {
			return err
		}
		if tx.Engine() == db.SQLite {
			return nil
		}
		var nothing string
		return tx.QueryRow(t.Context(), "SELECT CAST(pg_sleep($1) AS text)", rand.Float64()/100).Scan(&nothing)
	})
}

func TestForget(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		for kind, age := range map[string]time.Duration{"old": events.Kept + time.Minute, "young": events.Kept - time.Minute} {
			if err := w.append(t.Context(), kind, noon.Add(-age)); err != nil {
				t.Fatal(err)
			}
		}
		n, err := events.Forget(t.Context(), w.DB, noon)
		if err != nil || n != 1 {
			t.Fatalf("forgot %d, %v", n, err)
		}
		if b := w.settled(t, events.Place{}); !cmp.Equal(kinds(b), []string{"young"}) {
			t.Errorf("left: %v", kinds(b))
		}
	})
}
