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
	provider, closing, err := openProvider(config)
	if err != nil {
		return 0, err
	}
	defer closing()
	done, err := provider.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrating: %w", err)
	}
	return len(done), nil
}

// Pending tells whether the schema is older than this program.
func Pending(ctx context.Context, config Config) (bool, error) {
	provider, closing, err := openProvider(config)
	if err != nil {
		return false, err
	}
	defer closing()
	return provider.HasPending(ctx)
}

func openProvider(config Config) (*goose.Provider, func(), error) {
	if config.isPostgres() {
		return openPostgresProvider(config)
	}
	return openSQLiteProvider(config)
}

func openSQLiteProvider(config Config) (*goose.Provider, func(), error) {
	path, err := liteFile(config.URL)
	if err != nil {
		return nil, nil, err
	}
	conn, err := sql.Open("sqlite", liteDSN(path, "&_txlock=immediate"))
	if err != nil {
		return nil, nil, fmt.Errorf("opening SQLite: %w", err)
	}
	conn.SetMaxOpenConns(1)
	return newProvider(conn, goose.DialectSQLite3, SQLite)
}

func openPostgresProvider(config Config) (*goose.Provider, func(), error) {
	url := config.OwnerURL
	if url == "" {
		url = config.URL
	}
	parsed, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, nil, errors.New("the PostgreSQL URL can't be read") // the cause repeats the password
	}
	conn := stdlib.OpenDB(*parsed)
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, fmt.Errorf("preparing the migration lock: %w", err)
	}
	return newProvider(conn, goose.DialectPostgres, PostgreSQL, goose.WithSessionLocker(locker))
}

func newProvider(conn *sql.DB, dialect goose.Dialect, engine Engine, more ...goose.ProviderOption) (*goose.Provider, func(), error) {
	list, err := Migrations(engine)
	if err != nil {
		return nil, nil, err
	}
	provider, err := goose.NewProvider(dialect, conn, list, append(more, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("reading the migrations: %w", err), conn.Close())
	}
	return provider, func() { _ = conn.Close() }, nil
}
