package db

import "context"

// Waiting tells how many transactions wait for SQLite's writer.
func (d *DB) Waiting() int { return len(d.engine.(*liteEngine).writer.queue) }

// Between separates the statements of schema/sqlite.sql.
const Between = between

// MigrateEach runs migration after migration, as on a database that isn't new.
func MigrateEach(ctx context.Context, config Config) error {
	m, err := openMigrator(config)
	if err != nil {
		return err
	}
	defer m.close()
	_, err = m.Up(ctx)
	return err
}
