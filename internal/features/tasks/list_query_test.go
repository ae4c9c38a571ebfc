package tasks

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
)

// The main lists read an index range in its own order: no plan scans the tasks
// of a workspace or sorts them.
func TestListsAreIndexRanges(t *testing.T) {
	t.Parallel()
	workspace, user := id.Workspace{15: 1}, id.User{15: 2}
	project, column := id.Project{6: 0x70, 15: 1}, id.Column{6: 0x70, 15: 2}
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := dbtest.OpenConfig(t, config)
		fill(t, d, config, workspace, user)
		for name, in := range map[string]listIn{
			"default":          {},
			"ascending":        {Order: "asc"},
			"project":          {Project: project},
			"project and rank": {Project: project, Sort: "rank"},
			"status and rank":  {Status: column, Sort: "rank"},
			"both and rank":    {Project: project, Status: column, Sort: "rank"},
			"assignee":         {Assignee: user.String()},
			"me":               {Assignee: "me", Completed: "false"},
			"updated":          {Sort: "updated"},
			"priority":         {Sort: "priority"},
			"due":              {Sort: "due"},
		} {
			for _, from := range []*position{nil, {ID: id.Task{1: 7}, Rank: "a7", Time: time.Unix(1_700_000_000, 0), Priority: 1}} {
				in.WorkspaceID, in.Limit = workspace, 50
				plan := explain(t, d, in, from, user)
				for _, bad := range []string{"TEMP B-TREE FOR ORDER", "SCAN t\n", "SCAN t USING", "Seq Scan on tasks", "Sort", "Bitmap Heap Scan on tasks"} {
					if strings.Contains(plan, bad) {
						t.Errorf("%s (next page: %v) has %q:\n%s", name, from != nil, bad, plan)
					}
				}
			}
		}
	})
}

func explain(t *testing.T, d *db.DB, in listIn, from *position, user id.User) string {
	t.Helper()
	sort, err := in.order()
	if err != nil {
		t.Fatal(err)
	}
	q := &listQuery{}
	if d.Engine() == db.SQLite {
		q.add("EXPLAIN QUERY PLAN ")
	} else {
		q.add("EXPLAIN ")
	}
	q.tasksOf(in.WorkspaceID, user, in.Project)
	if err := in.filter(q, user, time.Unix(1_800_000_000, 0)); err != nil {
		t.Fatal(err)
	}
	if sort.by == "due" {
		q.add(" AND t.due_at IS NOT NULL")
	}
	if from != nil {
		q.after(sort, *from)
	}
	q.sort(sort, 51)
	var plan strings.Builder
	err = d.View(t.Context(), db.Scope{Workspace: in.WorkspaceID, User: user}, func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), q.text.String(), q.args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			var ignored [3]int64
			dest := []any{&ignored[0], &ignored[1], &ignored[2], &line}
			if d.Engine() == db.PostgreSQL {
				dest = dest[3:]
			}
			if err := rows.Scan(dest...); err != nil {
				return err
			}
			plan.WriteString(line + "\n")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

// fill makes so many tasks on PostgreSQL that its planner, which counts, has a
// reason to choose. SQLite's goes by the schema alone.
func fill(t *testing.T, d *db.DB, config db.Config, workspace id.Workspace, user id.User) {
	t.Helper()
	if d.Engine() == db.SQLite {
		return
	}
	conn, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	uuid := func(raw [16]byte) string { return fmt.Sprintf("'%x'::uuid", raw) }
	w := uuid(workspace)
	made := func(kind, n string) string {
		return "('00000000-0000-7000-0000-' || lpad(to_hex(" + n + "), 12, '0'))::uuid /* " + kind + " */"
	}
	for _, sql := range []string{
		`INSERT INTO workspaces (id, name, created_by, created_at, updated_at) VALUES (` + w + `, 'w', ` + uuid(user) + `, now(), now())`,
		`INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
			SELECT ` + w + `, ` + made("project", "n") + `, 'p', '', n % 5 = 0, ` + uuid(user) + `, now(), now() FROM generate_series(1, 20) n`,
		`INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
			SELECT ` + w + `, ` + made("column", "n") + `, ` + made("project", "1 + n / 5") + `, 'c', 'a1', now(), now() FROM generate_series(1, 99) n`,
		`INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, due_at, assignee_id, created_by, created_at, updated_at)
			SELECT ` + w + `, ` + made("task", "n") + `, ` + made("project", "1 + (n % 99 + 1) / 5") + `, ` + made("column", "n % 99 + 1") + `,
				'a' || n, 'title', 'text', n % 4, CASE WHEN n % 3 = 0 THEN now() + n * interval '1 minute' END,
				CASE WHEN n % 20 = 0 THEN ` + uuid(user) + ` END, ` + uuid(user) + `, now(), now() + n * interval '1 second'
			FROM generate_series(1, 30000) n`,
		`ANALYZE`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// A list is asked for before it is decided about: its question itself finds
// nothing for somebody who isn't a member of the workspace.
func TestListsFindNothingForOutsiders(t *testing.T) {
	t.Parallel()
	workspace, insider, outsider := id.Workspace{15: 1}, id.User{15: 2}, id.User{15: 3}
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := dbtest.OpenConfig(t, config)
		settle(t, d, workspace, insider)
		for _, in := range []listIn{{}, {Sort: "due"}, {Text: "title"}, {Project: id.Project{6: 0x70, 15: 1}, Sort: "rank"}} {
			in.WorkspaceID, in.Limit = workspace, 50
			for user, want := range map[id.User]int{insider: 1, outsider: 0} {
				err := d.Snapshot(t.Context(), db.Scope{Workspace: workspace, User: user}, func(ctx context.Context, q db.Querier) error {
					sort, err := in.order()
					if err != nil {
						return err
					}
					got, err := lister{Querier: q, engine: d.Engine(), in: &in, user: user, now: time.Unix(1_800_000_000, 0), order: sort}.rows(ctx)
					if len(got) != want {
						t.Errorf("%+v finds %d tasks, want %d", in, len(got), want)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// settle makes a member and a task.
func settle(t *testing.T, d *db.DB, workspace id.Workspace, user id.User) {
	t.Helper()
	project, column, now := id.Project{6: 0x70, 15: 1}, id.Column{6: 0x70, 15: 2}, time.Unix(1_700_000_000, 0)
	err := d.Update(t.Context(), db.Scope{Workspace: workspace, User: user}, func(tx *db.Tx) error {
		for _, row := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at)
				VALUES ($1, 'm@example.org', 'm@example.org', 'Member', '', 'active', $2, $2)`, []any{user, now}},
			{`INSERT INTO workspaces (id, name, created_by, created_at, updated_at) VALUES ($1, 'w', $2, $3, $3)`, []any{workspace, user, now}},
			{`INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'member', $3, $3)`, []any{workspace, user, now}},
			{`INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
				VALUES ($1, $2, 'p', '', $3, $4, $5, $5)`, []any{workspace, project, false, user, now}},
			{`INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at) VALUES ($1, $2, $3, 'c', 'a0', $4, $4)`,
				[]any{workspace, column, project, now}},
			{`INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, created_by, created_at, updated_at)
				VALUES ($1, $2, $3, $4, 'a0', 'title', '', 1, $5, $6, $6)`, []any{workspace, id.New[id.Task](), project, column, user, now}},
		} {
			if _, err := tx.Exec(t.Context(), "-- name: Settle :execrows\n"+row.sql, row.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever is searched for, no operator and no unbalanced quote reaches a database.
func FuzzWords(f *testing.F) {
	f.Add(`near("a" b) AND c*`)
	f.Add("'; DROP TABLE tasks; --")
	f.Add("日本語 e\u0301")
	f.Fuzz(func(t *testing.T, text string) {
		words := wordsOf(text)
		if len(words) > mostWords {
			t.Fatalf("%d words", len(words))
		}
		for _, w := range words {
			if w == "" || strings.ContainsAny(w, "\"'\\*:&|!()<> \t\n") {
				t.Fatalf("%q became the word %q", text, w)
			}
		}
	})
}
