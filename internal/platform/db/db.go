package db

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"taskflow/internal/platform/id"
)

// Querier is what sqlc's generated code asks of a connection.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Engine names a kind of database.
type Engine string

// The engines TaskFlow runs on.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgresql"
)

// Scope is for whom a transaction runs. PostgreSQL's row-level security shows
// rows of Workspace and, where a person's own rows span workspaces, of User.
type Scope struct {
	Workspace id.Workspace
	User      id.User
}

// Config says where the database is and how much of it may be used.
type Config struct {
	// URL is postgres://… or a file's path, optionally as sqlite:PATH.
	URL string
	// OwnerURL is the PostgreSQL role that may change the schema; empty = URL.
	OwnerURL string
	// MaxConns bounds the connections to PostgreSQL, or SQLite's readers. 0 = the default.
	MaxConns int
	// Wait bounds how long a transaction waits for a connection or for the
	// writer before it is refused. 0 = 2 seconds.
	Wait time.Duration
	// Timeout bounds a whole transaction, waiting included: no statement starts
	// after it, and PostgreSQL stops one that runs then. 0 = 5 seconds.
	Timeout time.Duration
	// Fault lets tests break statements: what it returns is returned in the statement's place.
	Fault func(sql string) error
}

func (c Config) withDefaults() Config {
	if c.Wait == 0 {
		c.Wait = 2 * time.Second
	}
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	return c
}

func (c Config) isPostgres() bool {
	return strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://")
}

// engine is one body of the two.
type engine interface {
	view(ctx context.Context, s Scope, fn func(*Tx) error) error
	snapshot(ctx context.Context, s Scope, loaders []Loader) error
	update(ctx context.Context, s Scope, fn func(*Tx) error) error
	ping(ctx context.Context) error
	close()
}

// DB is an open database.
type DB struct {
	kind   Engine
	engine engine
	config Config
}

// Loader asks its questions through q and keeps the answers.
type Loader func(ctx context.Context, q Querier) error

// Open connects to the database that config names. It does not change the
// schema: Migrate does.
func Open(ctx context.Context, config Config) (*DB, error) {
	config = config.withDefaults()
	if config.isPostgres() {
		e, err := openPostgres(ctx, config)
		if err != nil {
			return nil, err
		}
		return &DB{kind: PostgreSQL, engine: e, config: config}, nil
	}
	e, err := openSQLite(config)
	if err != nil {
		return nil, err
	}
	return &DB{kind: SQLite, engine: e, config: config}, nil
}

// Engine tells which kind of database this is.
func (d *DB) Engine() Engine { return d.kind }

// View runs fn in a read-only transaction that sees one state of the database.
func (d *DB) View(ctx context.Context, s Scope, fn func(*Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.config.Timeout)
	defer cancel()
	return classify(d.engine.view(ctx, s, fn), reading)
}

// Snapshot runs the loaders read-only and leaves nothing open: one round trip on
// PostgreSQL when each of them asks one question. There, second questions travel
// together as well, and see the state of their own round trip.
func (d *DB) Snapshot(ctx context.Context, s Scope, loaders ...Loader) error {
	ctx, cancel := context.WithTimeout(ctx, d.config.Timeout)
	defer cancel()
	return classify(d.engine.snapshot(ctx, s, loaders), reading)
}

// Update runs fn in a transaction and makes it durable. Whatever error fn
// returns rolls everything back. fn may run again after a deadlock, so all it
// does outside the database belongs into Tx.AfterCommit. A statement that failed
// fails the transaction, even if fn returns nil.
//
// A client that hangs up does not stop an Update half-way: only the time-out
// does, whichever context fn passes to its statements.
func (d *DB) Update(ctx context.Context, s Scope, fn func(*Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.config.Timeout)
	defer cancel()
	return classify(d.engine.update(ctx, s, fn), writing)
}

// Ping tells whether the database answers, within the time-out.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, d.config.Timeout)
	defer cancel()
	return classify(d.engine.ping(ctx), reading)
}

// Close waits for running transactions and closes the database; later ones
// are refused.
func (d *DB) Close() { d.engine.close() }
