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

var (
	// errBusy says that waiting for a connection or for the writer took too long.
	errBusy = errors.New("the database is busy")
	// errLost says that the connection broke while the transaction ran.
	errLost = errors.New("the connection to the database was lost")
)

// retryAfter is what clients are told while the database doesn't answer.
const retryAfter = time.Second

// access is what a transaction may do.
type access bool

const (
	reading access = false
	writing access = true
)

// classify tells errors of a database that is away from errors of a program
// that is wrong: the first are worth trying again, the second are not.
func classify(err error, a access) error {
	if err == nil {
		return nil
	}
	var known *problem.Problem
	if errors.As(err, &known) {
		return err
	}
	if isAway(err) || a == writing && isReadOnly(err) {
		return problem.Unavailable(err, retryAfter)
	}
	return err
}

func isAway(err error) bool {
	for _, away := range []error{
		errBusy, errLost, errClosed, context.DeadlineExceeded, context.Canceled,
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, os.ErrDeadlineExceeded,
	} {
		if errors.Is(err, away) {
			return true
		}
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return isAwayState(pg.Code)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return isAwayCode(lite.Code())
	}
	var network net.Error
	return errors.As(err, &network) || pgconn.Timeout(err)
}

// isAwayState: PostgreSQL's classes 08 connection, 53 resources, 57 operator
// intervention, 58 system error; a transaction that was idle for too long; and
// conflicts that outlasted their retries.
func isAwayState(code string) bool {
	switch code {
	case "25P03", "40001", "40P01", "55P03":
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
		sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// isReadOnly tells that the engine refused a write: where one was to be expected
// the disk or the server is at fault (a standby after a fail-over), elsewhere the program.
func isReadOnly(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "25006"
	}
	return isLiteCode(err, sqlite3.SQLITE_READONLY)
}

// isLiteCode tells whether err is SQLite's primary result code.
func isLiteCode(err error, code int) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == code
}

// isConflict tells errors that may be gone when the transaction runs again: two
// that waited for each other, and a unique value that another transaction took
// after this one had looked whether it was free.
func isConflict(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "23505")
}
