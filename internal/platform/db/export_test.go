package db

// Waiting tells how many transactions wait for SQLite's writer.
func (d *DB) Waiting() int { return len(d.engine.(*liteEngine).writer.queue) }
