package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// AppRole is the PostgreSQL role that requests run as. It owns nothing, so that
// row-level security binds it and it can't change the schema.
const AppRole = "taskflow_app"

// conflictRetries bounds how often an Update runs again after a deadlock.
const conflictRetries = 3

// pgEngine is PostgreSQL with two pools: one whose connections refuse writes
// and see one state per transaction, and one for updates.
type pgEngine struct {
	config Config
	reads  *pgxpool.Pool
	writes *pgxpool.Pool
	gate   gate
}

func openPostgres(ctx context.Context, config Config) (*pgEngine, error) {
	total := config.MaxConns
	if total <= 0 {
		total = 24
	}
	reads, err := openPool(ctx, config, total/2, map[string]string{
		"default_transaction_read_only": "on", "default_transaction_isolation": "repeatable read",
	})
	if err != nil {
		return nil, err
	}
	writes, err := openPool(ctx, config, total-total/2, nil)
	if err != nil {
		reads.Close()
		return nil, err
	}
	return &pgEngine{config: config, reads: reads, writes: writes}, nil
}

func openPool(ctx context.Context, config Config, size int, parameters map[string]string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(config.URL)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL can't be read") // the cause repeats the password
	}
	c.MaxConns = int32(max(size, 1)) //nolint:gosec // a number of connections
	c.MaxConnIdleTime = 5 * time.Minute
	c.MaxConnLifetime = time.Hour
	c.HealthCheckPeriod = 15 * time.Second
	c.ConnConfig.ConnectTimeout = config.Wait
	c.ConnConfig.StatementCacheCapacity = 512
	run := c.ConnConfig.RuntimeParams
	run["application_name"] = "taskflow"
	run["timezone"] = "UTC"
	run["statement_timeout"] = milliseconds(config.Timeout)
	run["lock_timeout"] = milliseconds(config.Wait)
	run["idle_in_transaction_session_timeout"] = milliseconds(2 * config.Timeout)
	for name, value := range parameters {
		run[name] = value
	}
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(utcTimes)
		_, err := conn.Exec(ctx, "SET ROLE "+AppRole)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("preparing PostgreSQL's pool: %w", err)
	}
	return pool, nil
}

// utcTimes reads times in UTC, not in the zone of the machine.
var utcTimes = &pgtype.Type{
	Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
}

func milliseconds(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

// with runs fn on a connection of pool, within the gate.
func (e *pgEngine) with(ctx context.Context, pool *pgxpool.Pool, fn func(*pgx.Conn) error) error {
	if err := e.gate.enter(); err != nil {
		return err
	}
	defer e.gate.leave()
	conn, err := e.acquire(ctx, pool)
	if err != nil {
		return err
	}
	defer conn.Release()
	err = fn(conn.Conn())
	if err != nil && conn.Conn().IsClosed() {
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return err
}

func (e *pgEngine) acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	waiting, cancel := context.WithTimeout(ctx, e.config.Wait)
	defer cancel()
	conn, err := pool.Acquire(waiting)
	switch {
	case err == nil:
		return conn, nil
	case waiting.Err() != nil && ctx.Err() == nil:
		return nil, fmt.Errorf("%w: %w", errBusy, err)
	default:
		// Also a connection that broke while it was made ready: pgx says so by errors of many kinds.
		return nil, fmt.Errorf("%w: %w", errLost, err)
	}
}

func (e *pgEngine) view(ctx context.Context, s Scope, fn func(*Tx) error) error {
	return e.with(ctx, e.reads, func(conn *pgx.Conn) error {
		tx, err := e.transact(ctx, conn, pgSession{scope: s, readOnly: true}, fn)
		if err == nil {
			tx.runHooks()
		}
		return err
	})
}

func (e *pgEngine) snapshot(ctx context.Context, s Scope, loaders []Loader) error {
	return e.with(ctx, e.reads, func(conn *pgx.Conn) error {
		session := &pgSession{ctx: ctx, conn: conn, scope: s, fault: e.config.Fault, readOnly: true, single: true}
		defer session.rollback()
		return session.together(loaders)
	})
}

func (e *pgEngine) update(ctx context.Context, s Scope, fn func(*Tx) error) error {
	for try := 1; ; try++ {
		var tx *Tx
		err := e.with(ctx, e.writes, func(conn *pgx.Conn) (err error) {
			tx, err = e.transact(ctx, conn, pgSession{scope: s}, fn)
			return err
		})
		if err == nil {
			tx.runHooks()
			return nil
		}
		if !isConflict(err) || try == conflictRetries {
			return err
		}
	}
}

// transact runs fn in a transaction, which has ended when it returns or panics.
func (e *pgEngine) transact(ctx context.Context, conn *pgx.Conn, session pgSession, fn func(*Tx) error) (*Tx, error) {
	session.ctx, session.conn, session.fault = ctx, conn, e.config.Fault
	session.prefix("BEGIN")
	tx := &Tx{session: &session, kind: PostgreSQL}
	defer session.rollback()
	if err := fn(tx); err != nil {
		return nil, err
	}
	return tx, session.finish()
}

func (e *pgEngine) ping(ctx context.Context) error {
	return e.snapshot(ctx, Scope{}, []Loader{func(ctx context.Context, q Querier) error {
		var one int32
		return q.QueryRow(ctx, "SELECT 1").Scan(&one)
	}})
}

func (e *pgEngine) close() {
	if !e.gate.close() {
		return
	}
	e.reads.Close()
	e.writes.Close()
}

// setScope tells row-level security for whom the transaction runs.
const setScope = "SELECT set_config('taskflow.workspace_id', $1, true), set_config('taskflow.user_id', $2, true)"

// uuidText is how the scope is written into settings: empty stands for none.
func uuidText(raw [16]byte) string {
	if raw == ([16]byte{}) {
		return ""
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[0:4], raw[4:6], raw[6:8], raw[8:10], raw[10:16])
}

// rowCountZero is what PostgreSQL says when pgOne's question finds no changed row.
const rowCountZero = "22012"

func isZeroRows(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == rowCountZero
}
