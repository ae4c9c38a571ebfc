package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// statement is one text of SQL and where it stands.
type statement struct{ where, text string }

var (
	secured = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) ENABLE ROW LEVEL SECURITY`)
	touches = regexp.MustCompile(`(?i)\b(FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?(\w+)`)
	bound   = regexp.MustCompile(`(?i)\bworkspace_id\s*=|=\s*(?:\w+\.)?workspace_id\b|\bid\s*=\s*(?:sqlc\.arg\(workspace_id\)|\w+\.workspace_id)|\(\s*(?:\w+\.)?workspace_id\b[^()]*\)\s*(?:IN|=|VALUES|SELECT|\n)|INTO workspaces \(id,`)
	// nameLine is what sqlc's own statements begin with; dynamic ones may, too.
	nameLine = regexp.MustCompile(`^-- name: .*\n`)
	reason   = regexp.MustCompile(`^-- all-tenants: \S.{10,}`)
)

// TestStatementsNameTheirWorkspace: whatever touches a tenant's table says
// whose rows it means, for each such table, or why it means everybody's.
func TestStatementsNameTheirWorkspace(t *testing.T) {
	t.Parallel()
	tables := tenantTables(t)
	list := append(queryFiles(t), literals(t)...)
	seen := 0
	for _, s := range list {
		if len(tenantsOf(tables, s.text)) > 0 {
			seen++
		}
		if why := unbound(tables, s.text); why != "" {
			t.Errorf("%s: %s\n%s", s.where, why, s.text)
		}
	}
	if seen < 100 || len(tables) < 10 {
		t.Errorf("only %d statements on %d tables were looked at", seen, len(tables))
	}
}

func TestTheStatementRuleSeesOffenders(t *testing.T) {
	t.Parallel()
	tables := map[string]bool{"tasks": true, "projects": true, "workspaces": true}
	for _, text := range []string{
		"SELECT title FROM tasks WHERE id = sqlc.arg(id)",
		"SELECT t.title FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.workspace_id = sqlc.arg(workspace_id)",
		"UPDATE tasks SET workspace = 1 WHERE id = sqlc.arg(id)",
		"DELETE FROM workspaces WHERE id = sqlc.arg(id)",
		"-- all-tenants:\nSELECT title FROM tasks",
		"SELECT title FROM tasks -- all-tenants: because it is quicker",
	} {
		if unbound(tables, text) == "" {
			t.Errorf("not seen: %s", text)
		}
	}
	for _, text := range []string{
		"SELECT 1 FROM users WHERE id = $1",
		"INSERT INTO tasks (workspace_id, id) VALUES ($1, $2)",
		"SELECT t.title FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id WHERE t.workspace_id = $1",
		"SELECT name FROM workspaces WHERE id = sqlc.arg(workspace_id)",
		"-- all-tenants: a person's own memberships\nSELECT 1 FROM projects",
	} {
		if why := unbound(tables, text); why != "" {
			t.Errorf("%s: %s", why, text)
		}
	}
}

// unbound says what is missing from a statement; empty when nothing is.
func unbound(tables map[string]bool, text string) string {
	if reason.MatchString(text) {
		return ""
	}
	named := tenantsOf(tables, text)
	if have := len(bound.FindAllString(text, -1)); have < len(named) {
		return fmt.Sprintf("touches %v and names workspace_id %d times", named, have)
	}
	return ""
}

// tenantsOf are the tenant tables that a statement touches, each as often as it does.
func tenantsOf(tables map[string]bool, text string) (named []string) {
	for _, found := range touches.FindAllStringSubmatch(text, -1) {
		if tables[found[2]] {
			named = append(named, found[2])
		}
	}
	return named
}

// tenantTables are those with row-level security.
func tenantTables(t *testing.T) map[string]bool {
	t.Helper()
	tables := map[string]bool{}
	files, err := filepath.Glob(root + "/internal/platform/db/migrations/postgres/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, found := range secured.FindAllStringSubmatch(read(t, file), -1) {
			tables[found[1]] = true
		}
	}
	return tables
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// queryFiles are the statements of every queries.sql.
func queryFiles(t *testing.T) (list []statement) {
	t.Helper()
	err := filepath.WalkDir(root+"/internal", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "queries.sql" {
			return err
		}
		for _, part := range strings.Split("\n"+read(t, path), "\n-- name: ")[1:] {
			name, text, _ := strings.Cut(part, "\n")
			list = append(list, statement{strings.TrimPrefix(path, root+"/") + " " + name, text})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// literals are the statements that are written into Go code: dynamic SQL.
func literals(t *testing.T) (list []statement) {
	t.Helper()
	for _, s := range sources(t, 0) {
		if strings.Contains(s.dir, "/queries") || strings.HasPrefix(s.dir, "internal/testworld") || strings.HasPrefix(s.dir, "cmd/bench") ||
			slices.Contains([]string{"internal/platform/db/dbtest"}, s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil {
					list = append(list, statement{s.path, nameLine.ReplaceAllString(strings.TrimLeft(text, "\n"), "")})
				}
			}
			return true
		})
	}
	return list
}
