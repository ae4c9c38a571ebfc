// Package db runs transactions on SQLite and on PostgreSQL behind one shape.
//
// It promises: a View can't write, because the engine itself refuses it; an
// Update is durable when it has returned nil; the tenant and the person of the
// Scope are set in the database session before the first statement, so that
// PostgreSQL's row-level security sees them; waiting for a connection, a lock
// or the writer is bounded, and ends in a problem.Unavailable.
//
// Statements come from sqlc's generated code, which is written for pgx: on
// PostgreSQL they run as they are, on SQLite through an adapter. Two habits of
// that adapter matter to callers on both engines:
//
//   - A statement marked :exec may be held back and sent with the next question
//     or with the COMMIT, so its error may appear there. What must be known at
//     once is asked with :one, :many or :execrows; what must change exactly one
//     row goes through Tx.One.
//   - Questions that don't depend on each other are asked with Tx.Together, and
//     cost one round trip on PostgreSQL.
//
// The package knows nothing of tasks, people or permissions.
package db
