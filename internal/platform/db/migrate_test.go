package db_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
)

func TestMigratingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		config = dbtest.Empty(t, engineOf(config))
		if pending, err := db.Pending(t.Context(), config); err != nil || !pending {
			t.Errorf("an empty database: pending %v, %v", pending, err)
		}
		first, err := db.Migrate(t.Context(), config)
		if err != nil || first == 0 {
			t.Fatalf("%d changes, %v", first, err)
		}
		if second, err := db.Migrate(t.Context(), config); err != nil || second != 0 {
			t.Errorf("the second time: %d changes, %v", second, err)
		}
		if pending, err := db.Pending(t.Context(), config); err != nil || pending {
			t.Errorf("a migrated database: pending %v, %v", pending, err)
		}
	})
}

func engineOf(c db.Config) db.Engine {
	if strings.HasPrefix(c.URL, "postgres") {
		return db.PostgreSQL
	}
	return db.SQLite
}

// SQLite has one node, so that only PostgreSQL needs the lock.
func TestSeveralNodesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	config := dbtest.Empty(t, postgres(t))
	const nodes = 4
	changes, failures := make([]int, nodes), make([]error, nodes)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range nodes {
		all.Go(func() {
			<-start
			changes[i], failures[i] = db.Migrate(context.Background(), config)
		})
	}
	close(start)
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range changes {
		sum += n
	}
	if want := len(migrationNames(t, db.PostgreSQL)); sum != want {
		t.Errorf("%d migrations were run by %v, want each once", want, changes)
	}
}

func migrationNames(t *testing.T, engine db.Engine) []string {
	t.Helper()
	list, err := db.Migrations(engine)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(list, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestTheSQLiteFileIsItsOwners(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(db.Config) error{
		"Migrate": func(c db.Config) error { _, err := db.Migrate(t.Context(), c); return err },
		"Open": func(c db.Config) error {
			d, err := db.Open(t.Context(), c)
			if err == nil {
				d.Close()
			}
			return err
		},
	} {
		path := filepath.Join(t.TempDir(), "data", "taskflow.db")
		if err := open(db.Config{URL: "sqlite:" + path}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s left a file with mode %v (%v)", name, info.Mode(), err)
		}
		if err := open(db.Config{URL: filepath.Join(t.TempDir(), "a?mode=memory")}); err == nil {
			t.Errorf("%s took a path that changes the settings", name)
		}
	}
}

func TestURLsAreNotRepeated(t *testing.T) {
	t.Parallel()
	config := db.Config{URL: "postgres://user:hunter2@127.0.0.1:notaport/x"}
	_, opening := db.Open(t.Context(), config)
	_, migrating := db.Migrate(t.Context(), config)
	for _, err := range []error{opening, migrating} {
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
	}
}

func TestBothListsHaveTheSameVersions(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(migrationNames(t, db.PostgreSQL), migrationNames(t, db.SQLite)); diff != "" {
		t.Errorf("- PostgreSQL, + SQLite:\n%s", diff)
	}
}

// onOneEngine is what only one of the schemas has, with the reason.
var onOneEngine = map[string]string{
	"index on events.at":                     "PostgreSQL finds old events by age; SQLite by position",
	"goose_db_version":                       "is goose's own, and differs in its types",
	"sqlite_sequence":                        "is SQLite's own",
	"task_documents":                         "SQLite's text index needs a number for each task",
	"tasks_fts":                              "SQLite's text index",
	"tasks.search":                           "PostgreSQL's text index is a column",
	"index on tasks.search":                  "and an index on it",
	"events primary key":                     "SQLite numbers rows by a key of one column",
	"index on events.workspace_id, position": "stands for that primary key",
	"events.transaction_id":                  "PostgreSQL's writers overtake each other; SQLite has one",
	"index on events.workspace_id, transaction_id, position":                                "and an index on it",
	"tasks (workspace_id, parent_id) references tasks (workspace_id, id) on delete CASCADE": "SQLite can't add it to a table that is there",
}

func TestBothSchemasAreTheSame(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, postgres(t))
	lite, other := liteSchema(t, dbtest.Open(t, db.SQLite)), postgresSchema(t, config)
	for _, fact := range slices.Sorted(maps.Keys(other)) {
		if !lite[fact] && !excepted(fact) {
			t.Errorf("only PostgreSQL: %s", fact)
		}
	}
	for _, fact := range slices.Sorted(maps.Keys(lite)) {
		if !other[fact] && !excepted(fact) {
			t.Errorf("only SQLite: %s", fact)
		}
	}
	for exception := range onOneEngine {
		if !slices.ContainsFunc(slices.Concat(slices.Collect(maps.Keys(lite)), slices.Collect(maps.Keys(other))), func(fact string) bool {
			return lite[fact] != other[fact] && matches(exception, fact)
		}) {
			t.Errorf("the exception %q is about nothing", exception)
		}
	}
}

// excepted tells whether a fact is one of onOneEngine: exactly, or about a whole table or column.
func excepted(fact string) bool {
	for exception := range onOneEngine {
		if matches(exception, fact) {
			return true
		}
	}
	return false
}

func matches(exception, fact string) bool {
	return fact == exception || strings.HasPrefix(fact, exception+" ") || strings.HasPrefix(fact, exception+".") ||
		strings.HasPrefix(fact, exception+"_") || strings.HasPrefix(fact, "index on "+exception+".")
}

// facts are sentences about a schema in words that both engines have.
type facts map[string]bool

// kinds says in one word what both engines call a type. SQLite has no words for
// booleans and times.
var kinds = map[string]string{
	"uuid": "BLOB", "bytea": "BLOB", "text": "TEXT", "bigint": "INTEGER", "boolean": "INTEGER",
	"timestamp with time zone": "INTEGER", "integer": "INTEGER",
}

func postgresSchema(t *testing.T, config db.Config) facts {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	all := facts{}
	each := func(sql string, add func(v []string) string) {
		t.Helper()
		rows, err := conn.Query(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var v []string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			all[add(v)] = true
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
	}
	each(`SELECT ARRAY[table_name, column_name, data_type, is_nullable] FROM information_schema.columns WHERE table_schema = 'public'`, func(v []string) string {
		kind := kinds[v[2]]
		if kind == "" {
			kind = v[2]
		}
		return fmt.Sprintf("%s.%s %s null:%v", v[0], v[1], kind, v[3] == "YES")
	})
	names := func(relation, numbers string) string {
		return `(SELECT string_agg(attname, ', ' ORDER BY n) FROM unnest(` + numbers + `) WITH ORDINALITY k(a, n) JOIN pg_attribute ON attrelid = ` + relation + ` AND attnum = a)`
	}
	each(`SELECT ARRAY[conrelid::regclass::text, contype::text, `+names("conrelid", "conkey")+`, coalesce(confrelid::regclass::text, ''), coalesce(`+
		names("confrelid", "confkey")+`, ''), confdeltype::text] FROM pg_constraint WHERE contype IN ('p', 'f') AND connamespace = 'public'::regnamespace`, func(v []string) string {
		if v[1] == "p" {
			return fmt.Sprintf("%s primary key (%s)", v[0], v[2])
		}
		return fmt.Sprintf("%s (%s) references %s (%s) on delete %s", v[0], v[2], v[3], v[4], map[string]string{"c": "CASCADE", "a": "NO ACTION", "n": "SET NULL", "r": "RESTRICT"}[v[5]])
	})
	each(`SELECT ARRAY[indrelid::regclass::text, `+names("indrelid", "indkey::int2[]")+`, indisunique::text, coalesce(pg_get_expr(indpred, indrelid), '')]
		FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary`, indexFact)
	return all
}

func indexFact(v []string) string {
	fact := fmt.Sprintf("index on %s.%s unique:%v", v[0], v[1], v[2] == "true")
	if where := strings.NewReplacer("(", "", ")", "").Replace(v[3]); where != "" {
		fact += " where " + where
	}
	return fact
}

func liteSchema(t *testing.T, d *db.DB) facts {
	t.Helper()
	all := facts{}
	each := func(sql string, columns int, add func(v []string)) {
		t.Helper()
		var list [][]string
		err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			rows, err := tx.Query(t.Context(), sql)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				v, into := make([]string, columns), make([]any, columns)
				for i := range v {
					into[i] = &v[i]
				}
				if err := rows.Scan(into...); err != nil {
					return err
				}
				list = append(list, v)
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			add(v)
		}
	}
	each(`SELECT m.name, c.name, c.type, CAST(c."notnull" AS TEXT), CAST(c.pk AS TEXT) FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY c.pk`, 5, func(v []string) {
		all[fmt.Sprintf("%s.%s %s null:%v", v[0], v[1], v[2], v[3] == "0" && (v[4] != "1" || v[2] != "INTEGER"))] = true
	})
	each(`SELECT m.name, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) FROM sqlite_schema m
		WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0)`, 2, func(v []string) {
		all[fmt.Sprintf("%s primary key (%s)", v[0], v[1])] = true
	})
	each(`SELECT m.name, group_concat(f."from", ', '), f."table", group_concat(f."to", ', '), f.on_delete FROM sqlite_schema m,
		(SELECT * FROM sqlite_schema) x, pragma_foreign_key_list(m.name) f WHERE x.name = m.name AND m.type = 'table' GROUP BY m.name, f.id`, 5, func(v []string) {
		all[fmt.Sprintf("%s (%s) references %s (%s) on delete %s", v[0], v[1], v[2], v[3], v[4])] = true
	})
	each(`SELECT m.name, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)), CASE i."unique" WHEN 1 THEN 'true' ELSE 'false' END,
		coalesce((SELECT substr(x.sql, instr(upper(x.sql), ' WHERE ') + 7) FROM sqlite_schema x WHERE x.name = i.name AND i.partial = 1), '')
		FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'`, 4, func(v []string) {
		all[indexFact(v)] = true
	})
	return all
}
