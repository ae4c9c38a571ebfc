package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

// openTables have a workspace and no row-level security, for the reason given.
var openTables = map[string]string{
	"invitation_tokens": "is looked into to find out which workspace a token belongs to",
	"saml_names":        "is looked into to find out whose name somebody types who isn't signed in",
	"saml_flows":        "is found by hashes of secrets alone, and ends with whoever is ended, in any workspace",
	"saml_assertions":   "holds nothing but hashes of what was seen",
}

// allowed are values that a column's CHECK accepts; other columns take any value of their type.
var allowed = map[string]string{"role": "member", "outcome": "success", "mfa": "everyone", "mfa_strength": "any", "mfa_before": "off", "mfa_strength_before": "any", "default_role": "member", "purpose": "sign-in", "state": "member"}

// tenantTable is a table of PostgreSQL whose rows belong to a workspace.
type tenantTable struct {
	name, key string // key is the column of the workspace
	columns   []tableColumn
}

type tableColumn struct{ name, kind string }

// tenantTables reads from the schema itself which tables there are, so that no
// later table is forgotten.
func tenantTables(t *testing.T, conn *pgx.Conn) (list []*tenantTable) {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT table_name, column_name, data_type FROM information_schema.columns
		WHERE table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'
		AND coalesce(column_default, '') NOT LIKE '%xact%' ORDER BY table_name, ordinal_position`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string]*tenantTable{"workspaces": {name: "workspaces", key: "id"}}
	names := []string{"workspaces"}
	var all [][3]string
	for rows.Next() {
		var c [3]string
		if err := rows.Scan(&c[0], &c[1], &c[2]); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		if c[1] == "workspace_id" && openTables[c[0]] == "" {
			tables[c[0]] = &tenantTable{name: c[0], key: "workspace_id"}
			names = append(names, c[0])
		}
	}
	if rows.Err() != nil || len(names) < 12 {
		t.Fatalf("only %d tenant tables were found: %v", len(names), rows.Err())
	}
	for _, c := range all {
		if table := tables[c[0]]; table != nil {
			table.columns = append(table.columns, tableColumn{c[1], c[2]})
		}
	}
	for _, name := range names {
		list = append(list, tables[name])
	}
	return list
}

// insert is a statement that puts any row of workspace into the table.
func (t *tenantTable) insert(workspace id.Workspace) (sql string, args []any) {
	var names, places []string
	for i, c := range t.columns {
		names, places = append(names, c.name), append(places, fmt.Sprintf("$%d", i+1))
		args = append(args, t.value(c, workspace))
	}
	return fmt.Sprintf("-- name: Seed :execrows\nINSERT INTO %s (%s) VALUES (%s)", t.name, strings.Join(names, ", "), strings.Join(places, ", ")), args
}

func (t *tenantTable) value(c tableColumn, workspace id.Workspace) any {
	switch {
	case c.name == t.key:
		return workspace
	case allowed[c.name] != "":
		return allowed[c.name]
	}
	switch c.kind {
	case "uuid":
		return id.New[id.Raw]()
	case "text":
		return id.New[id.Raw]().String()
	case "bytea":
		return []byte(id.New[id.Raw]().String())
	case "timestamp with time zone":
		return time.Now()
	case "boolean":
		return true
	}
	return int64(1)
}

// twoTenants has a row of each of two workspaces in every tenant table.
func twoTenants(t *testing.T) (d *db.DB, owner *pgx.Conn, tables []*tenantTable, ours, theirs id.Workspace) {
	t.Helper()
	config := dbtest.Config(t, postgres(t))
	owner, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close(context.Background()) })
	// The rows needn't refer to each other: no foreign keys for this connection.
	if _, err := owner.Exec(t.Context(), "SET session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	tables, ours, theirs = tenantTables(t, owner), id.New[id.Workspace](), id.New[id.Workspace]()
	for _, table := range tables {
		for _, workspace := range []id.Workspace{ours, theirs} {
			sql, args := table.insert(workspace)
			if _, err := owner.Exec(t.Context(), sql, args...); err != nil {
				t.Fatalf("a row for %s (does a CHECK need a line in allowed?): %v", table.name, err)
			}
		}
	}
	return dbtest.OpenConfig(t, config), owner, tables, ours, theirs
}

func TestAQueryWithoutItsTenantSeesNothingForeign(t *testing.T) {
	t.Parallel()
	d, _, tables, ours, _ := twoTenants(t)
	for _, table := range tables {
		for scope, want := range map[db.Scope]int64{{Workspace: ours}: 1, {}: 0, {Workspace: id.New[id.Workspace](), User: id.New[id.User]()}: 0} {
			var all, foreign int64
			err := d.View(t.Context(), scope, func(tx *db.Tx) error {
				return tx.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*), count(*) FILTER (WHERE %s <> $1) FROM %s", table.key, table.name), ours).Scan(&all, &foreign)
			})
			if err != nil || all != want || foreign != 0 {
				t.Errorf("%s with %+v: %d rows, %d of them foreign, want %d and 0 (%v)", table.name, scope, all, foreign, want, err)
			}
		}
	}
}

func TestAWriteWithoutItsTenantChangesNothingForeign(t *testing.T) {
	t.Parallel()
	d, owner, tables, ours, theirs := twoTenants(t)
	slices.Reverse(tables) // workspaces last
	for _, table := range tables {
		refused := func(what, sql string, args ...any) {
			t.Helper()
			err := d.Update(t.Context(), db.Scope{Workspace: ours}, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), sql, args...)
				return err
			})
			var pg *pgconn.PgError
			if !errors.As(err, &pg) || pg.Code != "42501" {
				t.Errorf("%s: %s ended with %v", table.name, what, err)
			}
		}
		sql, args := table.insert(theirs)
		refused("a row for somebody else", sql, args...)
		refused("a gift to somebody else", fmt.Sprintf("-- name: X :execrows\nUPDATE %s SET %s = $1", table.name, table.key), theirs)
	}
	// Deleting takes along what belongs to a row, so everything else comes before.
	for _, table := range tables {
		_ = d.Update(t.Context(), db.Scope{Workspace: ours}, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "-- name: X :execrows\nDELETE FROM "+table.name)
			return err // audit_events may not be deleted from at all
		})
		var left int64
		if err := owner.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*) FROM %s WHERE %s = $1", table.name, table.key), theirs).Scan(&left); err != nil || left != 1 {
			t.Errorf("%s: %d rows of the other workspace are left, want 1 (%v)", table.name, left, err)
		}
	}
}

func TestPeopleSeeTheirOwnWorkspaces(t *testing.T) {
	t.Parallel()
	d, owner, _, ours, theirs := twoTenants(t)
	var user id.User
	if err := owner.QueryRow(t.Context(), "SELECT user_id FROM members WHERE workspace_id = $1", ours).Scan(&user); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"workspaces", "members"} {
		var all int64
		err := d.View(t.Context(), db.Scope{User: user}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&all)
		})
		if err != nil || all != 1 {
			t.Errorf("%s: a member of one workspace sees %d rows (%v)", table, all, err)
		}
	}
	var seen int64
	update(t, d, func(tx *db.Tx) error {
		if err := tx.Enter(t.Context(), theirs); err != nil {
			return err
		}
		return tx.QueryRow(t.Context(), "SELECT count(*) FROM projects WHERE workspace_id = $1", theirs).Scan(&seen)
	})
	if seen != 1 {
		t.Errorf("after Enter %d projects are seen, want 1", seen)
	}
	// The scope ends with its transaction, also on the connection that served it.
	for range 20 {
		if err := d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT count(*) FROM projects").Scan(&seen)
		}); err != nil || seen != 0 {
			t.Fatalf("a transaction without a scope sees %d projects (%v)", seen, err)
		}
	}
}

func TestEveryTenantTableForcesItsPolicy(t *testing.T) {
	t.Parallel()
	_, owner, tables, _, _ := twoTenants(t)
	for _, table := range tables {
		var forced bool
		if err := owner.QueryRow(t.Context(), `SELECT relrowsecurity AND relforcerowsecurity AND EXISTS (
			SELECT FROM pg_policy WHERE polrelid = pg_class.oid) FROM pg_class WHERE oid = to_regclass($1)`, table.name).Scan(&forced); err != nil || !forced {
			t.Errorf("%s: row-level security isn't forced (%v)", table.name, err)
		}
	}
}

// The role that requests run as is bound by everything above.
func TestTheAppRoleOwnsNothing(t *testing.T) {
	t.Parallel()
	d, owner, _, ours, _ := twoTenants(t)
	var owned, powers int64
	err := owner.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM pg_class WHERE relowner = r.oid) + (SELECT count(*) FROM pg_proc WHERE proowner = r.oid)
			+ (SELECT count(*) FROM pg_namespace WHERE nspowner = r.oid) + (SELECT count(*) FROM pg_database WHERE datdba = r.oid),
			(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication)::int::bigint
			+ (SELECT count(*) FROM pg_auth_members WHERE member = r.oid)
			FROM pg_roles r WHERE rolname = $1`, db.AppRole).Scan(&owned, &powers)
	if err != nil || owned != 0 || powers != 0 {
		t.Errorf("the app role owns %d things and has %d powers (%v)", owned, powers, err)
	}
	who := func(tx *db.Tx) error {
		var role string
		if err := tx.QueryRow(t.Context(), "SELECT current_user::text").Scan(&role); err != nil || role != db.AppRole {
			t.Errorf("a transaction runs as %q (%v)", role, err)
		}
		return nil
	}
	update(t, d, who)
	if err := d.View(t.Context(), db.Scope{}, who); err != nil {
		t.Error(err)
	}
	for _, sql := range []string{
		"CREATE TABLE mine (a int)", "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON tasks", "DROP TABLE tasks",
		"TRUNCATE tasks", "TRUNCATE audit_events", "CREATE POLICY open ON tasks USING (true)", "UPDATE goose_db_version SET version_id = 1",
		"GRANT ALL ON audit_events TO taskflow_app", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	} {
		err := d.Update(t.Context(), db.Scope{Workspace: ours}, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
		// GRANT of what one doesn't have is only a warning; it must not have worked.
		if err == nil && !strings.HasPrefix(sql, "GRANT") {
			t.Errorf("the app role may: %s", sql)
		}
	}
}

// Reports must not be able to read what signs somebody in.
func TestTheReportsRoleReadsNoSecrets(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, postgres(t))
	owner, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.Background()) }()
	for _, table := range []string{"users", "email_tokens", "sessions", "refresh_tokens", "signing_keys", "invitation_tokens", "invitations", "jobs", "idempotency_keys", "api_keys", "key_projects", "client_secrets", "saml_providers", "saml_names", "saml_flows", "saml_assertions"} {
		var may bool
		if err := owner.QueryRow(t.Context(), "SELECT has_table_privilege('taskflow_reports', $1, 'SELECT')", table).Scan(&may); err != nil || may {
			t.Errorf("taskflow_reports may read %s (%v)", table, err)
		}
	}
	var may bool
	if err := owner.QueryRow(t.Context(), "SELECT has_table_privilege('taskflow_reports', 'tasks', 'INSERT')").Scan(&may); err != nil || may {
		t.Errorf("taskflow_reports may write (%v)", err)
	}
}
