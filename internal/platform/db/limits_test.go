package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

// occupy keeps a transaction open until the test lets it go.
func occupy(run func(context.Context, db.Scope, func(*db.Tx) error) error, fn func(*db.Tx) error) (release func() error) {
	inside, leave, result := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		result <- run(context.Background(), db.Scope{}, func(tx *db.Tx) error {
			err := fn(tx)
			close(inside)
			<-leave
			return err
		})
	}()
	<-inside
	return func() error { close(leave); return <-result }
}

// wantRefusedWithin fails the test unless run is refused as unavailable in about limit.
func wantRefusedWithin(t *testing.T, limit time.Duration, run func() error) {
	t.Helper()
	start := time.Now()
	err := run()
	if took := time.Since(start); !isUnavailable(err) || took > limit+time.Second {
		t.Errorf("after %v: %v; want it refused within %v", took, err, limit)
	}
}

func TestWaitingForAConnectionIsBounded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns, config.Wait = 1, 200*time.Millisecond
		d := openThings(t, config)
		ask := func(tx *db.Tx) error { return tx.QueryRow(context.Background(), countSQL).Scan(new(int64)) }
		release := occupy(d.View, ask)
		wantRefusedWithin(t, config.Wait, func() error { return d.View(context.Background(), db.Scope{}, ask) })
		wantRefusedWithin(t, config.Wait, func() error { return d.Ping(context.Background()) })
		impatient, cancel := context.WithTimeout(context.Background(), config.Wait/4)
		defer cancel()
		wantRefusedWithin(t, config.Wait/4, func() error { return d.View(impatient, db.Scope{}, ask) })
		if err := release(); err != nil {
			t.Error(err)
		}
		wantCount(t, d, 0)
	})
}

// On SQLite they meet at the writer, on PostgreSQL at the row.
func TestWaitingForAnotherWriterIsBounded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.Wait = 200 * time.Millisecond
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("x")) })
		ran := 0
		bump := func(tx *db.Tx) error {
			ran++
			_, err := tx.Exec(context.Background(), bumpRows, "x")
			return err
		}
		release := occupy(d.Update, bump)
		before := ran
		wantRefusedWithin(t, config.Wait, func() error { return d.Update(context.Background(), db.Scope{}, bump) })
		if err := release(); err != nil {
			t.Error(err)
		}
		update(t, d, bump)
		if d.Engine() == db.SQLite && ran != before+1 {
			t.Error("a transaction ran after it had been refused")
		}
		config.Wait = 10 * time.Second // looking is not what is tested
		var n int64
		if err := dbtest.OpenConfig(t, config).View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT n FROM things").Scan(&n)
		}); err != nil || n != 2 {
			t.Errorf("n is %d, want the 2 changes that were acknowledged (%v)", n, err)
		}
	})
}

func TestPostgreSQLStopsWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, postgres(t))
	config.Timeout, config.Wait = 400*time.Millisecond, 300*time.Millisecond
	d := dbtest.OpenConfig(t, config)
	sleep := func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), "SELECT pg_sleep(20)")
		return err
	}
	wantRefusedWithin(t, config.Timeout, func() error { return d.View(context.Background(), db.Scope{}, sleep) })
	wantRefusedWithin(t, config.Timeout, func() error { return d.Update(context.Background(), db.Scope{}, sleep) })
	for _, run := range []func(context.Context, db.Scope, func(*db.Tx) error) error{d.View, d.Update} {
		for name, want := range map[string]string{
			"statement_timeout": "400ms", "lock_timeout": "300ms", "idle_in_transaction_session_timeout": "800ms", "TimeZone": "UTC",
		} {
			var got string
			err := run(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				return tx.QueryRow(t.Context(), "SELECT current_setting($1)", name).Scan(&got)
			})
			if err != nil || got != want {
				t.Errorf("%s is %q, want %q (%v)", name, got, want, err)
			}
		}
	}
}

func TestADeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.Wait = 5 * time.Second // longer than PostgreSQL takes to find a deadlock
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error {
			return errors.Join(put(t.Context(), tx, newThing("a")), put(t.Context(), tx, newThing("b")))
		})
		var met, all sync.WaitGroup
		met.Add(2)
		failures := make([]error, 2)
		hooks := make([]int, 2)
		for i, order := range []string{"ab", "ba"} {
			all.Go(func() {
				tries := 0
				failures[i] = d.Update(context.Background(), db.Scope{}, func(tx *db.Tx) error {
					tries++
					tx.AfterCommit(func() { hooks[i]++ })
					if _, err := tx.Exec(context.Background(), bumpRows, order[:1]); err != nil {
						return err
					}
					if tries == 1 && d.Engine() == db.PostgreSQL {
						met.Done()
						met.Wait()
					}
					_, err := tx.Exec(context.Background(), bumpRows, order[1:])
					return err
				})
			})
		}
		all.Wait()
		if err := errors.Join(failures...); err != nil || hooks[0] != 1 || hooks[1] != 1 {
			t.Errorf("%v; the hooks ran %v times", err, hooks)
		}
		var sum int64
		if err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT CAST(sum(n) AS bigint) FROM things").Scan(&sum)
		}); err != nil || sum != 4 {
			t.Errorf("the changes add up to %d, want 4 (%v)", sum, err)
		}
	})
}

func TestInjectedFaultsTakeTheStatementsPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		broken := false
		config.Fault = func(sql string) error {
			if broken && strings.Contains(sql, "things") {
				return errOwn
			}
			return nil
		}
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("x")) })
		broken = true
		var got []int64
		for name, err := range map[string]error{
			"held back": d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("y")) }),
			"one": d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				_, err := tx.One(errors.New("other")).Exec(t.Context(), bumpSQL, "x")
				return err
			}),
			"last": d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				return tx.Last().QueryRow(t.Context(), countSQL).Scan(new(int64))
			}),
			"loader": d.Snapshot(t.Context(), db.Scope{}, counting(1, &got)),
		} {
			if !errors.Is(err, errOwn) {
				t.Errorf("%s: %v", name, err)
			}
		}
		broken = false
		wantCount(t, d, 1)
	})
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenConfig(t, db.Config{URL: "postgres://nobody:nothing@127.0.0.1:1/none", Wait: 200 * time.Millisecond})
	wantRefusedWithin(t, 200*time.Millisecond, func() error { return d.Ping(t.Context()) })
	wantRefusedWithin(t, 200*time.Millisecond, func() error { return d.Update(t.Context(), db.Scope{}, func(*db.Tx) error { return nil }) })
}
