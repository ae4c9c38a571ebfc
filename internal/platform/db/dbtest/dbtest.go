// Package dbtest gives each test a fresh, migrated database of either engine.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/db"
)

// PostgresVariable names the server that tests may make databases on.
const PostgresVariable = "TASKFLOW_TEST_POSTGRES"

// Engines returns the engines at hand. In CI both must be.
func Engines(t testing.TB) []db.Engine {
	t.Helper()
	if os.Getenv(PostgresVariable) != "" {
		return []db.Engine{db.SQLite, db.PostgreSQL}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not set: run the tests with make test", PostgresVariable)
	}
	t.Logf("%s is not set: PostgreSQL is left out", PostgresVariable)
	return []db.Engine{db.SQLite}
}

// Each runs f once per engine, in parallel, each with the settings of a fresh database.
func Each(t *testing.T, f func(t *testing.T, config db.Config)) {
	t.Helper()
	for _, engine := range Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, Config(t, engine))
		})
	}
}

// Config returns the settings of a fresh, migrated database that ends with the test.
func Config(t testing.TB, engine db.Engine) db.Config {
	t.Helper()
	if engine == db.PostgreSQL {
		return db.Config{URL: clone(t), MaxConns: 8}
	}
	return db.Config{URL: copySQLite(t)}
}

// Open returns an open fresh database that ends with the test.
func Open(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	return OpenConfig(t, Config(t, engine))
}

// OpenConfig opens the database of config until the test ends.
func OpenConfig(t testing.TB, config db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// sqliteOnce holds the bytes of a migrated database.
var sqliteOnce = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "taskflow-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "template.db")
	if _, err := db.Migrate(context.Background(), db.Config{URL: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // made a moment ago
})

func copySQLite(t testing.TB) string {
	t.Helper()
	template, err := sqliteOnce()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "taskflow.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var (
	postgresOnce = sync.OnceValues(makeTemplate)
	databases    atomic.Int64
)

// Empty returns the settings of a fresh database that nobody has migrated.
func Empty(t testing.TB, engine db.Engine) db.Config {
	t.Helper()
	if engine == db.PostgreSQL {
		return db.Config{URL: create(t, unique("taskflow_empty"), "template0"), MaxConns: 8}
	}
	return db.Config{URL: filepath.Join(t.TempDir(), "taskflow.db")}
}

// ServerURL is the server's URL with another database in it.
func ServerURL(database string) (string, error) {
	u, err := url.Parse(os.Getenv(PostgresVariable))
	if err != nil {
		return "", err
	}
	u.Path = "/" + database
	return u.String(), nil
}

func makeTemplate() (string, error) {
	name := unique("taskflow_template")
	if err := onServer("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	target, err := ServerURL(name)
	if err != nil {
		return "", err
	}
	_, err = db.Migrate(context.Background(), db.Config{URL: target})
	return name, err
}

// unique is a name that no other test program on the same server uses.
func unique(name string) string { return name + "_" + strings.ToLower(rand.Text()) }

func clone(t testing.TB) string {
	t.Helper()
	template, err := postgresOnce()
	if err != nil {
		t.Fatal(err)
	}
	return create(t, fmt.Sprintf("%s_%d", template, databases.Add(1)), template)
}

// create makes a database that is dropped when the test ends.
func create(t testing.TB, name, template string) string {
	t.Helper()
	if err := onServer("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Log(err)
		}
	})
	target, err := ServerURL(name)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// oneAtATime: PostgreSQL refuses to copy a template that somebody else is copying.
var oneAtATime sync.Mutex

func onServer(sql string) error {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv(PostgresVariable))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}
