package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"taskflow/internal/platform/config"
)

const hidden = "hidden-password"

type serveCommand struct {
	config.Serve
}

type migrateCommand struct {
	config.Storage
}

type grammar struct {
	Serve   serveCommand   `cmd:"" help:"Start the server."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date."`
	Version struct{}       `cmd:"" help:"Say which version this is."`
}

func parse(t *testing.T, args ...string) (*grammar, error) {
	t.Helper()
	var cli grammar
	parser, err := config.New(&cli, kong.Exit(func(int) { t.Error("the parser ended the program") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return &cli, err
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	cli, err := parse(t, "serve")
	if err != nil {
		t.Fatal(err)
	}
	s := cli.Serve
	if s.Listen != "127.0.0.1:8080" || s.BaseURL != "http://localhost:8080" || s.Postgres() || s.SQLitePath() != filepath.Join("data", "taskflow.db") {
		t.Errorf("listen %q, base URL %q, database %q", s.Listen, s.BaseURL, s.SQLitePath())
	}
	if s.Mail.IsSet() || s.Valkey.IsSet() || s.SignupPolicy != "open" || s.MaxInFlight <= 0 {
		t.Error("another default")
	}
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"as asked":       {"--listen", "127.0.0.1:9999", "--data", "/somewhere"},
		"PostgreSQL":     {"--database", "postgres://u:p@h/db", "--database-owner", "postgres://o:p@h/db", "--max-conns", "20"},
		"SQLite file":    {"--database", "sqlite:/tmp/x.db"},
		"behind a proxy": {"--listen", ":8080", "--behind-proxy", "10.0.0.0/8,fd00::/8", "--behind-proxy", "192.0.2.1/32", "--base-url", "https://tasks.example.com"},
		"TLS":            {"--listen", "0.0.0.0:443", "--tls-cert", "c", "--tls-key", "k", "--base-url", "https://tasks.example.com/"},
		"IPv6 loopback":  {"--listen", "[::1]:8080"},
		"mail folder":    {"--mail", "file:/tmp/mail", "--mail-from", "tasks@example.com"},
		"mail server":    {"--mail", "smtp://robin@mail.example.com:587", "--mail-password", "pass"},
		"limits":         {"--rate-limit", "read=1200/1m,write=60/1s", "--rate-limit", "auth=5/1h"},
		"valkey":         {"--valkey", "valkey://127.0.0.1:6379"},
		"egress":         {"--egress-allow", "idp.internal,10.2.0.0/16", "--egress-allow", "fd12::7", "--egress-http", "idp.internal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := parse(t, append([]string{"serve"}, args...)...); err != nil {
				t.Error(err)
			}
		})
	}
}

// Each refusal is one line that names the flag and its variable, and never a secret.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"open to the network":    {[]string{"--listen", "0.0.0.0:8080"}, "--listen (TASKFLOW_LISTEN): beyond loopback needs"},
		"every address":          {[]string{"--listen", ":8080"}, "--listen (TASKFLOW_LISTEN): beyond loopback needs"},
		"a name isn't loopback":  {[]string{"--listen", "myhost:8080"}, "--listen (TASKFLOW_LISTEN): beyond loopback needs"},
		"no port":                {[]string{"--listen", "127.0.0.1"}, "--listen (TASKFLOW_LISTEN): must be an address and a port"},
		"everybody is the proxy": {[]string{"--behind-proxy", "0.0.0.0/0"}, "--behind-proxy (TASKFLOW_BEHIND_PROXY): must not be"},
		"proxy isn't a network":  {[]string{"--behind-proxy", "10.0.0.1"}, "--behind-proxy (TASKFLOW_BEHIND_PROXY): "},
		"certificate alone":      {[]string{"--tls-cert", "c"}, "--tls-cert (TASKFLOW_TLS_CERT): needs --tls-key (TASKFLOW_TLS_KEY)"},
		"key alone":              {[]string{"--tls-key", "k"}, "--tls-key (TASKFLOW_TLS_KEY): needs --tls-cert"},
		"owner alone":            {[]string{"--database-owner", "postgres://o:" + hidden + "@h/db"}, "--database-owner (TASKFLOW_DATABASE_OWNER): "},
		"database of another":    {[]string{"--database", "mysql://u:" + hidden + "@h/db"}, "--database (TASKFLOW_DATABASE): must be"},
		"secret file missing":    {[]string{"--database", "file:/none/there"}, "--database (TASKFLOW_DATABASE): reading the secret file"},
		"base URL without https": {[]string{"--base-url", "http://tasks.example.com"}, "--base-url (TASKFLOW_BASE_URL): must be https"},
		"base URL with a path":   {[]string{"--base-url", "https://example.com/tasks"}, "--base-url (TASKFLOW_BASE_URL): must have no"},
		"base URL with a query":  {[]string{"--base-url", "https://example.com?"}, "--base-url (TASKFLOW_BASE_URL): must have no"},
		"base URL relative":      {[]string{"--base-url", "example.com"}, "--base-url (TASKFLOW_BASE_URL): must be an absolute"},
		"base URL missing":       {[]string{"--listen", ":1", "--behind-proxy", "10.0.0.0/8"}, "--base-url (TASKFLOW_BASE_URL): must be given"},
		"mail":                   {[]string{"--mail", "smtp://u:" + hidden + "@"}, "--mail (TASKFLOW_MAIL): must be"},
		"mail password alone":    {[]string{"--mail-password", hidden}, "--mail-password (TASKFLOW_MAIL_PASSWORD): needs --mail"},
		"mail password twice":    {[]string{"--mail", "smtp://u:x@h", "--mail-password", hidden}, "--mail-password (TASKFLOW_MAIL_PASSWORD): needs --mail"},
		"mail user alone":        {[]string{"--mail", "smtp://u@h"}, "--mail (TASKFLOW_MAIL): needs both"},
		"sender":                 {[]string{"--mail-from", "nobody"}, "--mail-from (TASKFLOW_MAIL_FROM): must be an e-mail address"},
		"valkey":                 {[]string{"--valkey", "http://:" + hidden + "@h"}, "--valkey (TASKFLOW_VALKEY): must be"},
		"everything inside":      {[]string{"--egress-allow", "0.0.0.0/0"}, "--egress-allow (TASKFLOW_EGRESS_ALLOW): expected the name"},
		"plain URL":              {[]string{"--egress-http", "http://idp"}, "--egress-http (TASKFLOW_EGRESS_HTTP): must be the name"},
		"rate limit":             {[]string{"--rate-limit", "read=many"}, "--rate-limit (TASKFLOW_RATE_LIMIT): expected"},
		"rate limit of nothing":  {[]string{"--rate-limit", "read=0/1m"}, "--rate-limit (TASKFLOW_RATE_LIMIT): expected"},
		"class twice":            {[]string{"--rate-limit", "read=1/1m,read=2/1m"}, "--rate-limit (TASKFLOW_RATE_LIMIT): the class read is given twice"},
		"not a number":           {[]string{"--max-conns", "many"}, "--max-conns (TASKFLOW_MAX_CONNS): expected"},
		"out of bounds":          {[]string{"--max-in-flight", "0"}, "--max-in-flight (TASKFLOW_MAX_IN_FLIGHT): must be between"},
		"not in the list":        {[]string{"--log-format", "xml"}, "--log-format (TASKFLOW_LOG_FORMAT) must be one of"},
		"unknown flag":           {[]string{"--databse=postgres://u:" + hidden + "@h/db"}, "unknown flag --databse"},
		"stray argument":         {[]string{"postgres://u:" + hidden + "@h/db"}, "unexpected argument postgres://[secret]@h/db"},
		"flag twice":             {[]string{"--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"}, "--listen is given twice"},
		"data folder":            {[]string{"--data", ""}, "--data (TASKFLOW_DATA): must name a folder"},
		"no file":                {[]string{"--config", "/none/there"}, "--config (TASKFLOW_CONFIG): the configuration file /none/there: no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(t, append([]string{"serve"}, c.args...)...)
			wantLine(t, err, c.want)
		})
	}
}

func wantLine(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatal("accepted")
	}
	if line := err.Error(); !strings.HasPrefix(line, want) || strings.Contains(line, "\n") || strings.Contains(line, hidden) {
		t.Errorf("got  %s\nwant %s", line, want)
	}
}

func TestSecretsDontPrint(t *testing.T) {
	t.Parallel()
	cli, err := parse(t, "serve", "--database", "postgres://u:"+hidden+"@h/db", "--mail", "smtp://robin@mail.example.com", "--mail-password", hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := sprintf(verb, cli); strings.Contains(text, hidden) {
			t.Errorf("%s prints a secret", verb)
		}
	}
	if got := cli.Serve.MailTarget().Reveal(); got != "smtp://robin:"+hidden+"@mail.example.com" {
		t.Errorf("the mail URL lacks its password")
	}
}

func TestConfigurationFile(t *testing.T) {
	t.Parallel()
	path := write(t, `{"listen": "127.0.0.1:1234", "max-conns": 7, "behind-proxy": ["10.0.0.0/8", "fd00::/8"],
		"database": "postgres://u:p@h/db", "rate-limit": "read=5/1m", "log-level": "debug", "mail": "file:/tmp/mail", "shutdown-grace": "3s"}`)
	cli, err := parse(t, "serve", "--config", path, "--log-level", "warn")
	if err != nil {
		t.Fatal(err)
	}
	s := cli.Serve
	if s.Listen != "127.0.0.1:1234" || s.MaxConns != 7 || len(s.BehindProxy) != 2 || !s.Postgres() || s.RateLimitsByClass()["read"].Count != 5 || s.Mail.Reveal() != "file:/tmp/mail" {
		t.Errorf("the file isn't followed: %+v", s)
	}
	if s.LogLevel != "warn" {
		t.Error("the file wins over the flag")
	}
	// A command that knows fewer settings reads the same file.
	if cli, err := parse(t, "migrate", "--config", path); err != nil || cli.Migrate.MaxConns != 7 {
		t.Errorf("migrate: %v", err)
	}
}

func TestConfigurationFileRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"unknown key":     {`{"listn": "x"}`, `unknown key "listn"`},
		"other spelling":  {`{"base_url": "x"}`, `unknown key "base_url", did you mean "base-url"?`},
		"other case":      {`{"Listen": "x"}`, `unknown key "Listen", did you mean "listen"?`},
		"key twice":       {`{"listen": "a", "listen": "b"}`, `the key "listen" is given twice`},
		"help":            {`{"help": true}`, `unknown key "help"`},
		"file in a file":  {`{"config": "x"}`, `unknown key "config"`},
		"null":            {`{"listen": null}`, `the key "listen" must be a text`},
		"nested":          {`{"listen": {"a": 1}}`, `the key "listen" must be a text`},
		"list of numbers": {`{"behind-proxy": [1]}`, `the key "behind-proxy" must be a text`},
		"not JSON":        {`listen: ` + hidden, `is not valid JSON after byte`},
		"cut off":         {`{"database": "` + hidden, `is not valid JSON after byte`},
		"a list":          {`["` + hidden + `"]`, `must be one JSON object`},
		"more after it":   {`{} {"database": "` + hidden + `"}`, `is not valid JSON after byte`},
		"huge":            {`{"x": "` + strings.Repeat("x", 1<<20) + `"}`, `is over`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, c.content)
			_, err := parse(t, "serve", "--config", path)
			wantLine(t, err, "--config (TASKFLOW_CONFIG): the configuration file "+path+": "+c.want)
		})
	}
	_, err := parse(t, "serve", "--config", write(t, `{"max-conns": "many"}`))
	wantLine(t, err, "--max-conns (TASKFLOW_MAX_CONNS): expected")
}

func FuzzConfigurationFile(f *testing.F) {
	f.Add([]byte(`{"listen": "127.0.0.1:1", "behind-proxy": ["10.0.0.0/8"]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) < 1<<12 {
			_, _ = parse(t, "migrate", "--config", write(t, string(content)))
		}
	})
}
