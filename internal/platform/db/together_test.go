package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

// counting is a loader that asks rounds questions, one after the other's answer.
func counting(rounds int, got *[]int64) db.Loader {
	return func(ctx context.Context, q db.Querier) error {
		*got = nil
		for range rounds {
			var n int64
			if err := q.QueryRow(ctx, countSQL).Scan(&n); err != nil {
				return err
			}
			*got = append(*got, n)
		}
		return nil
	}
}

func failing(err error) db.Loader { return func(context.Context, db.Querier) error { return err } }

func TestLoadersAnswerWhateverTheirLength(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error {
			return errors.Join(put(t.Context(), tx, newThing("a")), put(t.Context(), tx, newThing("b")))
		})
		var list []string
		results := make([][]int64, 4)
		loaders := []db.Loader{
			counting(1, &results[0]), counting(3, &results[1]), counting(0, &results[2]), counting(2, &results[3]),
			func(ctx context.Context, q db.Querier) (err error) {
				list, err = notes(ctx, q)
				return err
			},
		}
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []int{1, 3, 0, 2} {
				if len(results[i]) != want || want > 0 && results[i][want-1] != 2 {
					t.Errorf("loader %d got %v", i, results[i])
				}
			}
			if strings.Join(list, "") != "ab" && strings.Join(list, "") != "ba" {
				t.Errorf("the rows are %q", list)
			}
		}
		check(d.Snapshot(t.Context(), db.Scope{}, loaders...))
		check(d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error { return tx.Together(t.Context(), loaders...) }))
		check(d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error { return tx.Together(t.Context(), loaders...) }))
		if err := d.Snapshot(t.Context(), db.Scope{}); err != nil {
			t.Error(err)
		}
	})
}

func TestOneLoadersErrorIsTheWholesError(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns = 2
		d := openThings(t, config)
		broken := func(ctx context.Context, q db.Querier) error {
			return q.QueryRow(ctx, "SELECT missing FROM things").Scan(new(int64))
		}
		writes := func(ctx context.Context, q db.Querier) error {
			_, err := q.Exec(ctx, bumpRows, "x")
			return err
		}
		var got []int64
		for _, loaders := range [][]db.Loader{
			{failing(errOwn), counting(2, &got)}, {counting(2, &got), failing(errOwn)},
			{broken, counting(2, &got)}, {counting(2, &got), broken}, {counting(1, &got), writes},
		} {
			if err := d.Snapshot(t.Context(), db.Scope{}, loaders...); err == nil || isUnavailable(err) {
				t.Errorf("Snapshot ended with %v", err)
			}
			err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				if err := put(t.Context(), tx, newThing("x")); err != nil {
					return err
				}
				return tx.Together(t.Context(), loaders...)
			})
			if err == nil {
				t.Error("the Update succeeded")
			}
		}
		if err := d.Snapshot(t.Context(), db.Scope{}, counting(1, &got), func(ctx context.Context, q db.Querier) error {
			if _, err := get(ctx, q, id.New[id.Task]()); !errors.Is(err, db.ErrNoRows) {
				t.Errorf("a missing row is %v", err)
			}
			return nil
		}); err != nil || len(got) != 1 || got[0] != 0 {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestALoaderThatPanicsLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns = 2
		d := openThings(t, config)
		var got []int64
		for range 4 {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic was swallowed")
					}
				}()
				_ = d.Snapshot(t.Context(), db.Scope{}, counting(2, &got), func(ctx context.Context, q db.Querier) error {
					_ = q.QueryRow(ctx, countSQL).Scan(new(int64))
					panic("stop")
				})
			}()
		}
		wantCount(t, d, 0)
	})
}

// A statement that is held back when questions are asked runs before them.
func TestQuestionsSeeWhatWasHeldBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error {
			var got []int64
			if err := put(t.Context(), tx, newThing("x")); err != nil {
				return err
			}
			if err := tx.Together(t.Context(), counting(1, &got)); err != nil {
				return err
			}
			if got[0] != 1 {
				t.Errorf("%d rows are seen, want 1", got[0])
			}
			return nil
		})
	})
}

// What a request costs on PostgreSQL, in round trips of a connection that knows the statements.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, postgres(t))
	config.MaxConns = 2
	counter := counted(t, &config)
	d := openThings(t, config)
	update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("x")) })
	var a, b []int64
	ctx := t.Context()
	for _, c := range []struct {
		name string
		want int
		run  func() error
	}{
		{"Snapshot of two loaders with one question each", 1, func() error {
			return d.Snapshot(ctx, db.Scope{}, counting(1, &a), counting(1, &b))
		}},
		{"Snapshot with a second question", 2, func() error { return d.Snapshot(ctx, db.Scope{}, counting(1, &a), counting(2, &b)) }},
		{"View with one last question", 1, func() error {
			return d.View(ctx, db.Scope{}, func(tx *db.Tx) error { return tx.Last().QueryRow(ctx, countSQL).Scan(new(int64)) })
		}},
		{"View: facts together, then the last question", 2, func() error {
			return d.View(ctx, db.Scope{}, func(tx *db.Tx) error {
				if err := tx.Together(ctx, counting(1, &a), counting(1, &b)); err != nil {
					return err
				}
				return tx.Last().QueryRow(ctx, countSQL).Scan(new(int64))
			})
		}},
		{"View that asks nothing", 0, func() error { return d.View(ctx, db.Scope{}, func(*db.Tx) error { return nil }) }},
		{"Update of held-back statements", 1, func() error {
			return d.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
				if _, err := tx.One(errOwn).Exec(ctx, bumpSQL, "x"); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, bumpSQL, "x")
				return err
			})
		}},
		{"Update: facts together, then changes", 2, func() error {
			return d.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
				if err := tx.Together(ctx, counting(1, &a), counting(1, &b)); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, bumpSQL, "x")
				return err
			})
		}},
	} {
		if err := c.run(); err != nil { // the connection learns the statements
			t.Fatalf("%s: %v", c.name, err)
		}
		var err error
		got := counter.during(func() { err = c.run() })
		if err != nil || got != c.want {
			t.Errorf("%s: %d round trips, want %d (%v)", c.name, got, c.want, err)
		}
	}
}

// postgres skips the test where there is no PostgreSQL.
func postgres(t *testing.T) db.Engine {
	t.Helper()
	engines := dbtest.Engines(t)
	if len(engines) < 2 {
		t.Skip("needs PostgreSQL: " + dbtest.PostgresVariable)
	}
	return db.PostgreSQL
}
