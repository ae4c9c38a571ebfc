package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

var errNoNotify = errors.New("only PostgreSQL carries notifications")

const notify = `-- name: Notify :exec
SELECT pg_notify($1, $2)`

// Notify tells all listeners of a channel, in a transaction of its own: a
// transaction that notifies holds a lock of the whole server while it commits.
func (d *DB) Notify(ctx context.Context, channel, payload string) error {
	if d.kind != PostgreSQL {
		return errNoNotify
	}
	return d.Update(ctx, Scope{}, func(tx *Tx) error {
		_, err := tx.Exec(ctx, notify, channel, payload)
		return err
	})
}

// Listen calls take with each notification of a channel, on a connection of its
// own, until ctx ends or the connection breaks; both are errors.
func (d *DB) Listen(ctx context.Context, channel string, take func(payload string)) error {
	if d.kind != PostgreSQL {
		return errNoNotify
	}
	conn, err := dial(ctx, d.config)
	if err != nil {
		return fmt.Errorf("connecting to listen: %w", err)
	}
	defer hangUp(ctx, conn, d.config.Wait)
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("waiting for a notification: %w", err)
		}
		take(n.Payload)
	}
}

func dial(ctx context.Context, config Config) (*pgx.Conn, error) {
	c, err := pgx.ParseConfig(config.URL)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL can't be read") // the cause repeats the password
	}
	c.ConnectTimeout = config.Wait
	c.RuntimeParams["application_name"] = "taskflow events"
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "SET ROLE "+AppRole); err != nil {
		hangUp(ctx, conn, config.Wait)
		return nil, err
	}
	return conn, nil
}

func hangUp(ctx context.Context, conn *pgx.Conn, patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	_ = conn.Close(ctx) // it is of no more use either way
}
