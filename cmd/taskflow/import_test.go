package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

const foreignBoard = `{"id":"b1","name":"Foreign","lists":[{"id":"l1","name":"To do","pos":1}],
	"members":[{"id":"m1","fullName":"Somebody\u001b[31m Else","username":"else"}],
	"cards":[{"id":"c1","idList":"l1","name":"First","desc":"","pos":1,"idMembers":["m1"]}]}`

// tool runs a command of the binary beside, or instead of, the server.
func (p *process) tool(t *testing.T, arguments ...string) (out, complaint string, code int) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	arguments = append(arguments, "--data", p.data)
	for i, flag := range p.flags {
		if flag == "--database" {
			arguments = append(arguments, flag, p.flags[i+1])
		}
	}
	var stdout, stderr strings.Builder
	command := exec.CommandContext(t.Context(), path, arguments...)
	command.Stdout, command.Stderr = &stdout, &stderr
	var ended *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode()
}

func (c *client) email(t *testing.T) string {
	t.Helper()
	var me struct{ Email string }
	if err := json.Unmarshal(c.must(t, http.StatusOK, http.MethodGet, "/api/v1/me", nil).body, &me); err != nil {
		t.Fatal(err)
	}
	return me.Email
}

// joined makes somebody a member without the mail that it would take.
func joined(t *testing.T, config db.Config, workspace, email string) {
	t.Helper()
	inside, err := id.Parse[id.Workspace](workspace)
	if err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	err = database.Update(t.Context(), db.Scope{Workspace: inside}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `-- name: Join :execrows
			INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
			SELECT $1, id, 'member', created_at, updated_at FROM users WHERE email = $2`, inside, email)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var importID = regexp.MustCompile(`imp_[0-9a-z]{26}`)

func TestImportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, flags []string, config db.Config) {
		t.Helper()
		p := launch(t, append(flags, unlimited...)...)
		owner, member := signUp(t, p), signUp(t, p)
		home := owner.settle(t)
		file := filepath.Join(t.TempDir(), "board.json")
		if err := os.WriteFile(file, []byte(foreignBoard), 0o600); err != nil {
			t.Fatal(err)
		}
		as := func(email string) []string { return []string{"--workspace", home.workspace, "--as", email} }
		bring := func(email string, more ...string) (string, string, int) {
			return p.tool(t, append(append([]string{"import", "trello", file}, as(email)...), more...)...)
		}
		refused := func(what, wanted string, code int, complaint string, got int) {
			t.Helper()
			if got != code || !strings.Contains(complaint, wanted) || strings.Count(complaint, "\n") != 1 {
				t.Errorf("%s: exit code %d, %q; want %d, one line with %q", what, got, complaint, code, wanted)
			}
		}

		_, complaint, code := bring(member.email(t))
		refused("an outsider", "not", 1, complaint, code)
		joined(t, config, home.workspace, member.email(t))
		_, complaint, code = bring(member.email(t))
		refused("a member", "You may not do this", 1, complaint, code)
		_, complaint, code = bring("nobody@example.com")
		refused("nobody", "nobody here has this e-mail address", 1, complaint, code)
		_, complaint, code = p.tool(t, append([]string{"import", "trello", file + ".not"}, as(owner.email(t))...)...)
		refused("no file", "no such file", 1, complaint, code)
		_, complaint, code = p.tool(t, append([]string{"import", "github", file}, as(owner.email(t))...)...)
		refused("no GitHub file", "", 1, complaint, code)
		_, complaint, code = p.tool(t, "import", "trello", file, "--as", owner.email(t))
		refused("no workspace", "--workspace", 2, complaint, code)

		address := owner.email(t)
		out, complaint, code := bring(address, "--dry-run")
		if code != 0 || !strings.Contains(out, "would be imported") || !strings.Contains(out, "member could be invited: 1") {
			t.Errorf("a dry run: exit code %d, %s%s", code, out, complaint)
		}
		if strings.Contains(out, "\x1b") {
			t.Errorf("the file speaks to the terminal: %q", out)
		}
		out, complaint, code = bring(address)
		imported := importID.FindString(out)
		if code != 0 || imported == "" {
			t.Fatalf("exit code %d, %s%s", code, out, complaint)
		}
		list := owner.must(t, http.StatusOK, http.MethodGet, "/api/v1/workspaces/"+home.workspace+"/imports", nil)
		if !strings.Contains(string(list.body), imported) {
			t.Errorf("the server doesn't know of it: %s", list.body)
		}
		log := owner.must(t, http.StatusOK, http.MethodGet, "/api/v1/workspaces/"+home.workspace+"/audit-events", nil)
		if text := string(log.body); strings.Count(text, `"import.created"`) < 3 || !strings.Contains(text, "operator") {
			t.Errorf("the audit log is %s", text)
		}

		p.kill() // what follows is without the server
		out, _, code = bring(address)
		if code != 0 || !strings.Contains(out, "nothing was changed") || !strings.Contains(out, imported) {
			t.Errorf("the same file again: exit code %d, %s", code, out)
		}
		undo := append([]string{"import", "undo", imported}, as(address)...)
		if out, complaint, code = p.tool(t, undo...); code != 0 || !strings.Contains(out, "tasks") {
			t.Errorf("undoing: exit code %d, %s%s", code, out, complaint)
		}
		_, complaint, code = p.tool(t, undo...)
		refused("undoing twice", "already", 1, complaint, code)
	})
}

// Killed in the middle of an import, nothing of it is there.
func TestKilledDuringAnImport(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, flags []string, config db.Config) {
		t.Helper()
		p := launch(t, append(flags, unlimited...)...)
		owner := signUp(t, p)
		home, address := owner.settle(t), owner.email(t)
		p.kill()
		const cards = 20_000
		file := filepath.Join(t.TempDir(), "board.json")
		if err := os.WriteFile(file, manyCards(cards), 0o600); err != nil {
			t.Fatal(err)
		}
		path, err := program()
		if err != nil {
			t.Fatal(err)
		}
		arguments := append([]string{"import", "trello", file, "--workspace", home.workspace, "--as", address, "--data", p.data}, flags...)
		for _, delay := range []time.Duration{300 * time.Millisecond, 600 * time.Millisecond, 900 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(t.Context(), delay) // ends it by kill -9
			ended := exec.CommandContext(ctx, path, arguments...).Run()
			cancel()
			want := 0
			if ended == nil {
				want = cards
			}
			if n := imported(t, config, home.workspace); n != want && n != cards {
				t.Errorf("killed after %v there are %d tasks", delay, n)
			}
		}
		if out, complaint, code := p.tool(t, "import", "trello", file, "--workspace", home.workspace, "--as", address); code != 0 {
			t.Fatalf("the last one: exit code %d, %s%s", code, out, complaint)
		}
		if n := imported(t, config, home.workspace); n != cards {
			t.Errorf("%d tasks after all", n)
		}
	})
}

func manyCards(n int) []byte {
	var out strings.Builder
	out.WriteString(`{"id":"b2","name":"Many","lists":[{"id":"l1","name":"To do","pos":1}],"cards":[`)
	for i := range n {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"id":"c%d","idList":"l1","name":"Card %d","desc":"Text","pos":%d}`, i, i, i)
	}
	out.WriteString(`]}`)
	return []byte(out.String())
}

// imported counts the tasks of a workspace in the database itself.
func imported(t *testing.T, config db.Config, workspace string) (n int) {
	t.Helper()
	inside, err := id.Parse[id.Workspace](workspace)
	if err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	var count int64
	err = database.View(t.Context(), db.Scope{Workspace: inside}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), "SELECT count(*) FROM tasks WHERE workspace_id = $1", inside).Scan(&count)
	})
	if err != nil {
		t.Fatal(err)
	}
	return int(count)
}
