package testworld

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"
	"strconv"
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
	rows := Rows{}
	for _, table := range w.tables(t) {
		rows[table] = w.digest(t, table)
	}
	return rows
}

// Counts tells how many rows each table has, apart from those that come and go
// by themselves: mails wait in jobs until they are sent.
func (w *World) Counts(t testing.TB) map[string]int64 {
	t.Helper()
	counts := map[string]int64{"audit_events": w.Count(t, "audit_events", "TRUE")}
	for _, table := range w.tables(t) {
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

// tables are those with rows of the product, apart from the audit log; migrations are done before a world begins.
func (w *World) tables(t testing.TB) []string {
	t.Helper()
	w.named.Do(func() {
		query := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'tasks_fts%'`
		if w.Engine == db.PostgreSQL {
			query = `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`
		}
		for _, row := range w.lines(t, query) {
			if name := string(row); name != "audit_events" && !strings.HasPrefix(name, "goose") {
				w.tableNames = append(w.tableNames, name)
			}
		}
	})
	return w.tableNames
}

func (w *World) digest(t testing.TB, table string) string {
	t.Helper()
	lines := w.lines(t, "SELECT * FROM "+table)
	slices.SortFunc(lines, bytes.Compare)
	sum := sha256.Sum256(bytes.Join(lines, []byte("\n")))
	return string(sum[:8])
}

// lines writes each row of the answer into one line. Every table is read thousands of times by some tests, so a
// question is prepared once.
func (w *World) lines(t testing.TB, query string) (lines [][]byte) {
	t.Helper()
	rows, err := w.prepared(t, query).QueryContext(context.WithoutCancel(t.Context())) //nolint:sqlclosecheck // the statement is kept, the rows are closed
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values, targets := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, joined(values))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// joined writes the values of a row so that other values never give the same line: NULL isn't the empty text, and
// of each value its length comes first.
func joined(values []sql.RawBytes) (line []byte) {
	if len(values) == 1 {
		return bytes.Clone(values[0])
	}
	for _, value := range values {
		if value == nil {
			line = append(line, '-')
			continue
		}
		line = append(strconv.AppendInt(line, int64(len(value)), 10), ':')
		line = append(line, value...)
	}
	return line
}

func (w *World) prepared(t testing.TB, query string) *sql.Stmt {
	t.Helper()
	w.preparing.Lock()
	defer w.preparing.Unlock()
	if known, ok := w.statements[query]; ok {
		return known
	}
	statement, err := w.all(t).PrepareContext(context.WithoutCancel(t.Context()), query) //nolint:sqlclosecheck // closed with its pool
	if err != nil {
		t.Fatal(err)
	}
	if w.statements == nil {
		w.statements = map[string]*sql.Stmt{}
	}
	w.statements[query] = statement
	return statement
}
