package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Migrations returns the ordered list of an engine's schema changes.
func Migrations(engine Engine) (fs.FS, error) {
	folder := "migrations/sqlite"
	if engine == PostgreSQL {
		folder = "migrations/postgres"
	}
	return fs.Sub(migrations, folder)
}

// Migrate brings the schema up to date and returns how many changes that took.
// Several nodes may call it at once: on PostgreSQL the first takes a lock.
func Migrate(ctx context.Context, config Config) (int, error) {
	m, err := openMigrator(config)
	if err != nil {
		return 0, err
	}
	defer m.close()
	begun := 0
	if !config.isPostgres() {
		if begun, err = fresh(ctx, m.conn, m.Provider); err != nil {
			return 0, err
		}
	}
	done, err := m.Up(ctx)
	if err != nil {
		return begun + len(done), fmt.Errorf("migrating: %w", err)
	}
	return begun + len(done), nil
}

// Pending tells whether the schema is older than this program.
func Pending(ctx context.Context, config Config) (bool, error) {
	m, err := openMigrator(config)
	if err != nil {
		return false, err
	}
	defer m.close()
	return m.HasPending(ctx)
}

// migrator knows the migrations and the database that is to have them.
type migrator struct {
	*goose.Provider
	conn *sql.DB
}

func (m *migrator) close() { _ = m.conn.Close() }

func openMigrator(config Config) (*migrator, error) {
	if config.isPostgres() {
		return openPostgresMigrator(config)
	}
	return openSQLiteMigrator(config)
}

func openSQLiteMigrator(config Config) (*migrator, error) {
	path, err := liteFile(config.URL)
	if err != nil {
		return nil, err
	}
	conn, err := sql.Open("sqlite", liteDSN(path, "&_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("opening SQLite: %w", err)
	}
	conn.SetMaxOpenConns(1)
	return newMigrator(conn, goose.DialectSQLite3, SQLite)
}

func openPostgresMigrator(config Config) (*migrator, error) {
	url := config.OwnerURL
	if url == "" {
		url = config.URL
	}
	parsed, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL can't be read") // the cause repeats the password
	}
	conn := stdlib.OpenDB(*parsed)
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("preparing the migration lock: %w", err)
	}
	return newMigrator(conn, goose.DialectPostgres, PostgreSQL, goose.WithSessionLocker(locker))
}

func newMigrator(conn *sql.DB, dialect goose.Dialect, engine Engine, more ...goose.ProviderOption) (*migrator, error) {
	list, err := Migrations(engine)
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(dialect, conn, list, append(more, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading the migrations: %w", err), conn.Close())
	}
	return &migrator{provider, conn}, nil
}
