package secret_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"taskflow/internal/platform/secret"
)

func TestResolve(t *testing.T) {
	t.Setenv("SECRET_FOR_TEST", hidden)
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(write("mounted", "m\n", 0o644), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ setting, want, wantError string }{
		"literal":            {"plain", "plain", ""},
		"a URL is a literal": {"postgres://u:p@h/db", "postgres://u:p@h/db", ""},
		"unknown scheme":     {"other:thing", "other:thing", ""},
		"environment":        {"env:SECRET_FOR_TEST", hidden, ""},
		"environment unset":  {"env:SECRET_NOT_THERE", "", `"SECRET_NOT_THERE" is not set`},
		"one newline is cut": {"file:" + write("one", "value\n\n", 0o600), "value\n", ""},
		"spaces stay":        {"file:" + write("spaces", " value ", 0o600), " value ", ""},
		"windows newline":    {"file:" + write("crlf", "value\r\n", 0o640), "value", ""},
		"open to everybody":  {"file:" + write("open", hidden, 0o644), "", "open to everybody"},
		"writable":           {"file:" + write("writable", hidden, 0o602), "", "open to everybody"},
		"kubernetes mount":   {"file:" + link, "m", ""},
		"empty":              {"file:" + write("empty", "\n", 0o600), "", "is empty"},
		"too long":           {"file:" + write("long", strings.Repeat("x", 64<<10+1), 0o600), "", "is over"},
		"NUL":                {"file:" + write("nul", "a\x00b", 0o600), "", "NUL"},
		"folder":             {"file:" + dir, "", "not a regular file"},
		"missing":            {"file:" + dir + "/none", "", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := secret.Resolve(c.setting)
			if (err == nil) != (c.wantError == "") || err != nil && !strings.Contains(err.Error(), c.wantError) {
				t.Fatalf("error %v, want %q", err, c.wantError)
			}
			if got.Reveal() != c.want {
				t.Errorf("got %q, want %q", got.Reveal(), c.want)
			}
			if err != nil {
				refuseLeak(t, "error", err.Error())
			}
		})
	}
}

func TestKongResolvesReferences(t *testing.T) {
	t.Setenv("SECRET_FOR_TEST", hidden)
	var cli struct{ Password secret.Secret }
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"--password", "env:SECRET_FOR_TEST"}); err != nil {
		t.Fatal(err)
	}
	if cli.Password.Reveal() != hidden {
		t.Errorf("the reference was not resolved")
	}
}
