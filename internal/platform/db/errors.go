package db

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"taskflow/internal/platform/problem"
)

// ErrNoRows is what a :one question answers when there is no such row.
var ErrNoRows = pgx.ErrNoRows

// errBusy says that waiting for a connection or for the writer took too long.
var errBusy = errors.New("the database is busy")

// retryAfter is what clients are told while the database doesn't answer.
const retryAfter = time.Second

// classify tells errors of a database that is away from errors of a program
// that is wrong: the first are worth trying again, the second are not.
func classify(err error) error {
	if err == nil {
		return nil
	}
	var known *problem.Problem
	if errors.As(err, &known) {
		return err
	}
	if isAway(err) {
		return problem.Unavailable(err, retryAfter)
	}
	return err
}

func isAway(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return isAwayState(pg.Code)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return isAwayCode(lite.Code())
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.Is(err, errBusy) || errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, os.ErrDeadlineExceeded) || pgconn.Timeout(err)
}

// isAwayState: PostgreSQL's classes 08 connection, 53 resources, 57 operator
// intervention, 58 system error; and conflicts that outlasted their retries.
func isAwayState(code string) bool {
	switch code {
	case "40001", "40P01", "55P03":
		return true
	}
	if len(code) < 2 {
		return false
	}
	switch code[:2] {
	case "08", "53", "57", "58":
		return true
	}
	return false
}

func isAwayCode(code int) bool {
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_READONLY:
		return true
	}
	return false
}

// isConflict tells errors that may be gone when the transaction runs again.
func isConflict(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
