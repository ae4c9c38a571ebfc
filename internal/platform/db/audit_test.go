package db_test

import (
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

const auditColumns = "audit_events (workspace_id, id, at, name, outcome, reason, target, address, user_agent, details)"

func TestTheAuditLogOnlyGrows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := dbtest.OpenConfig(t, config)
		scope := db.Scope{Workspace: id.New[id.Workspace]()}
		key := id.New[id.Audit]()
		write := func(sql, name string) error {
			return d.Update(t.Context(), scope, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "-- name: X :execrows\n"+sql, scope.Workspace, key, time.Now(), name, "success", "", "", "", "", "{}")
				return err
			})
		}
		const values = " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
		if err := write("INSERT INTO "+auditColumns+values, "first"); err != nil {
			t.Fatal(err)
		}
		forgeries := []string{
			"INSERT INTO " + auditColumns + values,
			"INSERT INTO " + auditColumns + values + " ON CONFLICT (workspace_id, id) DO UPDATE SET name = 'forged'",
		}
		if d.Engine() == db.SQLite {
			forgeries = append(forgeries, "INSERT OR REPLACE INTO "+auditColumns+values, "REPLACE INTO "+auditColumns+values)
		}
		for _, sql := range forgeries {
			if write(sql, "forged") == nil {
				t.Errorf("allowed: %s", sql)
			}
		}
		for _, sql := range []string{"UPDATE audit_events SET name = 'forged'", "DELETE FROM audit_events"} {
			if d.Update(t.Context(), scope, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), sql)
				return err
			}) == nil {
				t.Errorf("allowed: %s", sql)
			}
		}
		var name string
		if err := d.View(t.Context(), scope, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT name FROM audit_events WHERE workspace_id = $1", scope.Workspace).Scan(&name)
		}); err != nil || name != "first" {
			t.Errorf("the entry reads %q (%v)", name, err)
		}
	})
}
