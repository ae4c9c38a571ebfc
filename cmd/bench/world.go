package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/secret"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

// world is one database with tasks in it, served whole and bare.
type world struct {
	engine    db.Engine
	config    db.Config
	folder    string
	app       *app.App
	store     *store
	wholeAddr string
	bareAddr  string
	closers   []func()

	user      id.User
	email     string
	session   id.Session
	cookie    string
	workspace id.Workspace
	project   id.Project
	column    id.Column
	tasks     []id.Task // the first ones; seeding more doesn't change them
	count     int

	insertOnly atomic.Bool
}

// newWorld makes a fresh database with the given number of tasks in one project.
func newWorld(ctx context.Context, engine db.Engine, count int) (*world, error) {
	w := &world{engine: engine}
	if err := w.build(ctx, count); err != nil {
		w.close()
		return nil, fmt.Errorf("a world on %s: %w", engine, err)
	}
	return w, nil
}

func (w *world) build(ctx context.Context, count int) (err error) {
	if w.folder, err = os.MkdirTemp("", "taskflow-bench-"); err != nil {
		return err
	}
	w.later(func() { _ = os.RemoveAll(w.folder) })
	if err := w.database(ctx); err != nil {
		return err
	}
	if w.app, err = w.compose(ctx, w.config); err != nil {
		return err
	}
	w.later(w.app.Close)
	if w.store, err = openStore(ctx, w.engine, w.config.URL); err != nil {
		return err
	}
	w.later(w.store.close)
	if err := w.settle(ctx); err != nil {
		return err
	}
	if err := w.seed(ctx, count); err != nil {
		return err
	}
	for _, text := range w.statements() {
		if err := w.store.prepare(ctx, text); err != nil {
			return err
		}
	}
	return w.serve(ctx)
}

// database makes an empty one.
func (w *world) database(ctx context.Context) error {
	w.config.URL = filepath.Join(w.folder, "taskflow.db")
	if w.engine == db.SQLite {
		return nil
	}
	url, drop, err := freshPostgres(ctx)
	w.config.URL = url
	w.later(drop)
	return err
}

// compose is the whole program as serve composes it: limits on (but wide), logging to a file.
func (w *world) compose(ctx context.Context, config db.Config) (*app.App, error) {
	key, err := secret.LoadOrCreate(filepath.Join(w.folder, "master.key"), app.MasterKeySize)
	if err != nil {
		return nil, err
	}
	limits := ratelimit.Limits{}
	for _, c := range ratelimit.Classes() {
		limits[c.Name] = ratelimit.Limit{Burst: 30_000_000, Per: time.Minute}
	}
	log, err := os.Create(filepath.Join(w.folder, "log"))
	if err != nil {
		return nil, err
	}
	w.later(func() { _ = log.Close() })
	limiter := ratelimit.NewMemory(clock.System(), 200_000)
	return app.New(ctx, app.Options{
		Database: config, MasterKey: key, BaseURL: "http://localhost", Mail: &mail.Memory{}, Limits: limits, Limiter: limiter, Backoff: nobodyWaits{},
		Edge:   edge.Options{Limiter: limiter, Limit: limits.Apply(ratelimit.Edge)},
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
}

// settle makes a member with a session, a workspace, and a project with a column.
func (w *world) settle(ctx context.Context) error {
	w.user, w.session, w.workspace = id.New[id.User](), id.New[id.Session](), id.New[id.Workspace]()
	w.project, w.column = id.New[id.Project](), id.New[id.Column]()
	w.email = "member@example.org"
	plain, hash := token.New(token.Session)
	w.cookie = authn.CookieName + "=" + plain.Reveal()
	now := clock.System().Now()
	later, hashed := now.Add(authn.AbsoluteLife), passwordHash()
	return w.app.DB.Update(ctx, db.Scope{Workspace: w.workspace, User: w.user}, func(tx *db.Tx) error {
		var faults []error
		do := func(sql string, args ...any) {
			_, err := tx.Exec(ctx, "-- name: Settle :execrows\n"+sql, args...)
			faults = append(faults, err)
		}
		do(`INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at)
			VALUES ($1, $2, $2, 'Member', $3, 'active', $4, $4)`, w.user, w.email, hashed, now)
		do(`INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at)
			VALUES ($1, $2, 'browser', $3, '', '', '', $4, $4, $5, $5)`, w.session, w.user, hash[:], now, later)
		do(`INSERT INTO workspaces (id, name, created_by, created_at, updated_at) VALUES ($1, 'Research', $2, $3, $3)`, w.workspace, w.user, now)
		do(`INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'member', $3, $3)`, w.workspace, w.user, now)
		do(`INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
			VALUES ($1, $2, 'Release', '', $3, $4, $5, $5)`, w.workspace, w.project, false, w.user, now)
		do(`INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at) VALUES ($1, $2, $3, 'Open', 'a0', $4, $4)`,
			w.workspace, w.column, w.project, now)
		return errors.Join(faults...)
	})
}

// serve starts both servers and the background work.
func (w *world) serve(ctx context.Context) error {
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.app.Work(working)
	}()
	w.later(func() { stop(); <-ended })
	var err error
	if w.wholeAddr, err = w.listen(ctx, w.app.Server); err != nil {
		return err
	}
	bare := &http.Server{Handler: w.bare(), ReadHeaderTimeout: 5 * time.Second}
	w.bareAddr, err = w.listen(ctx, bare)
	return err
}

func (w *world) listen(ctx context.Context, server *http.Server) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { _ = server.Serve(listener) }()
	w.later(func() { _ = server.Close() })
	return listener.Addr().String(), nil
}

func (w *world) later(f func()) { w.closers = append(w.closers, f) }

func (w *world) close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
}

// path is below the workspace.
func (w *world) path(format string, args ...any) string {
	return "/api/v1/workspaces/" + w.workspace.String() + fmt.Sprintf(format, args...)
}
