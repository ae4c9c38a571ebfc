package testworld

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // sees every row, which the app's own role doesn't
	_ "modernc.org/sqlite"

	"taskflow/internal/platform/db"
)

// Rows is a digest of each table, by its name.
type Rows map[string]string

// Rows reads every row of every table, apart from the audit log, which refused
// requests are meant to be written into.
func (w *World) Rows(t testing.TB) Rows {
	t.Helper()
	pool := w.all(t)
	rows := Rows{}
	for _, table := range w.tables(t, pool) {
		rows[table] = digest(t, pool, table)
	}
	return rows
}

// Counts tells how many rows each table has, apart from those that come and go
// by themselves: mails wait in jobs until they are sent.
func (w *World) Counts(t testing.TB) map[string]int64 {
	t.Helper()
	counts := map[string]int64{"audit_events": w.Count(t, "audit_events", "TRUE")}
	for _, table := range w.tables(t, w.all(t)) {
		if table != "jobs" {
			counts[table] = w.Count(t, table, "TRUE")
		}
	}
	return counts
}

// Changed names the tables that differ.
func (r Rows) Changed(now Rows) (tables []string) {
	for table := range now {
		if r[table] != now[table] {
			tables = append(tables, table)
		}
	}
	slices.Sort(tables)
	return tables
}

// Count asks how many rows of a table fulfil a condition, in all workspaces.
func (w *World) Count(t testing.TB, table, condition string, args ...any) (n int64) {
	t.Helper()
	err := w.all(t).QueryRowContext(context.WithoutCancel(t.Context()), "SELECT count(*) FROM "+table+" WHERE "+condition, args...).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Clear removes everybody and every workspace; the audit log stays.
func (w *World) Clear(t testing.TB) {
	t.Helper()
	for _, table := range []string{"workspaces", "users"} {
		if _, err := w.all(t).ExecContext(context.WithoutCancel(t.Context()), "DELETE FROM "+table); err != nil {
			t.Fatal(err)
		}
	}
}

// Administer runs a statement as the database's owner: to break it.
func (w *World) Administer(t testing.TB, statement string) {
	t.Helper()
	if _, err := w.all(t).ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatal(err)
	}
}

// all is a connection that no row-level security binds.
func (w *World) all(t testing.TB) *sql.DB {
	t.Helper()
	w.once.Do(func() {
		driver, source := "sqlite", "file:"+w.Config.URL+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"
		if w.Engine == db.PostgreSQL {
			driver, source = "pgx", w.Config.URL
		}
		pool, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		pool.SetMaxOpenConns(1)
		w.superuser = pool
	})
	return w.superuser
}

func (w *World) tables(t testing.TB, pool *sql.DB) (list []string) {
	t.Helper()
	query := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'tasks_fts%'`
	if w.Engine == db.PostgreSQL {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`
	}
	for _, row := range texts(t, pool, query) {
		if row != "audit_events" && !strings.HasPrefix(row, "goose") {
			list = append(list, row)
		}
	}
	return list
}

func digest(t testing.TB, pool *sql.DB, table string) string {
	t.Helper()
	lines := texts(t, pool, "SELECT * FROM "+table)
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}

// texts writes each row of the answer into one line.
func texts(t testing.TB, pool *sql.DB, query string) (lines []string) {
	t.Helper()
	rows, err := pool.QueryContext(context.WithoutCancel(t.Context()), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprint(values...)
		if len(columns) > 1 {
			line = fmt.Sprintf("%q", values)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
