package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/rank"
)

// A word of its own stands in this many tasks, however many there are.
const tasksPerWord = 25

// keptTasks is how many ids requests are made for.
const keptTasks = 992 // a multiple of the connections, so that no two change the same task

// memberPassword is hashed once, with the costs of production.
const memberPassword = "correct horse battery staple 7"

var passwordHash = func() string {
	hash, err := password.New(password.Options{}).Hash(context.Background(), memberPassword)
	if err != nil {
		panic(err)
	}
	return hash
}

func word(i int) string { return fmt.Sprintf("topic%06dx", i/tasksPerWord) }

// seed brings the project to count tasks, below the program: it is a preparation.
func (w *world) seed(ctx context.Context, count int) error {
	rows := newTaskRows(w, count)
	insert := w.seedPostgres
	if w.engine == db.SQLite {
		insert = w.seedLite
	}
	if err := insert(ctx, rows); err != nil {
		return fmt.Errorf("seeding %d tasks: %w", count, err)
	}
	return nil
}

var taskColumns = []string{
	"workspace_id", "id", "project_id", "column_id", "rank", "title", "description", "priority", "due_all_day", "created_by", "created_at", "updated_at",
}

// taskRows makes the rows between what there is and what is wanted.
type taskRows struct {
	w     *world
	most  int
	last  rank.Rank
	err   error
	clock clock.Clock
}

func newTaskRows(w *world, count int) *taskRows {
	return &taskRows{w: w, most: count, clock: clock.System()}
}

func (r *taskRows) Next() bool { return r.err == nil && r.w.count < r.most }

func (r *taskRows) Err() error { return r.err }

func (r *taskRows) Values() ([]any, error) {
	w, task := r.w, id.New[id.Task]()
	var raised rank.Rank
	if raised, r.err = rank.Between(r.last, ""); r.err != nil {
		return nil, r.err
	}
	r.last = raised
	if len(w.tasks) < keptTasks {
		w.tasks = append(w.tasks, task)
	}
	title := "Prepare " + word(w.count) + " for the next release"
	w.count++
	now := r.clock.Now()
	return []any{
		w.workspace, task, w.project, w.column, string(raised), title, "As said in the meeting, with all that belongs to it.", int64(1), false,
		w.user, now, now,
	}, nil
}

func (w *world) seedPostgres(ctx context.Context, rows *taskRows) error {
	if _, err := w.store.pool.CopyFrom(ctx, pgx.Identifier{"tasks"}, taskColumns, rows); err != nil {
		return err
	}
	_, err := w.store.pool.Exec(ctx, "VACUUM ANALYZE tasks")
	return err
}

func (w *world) seedLite(ctx context.Context, rows *taskRows) error {
	fast, err := sql.Open("sqlite", "file:"+w.config.URL+"?_pragma=synchronous(off)&_pragma=busy_timeout(5000)&_pragma=cache_size(-200000)&_txlock=immediate")
	if err != nil {
		return err
	}
	fast.SetMaxOpenConns(1)
	defer func() { _ = fast.Close() }()
	for rows.Next() {
		if err := liteBatch(ctx, fast, rows); err != nil {
			return err
		}
	}
	_, err = fast.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// liteBatch is one transaction of at most 50,000 rows.
func liteBatch(ctx context.Context, fast *sql.DB, rows *taskRows) error {
	tx, err := fast.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	text := "INSERT INTO tasks (" + strings.Join(taskColumns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(taskColumns)-1) + ")"
	insert, err := tx.PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	for n := 0; n < 50_000 && rows.Next(); n++ {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		now := rows.clock.Now().UnixMicro()
		values[10], values[11] = now, now
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
