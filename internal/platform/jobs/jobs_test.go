package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/token"
)

const link = "https://tasks.example.com/verify?token=tfv_0123456789012345678901234567890123456789"

type node struct {
	*jobs.Queue
	db    *db.DB
	clock *clock.Fake
}

func open(t *testing.T, config db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func newNode(t *testing.T, d *db.DB, clk *clock.Fake, o jobs.Options) *node {
	t.Helper()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return &node{Queue: jobs.New(d, sealer, clk, slog.New(slog.DiscardHandler), o), db: d, clock: clk}
}

func newClock() *clock.Fake { return clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

func (n *node) enqueue(t *testing.T, payload string) {
	t.Helper()
	err := n.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		return n.Enqueue(t.Context(), tx, "work", payload, n.clock.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (n *node) drain(t *testing.T) int {
	t.Helper()
	ran, err := n.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return ran
}

// column reads one text column of the only job; empty when there is none.
func (n *node) column(t *testing.T, name string) (text string) {
	t.Helper()
	err := n.db.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		err := tx.QueryRow(t.Context(), "SELECT "+name+" FROM jobs").Scan(&text)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAJobIsThereExactlyWhenItsTransactionIs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		n := newNode(t, open(t, config), newClock(), jobs.Options{})
		var got []string
		n.Handle("work", func(_ context.Context, j jobs.Job) error {
			var text string
			err := j.Decode(&text)
			got = append(got, text)
			return err
		})
		refused := errors.New("refused")
		err := n.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return errors.Join(n.Enqueue(t.Context(), tx, "work", "rolled back", n.clock.Now()), refused)
		})
		if !errors.Is(err, refused) || n.drain(t) != 0 {
			t.Fatalf("a rolled back job ran: %v", err)
		}
		n.enqueue(t, link)
		if sealed := n.column(t, "payload"); sealed == "" || strings.Contains(sealed, "tfv_") {
			t.Error("the payload is stored in the clear")
		}
		if n.drain(t) != 1 || len(got) != 1 || got[0] != link || n.drain(t) != 0 {
			t.Errorf("ran with %q", got)
		}
	})
}

func TestAPayloadIsBoundToItsRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		n := newNode(t, open(t, config), newClock(), jobs.Options{})
		ran := false
		n.Handle("work", func(context.Context, jobs.Job) error { ran = true; return nil })
		n.Handle("other", func(context.Context, jobs.Job) error { ran = true; return nil })
		n.enqueue(t, link)
		if err := n.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE jobs SET kind = 'other'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		n.drain(t)
		if failed, err := n.Failed(t.Context()); ran || failed != 1 || err != nil {
			t.Errorf("a moved payload was handled: ran=%v failed=%d %v", ran, failed, err)
		}
	})
}

func TestACrashBetweenClaimAndCompletionIsMadeUpForAfterTheLease(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		clk := newClock()
		crashing := newNode(t, open(t, config), clk, jobs.Options{})
		crashing.Handle("work", func(context.Context, jobs.Job) error { return nil })
		crashing.enqueue(t, "x")
		if err := crashing.ClaimAndCrash(t.Context()); err != nil {
			t.Fatal(err)
		}
		other := newNode(t, open(t, config), clk, jobs.Options{})
		attempt := 0
		other.Handle("work", func(_ context.Context, j jobs.Job) error { attempt = j.Attempt; return nil })
		clk.Advance(90*time.Second + jobs.Margin - time.Microsecond)
		if other.drain(t) != 0 {
			t.Fatal("the job ran while another node held its lease")
		}
		clk.Advance(time.Microsecond)
		if other.drain(t) != 1 || attempt != 2 {
			t.Errorf("the job did not run again after the lease (attempt %d)", attempt)
		}
	})
}

func TestALateFinishDoesNotTakeAwayAnothersClaim(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		clk := newClock()
		n := newNode(t, open(t, config), clk, jobs.Options{})
		runs := 0
		n.Handle("work", func(ctx context.Context, j jobs.Job) error {
			runs++
			if runs > 1 {
				return errors.New("again, please")
			}
			clk.Advance(time.Hour) // the first run outlasts its lease
			_, err := n.Drain(ctx)
			return err
		})
		n.enqueue(t, "x")
		n.drain(t)
		if n.column(t, "last_error") == "" {
			t.Error("a finish that came after the lease deleted the job of a later claim")
		}
	})
}

func TestFailuresComeBackLaterAndAreGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		clk := newClock()
		n := newNode(t, open(t, config), clk, jobs.Options{MaxAttempts: 3})
		runs := 0
		n.Handle("work", func(context.Context, jobs.Job) error {
			runs++
			if runs == 2 {
				panic("no reason")
			}
			return errors.New("refused by the server: " + link + "\r\n\x1b[31m" + strings.Repeat("x", 2000))
		})
		n.enqueue(t, "x")
		for want := 1; want <= 3; want++ {
			if n.drain(t) != 1 || runs != want {
				t.Fatalf("run %d: %d runs", want, runs)
			}
			if n.drain(t) != 0 {
				t.Fatalf("run %d: no wait before the next attempt", want)
			}
			clk.Advance(time.Hour)
		}
		kept := n.column(t, "last_error")
		if n.drain(t) != 0 || !strings.Contains(kept, "refused by the server") {
			t.Errorf("a job that was given up: %q", kept)
		}
		if strings.Contains(kept, "tfv_") || strings.ContainsAny(kept, "\r\n\x1b") || len(kept) > 600 {
			t.Errorf("the kept error is unsafe: %q", kept)
		}
		if failed, err := n.Failed(t.Context()); failed != 1 || err != nil {
			t.Errorf("%d failed jobs: %v", failed, err)
		}
	})
}

func TestManyWorkersRunEachJobOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		const workers, count = 20, 200
		clk, d := newClock(), open(t, config)
		var ran sync.Map
		var done, twice atomic.Int64
		finished := make(chan struct{})
		handler := func(_ context.Context, j jobs.Job) error {
			if _, before := ran.LoadOrStore(j.ID, true); before {
				twice.Add(1)
			}
			if done.Add(1) == count {
				close(finished)
			}
			return nil
		}
		first := newNode(t, d, clk, jobs.Options{})
		first.Handle("work", handler)
		for range count {
			first.enqueue(t, "x")
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		for range workers {
			n := newNode(t, d, clk, jobs.Options{})
			n.Handle("work", handler)
			running.Go(func() {
				if err := n.Run(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		select {
		case <-finished:
		case <-time.After(30 * time.Second):
			t.Errorf("only %d of %d ran", done.Load(), count)
		}
		stop()
		running.Wait()
		if twice.Load() != 0 || first.drain(t) != 0 {
			t.Errorf("%d jobs ran twice", twice.Load())
		}
	})
}

func TestAnIdleWorkerWakesAtTheCommitAndWritesNothingBefore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		var writes atomic.Int64
		config.Fault = func(sql string) error {
			if strings.HasPrefix(sql, "UPDATE") || strings.HasPrefix(sql, "WITH") {
				writes.Add(1)
			}
			return nil
		}
		n := newNode(t, open(t, config), newClock(), jobs.Options{Poll: time.Hour})
		ran := make(chan struct{})
		n.Handle("work", func(context.Context, jobs.Job) error { close(ran); return nil })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- n.Run(ctx) }()
		for range 20 {
			n.Wake()
			if _, err := n.Failed(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if writes.Load() != 0 {
			t.Errorf("%d writes while idle", writes.Load())
		}
		n.enqueue(t, "x")
		select {
		case <-ran:
		case <-time.After(10 * time.Second):
			t.Error("the commit woke nobody")
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestStoppingWaitsForHandlersAndThenTellsThemToEnd(t *testing.T) {
	t.Parallel()
	n := newNode(t, dbtest.Open(t, db.SQLite), newClock(), jobs.Options{Grace: 20 * time.Millisecond})
	started, told := make(chan struct{}), make(chan struct{})
	n.Handle("work", func(ctx context.Context, _ jobs.Job) error {
		close(started)
		<-ctx.Done()
		close(told)
		return ctx.Err()
	})
	n.enqueue(t, "x")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	<-started
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	select {
	case <-told:
	default:
		t.Error("Run ended before its handler")
	}
	if n.column(t, "last_error") == "" {
		t.Error("the stopped job is lost")
	}
}

func TestMailLeavesAfterTheCommitOnly(t *testing.T) {
	t.Parallel()
	n := newNode(t, dbtest.Open(t, db.SQLite), newClock(), jobs.Options{})
	var out mail.Memory
	n.HandleMail(&out)
	m := mail.Message{To: mail.Address{Name: "R", Email: "r@example.com"}, Subject: "S", Text: link, HTML: "<p>x</p>", Kind: "test"}
	if err := n.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		if err := n.Mail(t.Context(), tx, m); err != nil {
			return err
		}
		if len(out.Sent("")) != 0 {
			t.Error("the mail left before the commit")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	n.drain(t)
	if sent := out.Sent("r@example.com"); len(sent) != 1 || sent[0] != m {
		t.Errorf("sent %v", sent)
	}
}

func TestRefusedJobs(t *testing.T) {
	t.Parallel()
	n := newNode(t, dbtest.Open(t, db.SQLite), newClock(), jobs.Options{})
	n.Handle("work", func(context.Context, jobs.Job) error { return nil })
	for name, try := range map[string]func(tx *db.Tx) error{
		"too large": func(tx *db.Tx) error {
			return n.Enqueue(t.Context(), tx, "work", strings.Repeat("x", jobs.MaxPayload), n.clock.Now())
		},
		"nobody handles it": func(tx *db.Tx) error { return n.Enqueue(t.Context(), tx, "unknown", "x", n.clock.Now()) },
	} {
		if err := n.db.Update(t.Context(), db.Scope{}, try); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
