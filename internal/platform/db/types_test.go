package db_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

// naughty are strings that other programs have stumbled over.
var naughty = []string{
	"", " ", "'", "''; DROP TABLE things; --", `"`, `\`, `\'`, "$1", "?1", ":name", "@name", "%s%n", "NULL", "null", "0", "-0", "1e9",
	"true", "\t\r\n", "\u0001\u001f\u007f", "\u00a0\u2028\u2029", "\ufeff", "\ufffd", "é", "e\u0301", "ß", "İı", "𝕋𝕒𝕤𝕜", "👩‍👩‍👧‍👦", "田中さん",
	"مرحبا", "\u202eabc", "\U0010ffff", "<script>alert(1)</script>", "a\\x00b", strings.Repeat("long ", 50_000),
}

func TestTypesRoundTrip(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		text, size, later := "perhaps", int64(math.MinInt64), time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC)
		full := newThing("full")
		full.Ref, full.Maybe, full.N, full.Size, full.Flag = id.New[id.User](), &text, math.MaxInt64, &size, true
		full.Raw, full.Later = []byte{0, 1, 255}, &later
		empty := newThing("")
		blank := ""
		empty.Maybe, empty.Raw, empty.At = &blank, []byte{}, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
		list := []thing{full, empty, newThing("only what is needed")}
		for _, s := range naughty {
			x := newThing(s)
			x.Maybe = &s
			list = append(list, x)
		}
		for _, want := range list {
			wantRoundTrip(t, d, want)
		}
	})
}

func wantRoundTrip(t *testing.T, d *db.DB, want thing) {
	t.Helper()
	update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, want) })
	var got thing
	err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		got, err = get(t.Context(), tx, want.ID)
		return err
	})
	if err != nil {
		t.Fatalf("%.40q: %v", want.Note, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%.40q came back changed:\n%.2000s", want.Note, diff)
	}
	if got.At.Location() != time.UTC {
		t.Errorf("the time came back in %v", got.At.Location())
	}
}

func TestAnyValueRoundTrips(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		rapid.Check(t, func(r *rapid.T) {
			want := newThing(strings.ReplaceAll(rapid.String().Draw(r, "note"), "\x00", ""))
			want.N, want.Flag = rapid.Int64().Draw(r, "n"), rapid.Bool().Draw(r, "flag")
			want.Raw = rapid.SliceOf(rapid.Byte()).Draw(r, "raw")
			want.At = time.UnixMicro(rapid.Int64Range(-60_000_000_000_000_000, 200_000_000_000_000_000).Draw(r, "at")).UTC()
			var got thing
			err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
				if err := put(t.Context(), tx, want); err != nil {
					return err
				}
				got, err = get(t.Context(), tx, want.ID)
				return err
			})
			if err != nil {
				r.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				r.Fatal(diff)
			}
		})
	})
}

func TestTextThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := openThings(t, config)
		for _, note := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
			err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error { return put(t.Context(), tx, newThing(note)) })
			if err == nil {
				t.Errorf("%q was stored", note)
			}
		}
		wantCount(t, d, 0)
	})
}

func TestAnArgumentWithoutAFormFailsTheTransactionOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config.MaxConns = 2
		d := openThings(t, config)
		err := d.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			if err := put(t.Context(), tx, newThing("before")); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), bumpRows, struct{ A int }{1})
			return err
		})
		if err == nil {
			t.Fatal("a struct was stored as text")
		}
		update(t, d, func(tx *db.Tx) error { return put(t.Context(), tx, newThing("after")) })
		wantCount(t, d, 1)
	})
}
