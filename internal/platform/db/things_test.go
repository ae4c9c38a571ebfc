package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

// thing is a row of a table made for these tests, with a column of every type.
type thing struct {
	ID    id.Task
	Ref   id.User
	Note  string
	Maybe *string
	N     int64
	Size  *int64
	Flag  bool
	Raw   []byte
	At    time.Time
	Later *time.Time
}

const (
	postgresThings = `CREATE TABLE things (id uuid PRIMARY KEY, ref uuid, note text NOT NULL, maybe text, n bigint NOT NULL,
		size bigint, flag boolean NOT NULL, raw bytea, at timestamptz NOT NULL, later timestamptz)`
	liteThings = `CREATE TABLE things (id BLOB PRIMARY KEY, ref BLOB, note TEXT NOT NULL, maybe TEXT, n INTEGER NOT NULL,
		size INTEGER, flag INTEGER NOT NULL, raw BLOB, at INTEGER NOT NULL, later INTEGER)`

	putSQL = "-- name: Put :exec\n" +
		"INSERT INTO things (id, ref, note, maybe, n, size, flag, raw, at, later) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	getSQL   = "-- name: Get :one\nSELECT id, ref, note, maybe, n, size, flag, raw, at, later FROM things WHERE id = $1"
	countSQL = "-- name: Count :one\nSELECT count(*) FROM things"
	notesSQL = "-- name: Notes :many\nSELECT note FROM things ORDER BY n"
	bumpSQL  = "-- name: Bump :exec\nUPDATE things SET n = n + 1 WHERE note = $1"
	bumpRows = "-- name: BumpRows :execrows\nUPDATE things SET n = n + 1 WHERE note = $1"
)

// openThings opens the database of config and gives it the table of things.
func openThings(t *testing.T, config db.Config) *db.DB {
	t.Helper()
	d := dbtest.OpenConfig(t, config)
	if d.Engine() == db.SQLite {
		update(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), liteThings)
			return err
		})
		return d
	}
	asOwner(t, config, postgresThings)
	return d
}

// asOwner runs sql on PostgreSQL as the role that owns the schema.
func asOwner(t *testing.T, config db.Config, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func newThing(note string) thing {
	return thing{ID: id.New[id.Task](), Note: note, At: time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)}
}

func put(ctx context.Context, q db.Querier, x thing) error {
	_, err := q.Exec(ctx, putSQL, x.ID, x.Ref, x.Note, x.Maybe, x.N, x.Size, x.Flag, x.Raw, x.At, x.Later)
	return err
}

func get(ctx context.Context, q db.Querier, key id.Task) (x thing, err error) {
	err = q.QueryRow(ctx, getSQL, key).Scan(&x.ID, &x.Ref, &x.Note, &x.Maybe, &x.N, &x.Size, &x.Flag, &x.Raw, &x.At, &x.Later)
	return x, err
}

func notes(ctx context.Context, q db.Querier) (list []string, err error) {
	rows, err := q.Query(ctx, notesSQL)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var note string
		if err := rows.Scan(&note); err != nil {
			return nil, err
		}
		list = append(list, note)
	}
	return list, rows.Err()
}

// update fails the test from its own goroutine when the transaction does.
func update(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), db.Scope{}, fn); err != nil {
		t.Fatal(err)
	}
}

// count tells how many things are there.
func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), countSQL).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantCount(t *testing.T, d *db.DB, want int64) {
	t.Helper()
	if got := count(t, d); got != want {
		t.Errorf("%d things are there, want %d", got, want)
	}
}
