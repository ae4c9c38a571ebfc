package db_test

import (
	"database/sql"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

var writeGolden = flag.Bool("update", false, "write the golden files anew")

// TestGoldenSchema: what a new file takes at once is what the migrations make one after the other, of
// which none leaves a row.
func TestGoldenSchema(t *testing.T) {
	t.Parallel()
	grown := dbtest.Empty(t, db.SQLite)
	if err := db.MigrateEach(t.Context(), grown); err != nil {
		t.Fatal(err)
	}
	if *writeGolden {
		text := strings.Join(statements(t, grown), db.Between) + "\n"
		if err := os.WriteFile("schema/sqlite.sql", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	begun := dbtest.Empty(t, db.SQLite)
	if _, err := db.Migrate(t.Context(), begun); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(statements(t, grown), statements(t, begun)); diff != "" {
		t.Errorf("a new file has another schema than the migrations make: make generate (-migrations +new):\n%s", diff)
	}
	if diff := cmp.Diff(versions(t, grown), versions(t, begun)); diff != "" {
		t.Errorf("a new file takes other migrations for done (-migrations +new):\n%s", diff)
	}
	for _, table := range column[string](t, grown, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'") {
		if n := column[int](t, grown, "SELECT count(*) FROM "+table); n[0] != 0 {
			t.Errorf("the migrations leave %d rows in %s, which a new file wouldn't have", n[0], table)
		}
	}
}

// statements make the schema of a file. What belongs to a virtual table comes with it.
func statements(t *testing.T, config db.Config) []string {
	t.Helper()
	return column[string](t, config, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
		AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid`)
}

func versions(t *testing.T, config db.Config) []int {
	t.Helper()
	return column[int](t, config, "SELECT version_id FROM goose_db_version WHERE is_applied ORDER BY id")
}

func column[V any](t *testing.T, config db.Config, query string) (list []V) {
	t.Helper()
	file, err := sql.Open("sqlite", config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := file.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v V
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
