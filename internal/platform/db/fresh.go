package db

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

// liteSchema is what all migrations leave of an empty file, which takes most of the time
// that a first start has: each change of a table has SQLite read the whole schema again.
// `make generate` writes it, and a test compares it with what the migrations make.
//
//go:embed schema/sqlite.sql
var liteSchema string

// between separates the statements of liteSchema, some of which have lines of their own.
const between = ";\n\n"

// fresh gives a file without any table the whole schema at once, and notes the migrations as
// done that it holds. It returns how many these are; none when there are tables.
func fresh(ctx context.Context, conn *sql.DB, provider *goose.Provider) (done int, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("looking at the schema: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	var tables int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables > 0 {
		return 0, err
	}
	for _, statement := range strings.Split(strings.TrimSpace(liteSchema), between) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return 0, fmt.Errorf("making the schema: %w", err)
		}
	}
	versions := []int64{0} // goose's own first one
	for _, s := range provider.ListSources() {
		versions = append(versions, s.Version)
	}
	for _, v := range versions {
		if _, err := tx.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, true)", v); err != nil {
			return 0, fmt.Errorf("noting the migrations: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("making the schema: %w", err)
	}
	return len(versions) - 1, nil
}
