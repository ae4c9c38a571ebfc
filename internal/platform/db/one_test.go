package db_test

import (
	"errors"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

func TestOneChangesExactlyOneRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		update(t, d, func(tx *db.Tx) error {
			return errors.Join(put(t.Context(), tx, newThing("single")), put(t.Context(), tx, newThing("double")), put(t.Context(), tx, newThing("double")))
		})
		for note, want := range map[string]error{"single": nil, "double": errOwn, "nobody": errOwn} {
			err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
				if err := put(t.Context(), tx, newThing("beside "+note)); err != nil {
					return err
				}
				if _, err := tx.One(errOwn).Exec(t.Context(), bumpSQL, note); err != nil {
					return err
				}
				return put(t.Context(), tx, newThing("after "+note))
			})
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", note, err, want)
			}
		}
		wantCount(t, d, 5)
	})
}

func TestOneTakesWhatIsInsertedOrUpdated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		x := newThing("x")
		insert := func(tx *db.Tx) error {
			_, err := tx.One(errOwn).Exec(t.Context(), "-- name: X :exec\nINSERT INTO things (id, note, n, flag, at) VALUES ($1, $2, 0, $3, $4)\nON CONFLICT (id) DO NOTHING;\n", x.ID, x.Note, x.Flag, x.At)
			return err
		}
		update(t, d, insert)
		if err := d.Update(t.Context(), db.Scope{}, insert); !errors.Is(err, errOwn) {
			t.Errorf("an insert that did nothing ended with %v", err)
		}
		if err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return tx.One(errOwn).QueryRow(t.Context(), countSQL).Scan(new(int64))
		}); err == nil {
			t.Error("One answered a question")
		}
	})
}
