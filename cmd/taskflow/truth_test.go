package main_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// truth reads the database itself, past every rule of TaskFlow.
type truth struct {
	t      *testing.T
	config db.Config
}

// column returns the first column of a question's answer.
func column[T any](w truth, sql string) (list []T) {
	w.t.Helper()
	read := func(rows pgx.Rows, err error) error {
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := rows.Scan(&v); err != nil {
				return err
			}
			list = append(list, v)
		}
		return rows.Err()
	}
	ctx := context.Background()
	var err error
	if strings.HasPrefix(w.config.URL, "postgres") {
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, w.config.URL); err == nil {
			err = read(conn.Query(ctx, sql))
			_ = conn.Close(ctx)
		}
	} else {
		var d *db.DB
		if d, err = db.Open(ctx, w.config); err == nil {
			err = d.View(ctx, db.Scope{}, func(tx *db.Tx) error { return read(tx.Query(ctx, sql)) })
			d.Close()
		}
	}
	if err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
	return list
}

// check fails the test unless all that was acknowledged is there and nothing is there by half.
func (w truth) check(acknowledged map[string]bool) {
	w.t.Helper()
	there := map[string]bool{}
	for _, key := range column[id.Workspace](w, "SELECT id FROM workspaces") {
		there[key.String()] = true
	}
	for _, key := range column[id.Task](w, "SELECT id FROM tasks") {
		there[key.String()] = true
	}
	for key := range acknowledged {
		if !there[key] {
			w.t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	audited := map[string]bool{}
	for _, key := range column[string](w, "SELECT target FROM audit_events WHERE name IN ('workspace.created', 'task.created') AND outcome = 'success'") {
		if audited[key] {
			w.t.Errorf("%s was audited twice", key)
		}
		audited[key] = true
		if !there[key] {
			w.t.Errorf("%s has an audit entry and isn't there", key)
		}
	}
	for key := range there {
		if !audited[key] {
			w.t.Errorf("%s is there without an audit entry", key)
		}
	}
	w.nothing("workspaces without an owner", "SELECT id FROM workspaces w WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.workspace_id = w.id AND m.role = 'owner')")
	w.nothing("tasks without an event", "SELECT id FROM tasks t WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.workspace_id = t.workspace_id AND e.task_id = t.id AND e.kind = 'task.created')")
	w.nothing("events without a task", "SELECT task_id FROM events e WHERE e.kind = 'task.created' AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.workspace_id = e.workspace_id AND t.id = e.task_id)")
}

func (w truth) nothing(what, sql string) {
	w.t.Helper()
	if found := column[id.Raw](w, sql); len(found) > 0 {
		w.t.Errorf("%d %s", len(found), what)
	}
}
