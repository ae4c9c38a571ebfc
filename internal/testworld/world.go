package testworld

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/password"
	"taskflow/internal/security/ratelimit"
)

// BaseURL is what the world's mails link to.
const BaseURL = "https://tasks.example"

// World is one TaskFlow with people in it.
type World struct {
	App    *app.App
	Server *httptest.Server
	Clock  *clock.Fake
	Mail   *mail.Memory
	Engine db.Engine
	// Config is the database's, for a second node on the same one.
	Config db.Config

	Acme, Umbra id.Workspace

	Owner, Admin, Member, Second, Guest *Person
	Outsider, Disabled                  *Person
	Anonymous                           *Person

	options app.Options
	// scene gathers statements while it isn't nil.
	scene *scene
	once  sync.Once
	// superuser is closed with the world; nil until rows are asked for.
	superuser  *sql.DB
	named      sync.Once
	tableNames []string
	preparing  sync.Mutex
	statements map[string]*sql.Stmt // the superuser's questions
}

// Each runs f on every engine, in parallel.
func Each(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, New(t, engine))
		})
	}
}

// Option changes what a world is made of.
type Option func(*app.Options)

// New makes a world on a fresh database.
func New(t testing.TB, engine db.Engine, options ...Option) *World {
	t.Helper()
	w := &World{
		Clock: clock.NewFake(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)), Mail: &mail.Memory{},
		Engine: engine, Config: dbtest.Config(t, engine),
	}
	w.options = app.Options{
		Database: w.Config, MasterKey: bytes.Repeat([]byte{7}, app.MasterKeySize), BaseURL: BaseURL, Mail: w.Mail,
		Passwords: password.Options{Params: Cheap}, Limits: generous(), Backoff: nobodyWaits{}, Clock: w.Clock, Logger: logger(),
		Given: func(_ id.Workspace, domain string) bool { return domain == CompanyDomain },
	}
	for _, change := range options {
		change(&w.options)
	}
	w.App = w.Node(t)
	w.Server = serve(t, w.App)
	w.Resettle(t)
	t.Cleanup(func() {
		if w.superuser != nil {
			_ = w.superuser.Close() // it only read
		}
	})
	return w
}

// Cheap are costs for passwords in tests that aren't about hashing.
var Cheap = password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}

// generous limits keep tests that aren't about limits from meeting them.
func generous() ratelimit.Limits {
	limits := ratelimit.Limits{}
	for _, c := range ratelimit.Classes() {
		limits[c.Name] = ratelimit.Limit{Burst: 1_000_000, Per: time.Minute}
	}
	return limits
}

// logger is silent unless TASKFLOW_TEST_LOG is set.
func logger() *slog.Logger {
	if os.Getenv("TASKFLOW_TEST_LOG") != "" {
		return slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	return slog.New(slog.DiscardHandler)
}

// Node composes another TaskFlow on the world's database, made of the same but for its own options.
func (w *World) Node(t testing.TB, own ...Option) *app.App {
	t.Helper()
	options := w.options
	for _, change := range own {
		change(&options)
	}
	a, err := app.New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

// serve starts an App and its background work on a loopback port.
func serve(t testing.TB, a *app.App) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = a.Server
	server.Start()
	server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // tests look at each answer
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		a.Work(ctx)
	}()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		cancel()
		<-stopped
	})
	return server
}

// ServeNode starts a second node of the world and returns its server.
func (w *World) ServeNode(t testing.TB, own ...Option) (*app.App, *httptest.Server) {
	t.Helper()
	a := w.Node(t, own...)
	return a, serve(t, a)
}

// Path is the path below Acme.
func (w *World) Path(format string, args ...any) string {
	return "/api/v1/workspaces/" + w.Acme.String() + fmt.Sprintf(format, args...)
}

// ForeignPath is the path below Umbra.
func (w *World) ForeignPath(format string, args ...any) string {
	return "/api/v1/workspaces/" + w.Umbra.String() + fmt.Sprintf(format, args...)
}
