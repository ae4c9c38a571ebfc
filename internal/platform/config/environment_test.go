package config_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/config"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func TestEnvironmentBetweenFlagAndFile(t *testing.T) {
	t.Setenv("TASKFLOW_LOG_LEVEL", "error")
	t.Setenv("TASKFLOW_LISTEN", "127.0.0.1:2")
	t.Setenv("TASKFLOW_CONFIG", write(t, `{"log-level": "debug", "listen": "127.0.0.1:3", "log-format": "json"}`))
	cli, err := parse(t, "serve", "--listen", "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if s := cli.Serve; s.Listen != "127.0.0.1:1" || s.LogLevel != "error" || s.LogFormat != "json" {
		t.Errorf("listen %q, level %q, format %q", s.Listen, s.LogLevel, s.LogFormat)
	}
}

func TestUnknownVariables(t *testing.T) {
	for name, c := range map[string]struct {
		variable, value string
		known           bool
	}{
		"a setting":            {"TASKFLOW_DATA", "/tmp/x", true},
		"a typing mistake":     {"TASKFLOW_DATABSE", hidden, false},
		"no variable at all":   {"TASKFLOW_", "x", false},
		"of the tests":         {"TASKFLOW_TEST_ANYTHING", "x", true},
		"of the tests' server": {"TASKFLOW_PG_PORT", "x", true},
		"of the corpora":       {"TASKFLOW_CORPORA", "", true},
		"of the tools":         {"TASKFLOW_TOOLS", "/x", true},
		"of Kubernetes":        {"TASKFLOW_PORT_8080_TCP", "tcp://10.0.0.1:8080", true},
		"of its service":       {"TASKFLOW_SERVICE_HOST", "10.0.0.1", true},
		"of another service":   {"TASKFLOW_VALKEY_SERVICE_PORT", "6379", true},
		"like it, by mistake":  {"TASKFLOW_PORT", "localhost:8080", false},
		"of somebody else":     {"TASKFLOWER", "x", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			_, err := parse(t, "serve")
			if c.known && err != nil {
				t.Error(err)
			}
			if !c.known {
				wantLine(t, err, "unknown environment variable "+c.variable)
			}
			if _, err := parse(t, "version"); err != nil {
				t.Errorf("version: %v", err)
			}
		})
	}
}

func TestErrorsOfVariables(t *testing.T) {
	t.Setenv("TASKFLOW_DATABASE", "file:/none/"+hidden)
	_, err := parse(t, "migrate")
	if err == nil || !strings.HasPrefix(err.Error(), "--database (TASKFLOW_DATABASE): reading the secret file") || strings.Contains(err.Error(), "envar") {
		t.Errorf("got %v", err)
	}
}

func TestSecretByReference(t *testing.T) {
	t.Setenv("DATABASE_URL_FOR_TEST", "postgres://u:"+hidden+"@h/db")
	cli, err := parse(t, "serve", "--database", "env:DATABASE_URL_FOR_TEST")
	if err != nil || !cli.Serve.Postgres() {
		t.Errorf("by env: %v", err)
	}
	if cli, err = parse(t, "serve", "--database", "file:"+write(t, "postgres://u:"+hidden+"@h/db\n")); err != nil || !cli.Serve.Postgres() {
		t.Errorf("by file: %v", err)
	}
}

// The table is what operators read; a change of it is a change for them.
func TestTable(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "settings.md")
	got := config.Markdown(config.Table())
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("run this test with -update if the change is meant:\n%s", diff)
	}
}

// Flag and variable are one name in two spellings, each with help.
func TestTableIsConsistent(t *testing.T) {
	t.Parallel()
	rows := config.Table()
	if len(rows) < 20 {
		t.Errorf("only %d settings", len(rows))
	}
	for _, row := range rows {
		env := "TASKFLOW_" + strings.ToUpper(strings.ReplaceAll(strings.TrimPrefix(row.Flag, "--"), "-", "_"))
		if row.Env != env || row.Help == "" || !strings.HasSuffix(row.Help, ".") {
			t.Errorf("%s: %s, %q", row.Flag, row.Env, row.Help)
		}
		if row.Secret && row.Default != "" {
			t.Errorf("%s: a secret has a default", row.Flag)
		}
	}
}
