package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

var errOwn = errors.New("the caller's own")

func isUnavailable(err error) bool { return errors.Is(err, problem.Unavailable(nil, 0)) }

func TestAViewCanNotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		for name, write := range map[string]func(*db.Tx) error{
			"held back": func(tx *db.Tx) error { return put(t.Context(), tx, newThing("x")) },
			"counted": func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), bumpRows, "x")
				return err
			},
			"with an answer": func(tx *db.Tx) error {
				return tx.QueryRow(t.Context(), "-- name: X :one\nUPDATE things SET n = 1 RETURNING n").Scan(new(int64))
			},
			"after the engine was asked to allow it": func(tx *db.Tx) error {
				if tx.Engine() == db.PostgreSQL {
					if _, err := tx.Exec(t.Context(), "SET TRANSACTION READ WRITE"); err != nil {
						return err
					}
				}
				return put(t.Context(), tx, newThing("x"))
			},
		} {
			err := d.View(t.Context(), db.Scope{}, write)
			if err == nil || isUnavailable(err) {
				t.Errorf("%s: a View that writes ended with %v; it must fail as a mistake of the program", name, err)
			}
		}
		wantCount(t, d, 0)
	})
}

func TestAnErrorRollsBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			if err := put(t.Context(), tx, newThing("lost")); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), bumpRows, "lost"); err != nil {
				return err
			}
			return errOwn
		})
		if !errors.Is(err, errOwn) {
			t.Errorf("the caller's error became %v", err)
		}
		wantCount(t, d, 0)
	})
}

func TestAPanicRollsBackAndReachesTheCaller(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns = 2
		d := openThings(t, config)
		panics := func(run func(context.Context, db.Scope, func(*db.Tx) error) error) (caught any) {
			defer func() { caught = recover() }()
			_ = run(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				_, _ = tx.Exec(t.Context(), bumpRows, "x")
				_ = tx.QueryRow(t.Context(), countSQL).Scan(new(int64))
				panic("stop")
			})
			return nil
		}
		for range 4 { // more often than there are connections
			if panics(d.Update) == nil || panics(d.View) == nil {
				t.Fatal("the panic was swallowed")
			}
		}
		update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("still writes")) })
		wantCount(t, d, 1)
	})
}

func TestAfterCommitRunsOnlyWhenDurable(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		seen := int64(-1)
		update(t, d, func(tx *db.Tx) error {
			tx.AfterCommit(func() { seen = count(t, d) })
			return put(t.Context(), tx, newThing("x"))
		})
		if seen != 1 {
			t.Errorf("after the commit %d things were seen from outside, want 1", seen)
		}
		ran := false
		_ = d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			return errOwn
		})
		first := newThing("x")
		_ = d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if err := put(t.Context(), tx, first); err != nil {
				return err
			}
			return put(t.Context(), tx, first)
		})
		if ran {
			t.Error("a hook ran for a transaction that was rolled back")
		}
	})
}

// The error of a held-back statement may come late, but never gets lost.
func TestAHeldBackErrorSurfaces(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		x := newThing("twice")
		err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return errors.Join(put(t.Context(), tx, x), put(t.Context(), tx, x))
		})
		if err == nil || isUnavailable(err) {
			t.Errorf("a second row with the same key ended with %v", err)
		}
		wantCount(t, d, 0)
	})
}

// On both engines nothing comes after a statement that failed.
func TestASwallowedErrorFailsTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		for name, fail := range map[string]func(tx *db.Tx){
			"counted": func(tx *db.Tx) { _, _ = tx.Exec(t.Context(), "-- name: X :execrows\nUPDATE things SET note = NULL") },
			"asked": func(tx *db.Tx) {
				_ = tx.QueryRow(t.Context(), "-- name: X :one\nUPDATE things SET note = NULL RETURNING n").Scan(new(int64))
			},
			"unknown": func(tx *db.Tx) { _ = tx.QueryRow(t.Context(), "SELECT missing FROM things").Scan(new(int64)) },
			"one":     func(tx *db.Tx) { _, _ = tx.One(errOwn).Exec(t.Context(), bumpSQL, "nobody") },
			"together": func(tx *db.Tx) {
				_ = tx.Together(t.Context(), func(ctx context.Context, q db.Querier) error {
					_ = q.QueryRow(ctx, "SELECT missing FROM things").Scan(new(int64))
					return nil
				})
			},
		} {
			err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				if err := put(t.Context(), tx, newThing("x")); err != nil {
					return err
				}
				if _, err := tx.Exec(t.Context(), bumpRows, "x"); err != nil {
					return err
				}
				fail(tx)
				return nil
			})
			if err == nil || name == "one" && !errors.Is(err, errOwn) {
				t.Errorf("%s: the transaction ended with %v", name, err)
			}
		}
		wantCount(t, d, 0)
	})
}

func TestNoRowsIsNoFailure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error {
			if _, err := get(t.Context(), tx, id.New[id.Task]()); !errors.Is(err, db.ErrNoRows) {
				t.Errorf("a missing row is %v, want ErrNoRows", err)
			}
			return put(t.Context(), tx, newThing("x"))
		})
		wantCount(t, d, 1)
	})
}

func TestNothingIsAskedAfterTheEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		var kept []*db.Tx
		keep := func(tx *db.Tx) error {
			kept = append(kept, tx)
			return tx.QueryRow(t.Context(), countSQL).Scan(new(int64))
		}
		update(t, d, keep)
		if err := d.View(t.Context(), db.Scope{}, keep); err != nil {
			t.Fatal(err)
		}
		for _, tx := range kept {
			if put(t.Context(), tx, newThing("late")) == nil || tx.QueryRow(t.Context(), countSQL).Scan(new(int64)) == nil {
				t.Error("a transaction that has ended still takes statements")
			}
		}
		wantCount(t, d, 0)
	})
}

func TestLastEndsAView(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns = 2
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("x")) })
		var got []string
		for range 3 {
			err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
				if err := tx.QueryRow(t.Context(), countSQL).Scan(new(int64)); err != nil {
					return err
				}
				if got, err = notes(t.Context(), tx.Last()); err != nil {
					return err
				}
				if tx.QueryRow(t.Context(), countSQL).Scan(new(int64)) == nil {
					t.Error("something was asked after the last question")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"x"}, got); diff != "" {
			t.Error(diff)
		}
		if err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			_, err := get(t.Context(), tx.Last(), id.New[id.Task]())
			return err
		}); !errors.Is(err, db.ErrNoRows) {
			t.Errorf("a missing row, asked last, is %v", err)
		}
	})
}

func TestLastDoesNotCommitAnUpdate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			if err := put(t.Context(), tx, newThing("x")); err != nil {
				return err
			}
			if err := tx.Last().QueryRow(t.Context(), countSQL).Scan(new(int64)); err != nil {
				return err
			}
			return errOwn
		})
		if !errors.Is(err, errOwn) {
			t.Fatal(err)
		}
		wantCount(t, d, 0)
	})
}

// fn is given the request's context by its closure; hanging up must not leave half a change.
func TestAClientThatHangsUpDoesNotStopAnUpdate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		ctx, hangUp := context.WithCancel(t.Context())
		err := d.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
			if err := put(ctx, tx, newThing("a")); err != nil {
				return err
			}
			hangUp()
			if err := tx.QueryRow(ctx, countSQL).Scan(new(int64)); err != nil {
				return err
			}
			return put(ctx, tx, newThing("b"))
		})
		if err != nil {
			t.Error(err)
		}
		wantCount(t, d, 2)
	})
}

func TestATransactionEndsWithItsTimeout(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.Timeout = 300 * time.Millisecond
		d := openThings(t, config)
		outlast := func(then func(*db.Tx) error) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				<-time.After(config.Timeout + 50*time.Millisecond)
				return then(tx)
			}
		}
		late := func(tx *db.Tx) error { return put(context.Background(), tx, newThing("late")) }
		if err := d.Update(context.Background(), db.Scope{}, outlast(late)); !isUnavailable(err) {
			t.Errorf("an Update that took too long ended with %v", err)
		}
		ask := func(tx *db.Tx) error { return tx.QueryRow(context.Background(), countSQL).Scan(new(int64)) }
		if err := d.View(context.Background(), db.Scope{}, outlast(ask)); !isUnavailable(err) {
			t.Errorf("a View that took too long ended with %v", err)
		}
		wantCount(t, d, 0)
	})
}

func TestACallerThatLeavesStopsAView(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		ctx, leave := context.WithCancel(t.Context())
		err := d.View(ctx, db.Scope{}, func(tx *db.Tx) error {
			leave()
			return tx.QueryRow(ctx, countSQL).Scan(new(int64))
		})
		if !isUnavailable(err) {
			t.Errorf("got %v", err)
		}
		wantCount(t, d, 0)
	})
}

func TestClosingRefusesAndWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		running, finish, result := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			result <- d.Update(context.Background(), db.Scope{}, func(tx *db.Tx) error {
				close(running)
				<-finish
				return put(context.Background(), tx, newThing("x"))
			})
		}()
		<-running
		closed := make(chan struct{})
		go func() { d.Close(); close(closed) }()
		close(finish)
		if err := <-result; err != nil {
			t.Errorf("an Update that was running when the database was closed ended with %v", err)
		}
		<-closed
		d.Close() // again
		nothing := func(*db.Tx) error { return nil }
		for name, err := range map[string]error{
			"Update": d.Update(t.Context(), db.Scope{}, nothing), "View": d.View(t.Context(), db.Scope{}, nothing), "Ping": d.Ping(t.Context()),
		} {
			if !isUnavailable(err) {
				t.Errorf("%s of a closed database ended with %v", name, err)
			}
		}
	})
}
