// Package dbtest gives each test a fresh, migrated database of either engine.
package dbtest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
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
	path := filepath.Join(t.TempDir(), "taskflow.db")
	copyFile(t, sqliteTemplate(t), path)
	return db.Config{URL: path}
}

// Open returns an open fresh database that ends with the test.
func Open(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), Config(t, engine))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

var sqliteOnce = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "taskflow-template-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "template.db")
	_, err = db.Migrate(context.Background(), db.Config{URL: path})
	return path, err
})

func sqliteTemplate(t testing.TB) string {
	t.Helper()
	path, err := sqliteOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from) //nolint:gosec // the template of this process
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to) //nolint:gosec // in the test's own folder
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

var (
	postgresOnce = sync.OnceValues(makeTemplate)
	databases    atomic.Int64
)

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
	name := fmt.Sprintf("taskflow_template_%d", os.Getpid())
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

func clone(t testing.TB) string {
	t.Helper()
	template, err := postgresOnce()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("taskflow_test_%d_%d", os.Getpid(), databases.Add(1))
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
