package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"

	"taskflow/internal/features/imports"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/pipeline"
)

// Operator makes requests for a person from the command line. They are requests
// like all others, to the same endpoints: there is no second way in.
type Operator struct {
	app    *App
	person id.User
	// Faults gets what a refused request doesn't say to its client.
	faults *lastFault
}

// Operate opens the storage for an operator who acts for the person with the
// e-mail address. It makes no new installation.
func Operate(ctx context.Context, storage *config.Storage, email string) (*Operator, error) {
	o := &Operator{faults: &lastFault{}}
	var err error
	if o.app, err = Administer(ctx, storage, slog.New(o.faults)); err != nil {
		return nil, err
	}
	if o.person, err = imports.PersonByEmail(ctx, o.app.DB, email); err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

// Administer opens the storage, beside the server or without it, for what an operator does
// to the installation itself. It makes no new one.
func Administer(ctx context.Context, storage *config.Storage, log *slog.Logger) (*App, error) {
	if !storage.Postgres() {
		if _, err := os.Stat(storage.SQLitePath()); err != nil {
			return nil, fmt.Errorf("there is no database at %s: name it with --data or --database", storage.SQLitePath())
		}
	}
	options, err := FromSettings(&config.Serve{Storage: *storage, BaseURL: "http://localhost", MailFrom: "taskflow@localhost"})
	if err != nil {
		return nil, err
	}
	options.Logger = log
	return New(ctx, options)
}

// Close ends the Operator's use of the storage.
func (o *Operator) Close() { o.app.Close() }

// ImportFile imports a file into a workspace.
func (o *Operator) ImportFile(ctx context.Context, workspace, source string, file *os.File, dryRun bool) (*imports.Import, error) {
	query := url.Values{"source": {source}, "dry_run": {fmt.Sprint(dryRun)}}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", file.Name())
	}
	made := &imports.Import{}
	return made, o.post(ctx, "/api/v1/workspaces/"+url.PathEscape(workspace)+"/imports?"+query.Encode(), file, info.Size(), made)
}

// UndoImport undoes an import of a workspace.
func (o *Operator) UndoImport(ctx context.Context, workspace, imported string) (*imports.Undone, error) {
	undone := &imports.Undone{}
	path := "/api/v1/workspaces/" + url.PathEscape(workspace) + "/imports/" + url.PathEscape(imported) + "/undo"
	return undone, o.post(ctx, path, nil, 0, undone)
}

// post sends a request through the whole path and reads its answer into out.
func (o *Operator) post(ctx context.Context, target string, body io.Reader, size int64, out any) error {
	ctx, cancel := context.WithCancel(pipeline.AsOperator(ctx, o.person))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost"+target, body)
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	r.ContentLength, r.RequestURI, r.RemoteAddr = size, target, "127.0.0.1:0"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "taskflow command line")
	w := &answer{header: http.Header{}, status: http.StatusOK}
	o.app.Server.Handler.ServeHTTP(w, r)
	if w.status >= http.StatusBadRequest {
		return o.refusal(w)
	}
	if err := json.Unmarshal(w.body.Bytes(), out); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

// refusal is a problem in one line. What isn't said to clients is said here:
// the operator reads the log anyway.
func (o *Operator) refusal(w *answer) error {
	var p problem.Body
	if err := json.Unmarshal(w.body.Bytes(), &p); err != nil {
		return fmt.Errorf("the request was answered with status %d", w.status)
	}
	line := p.Title
	if p.Detail != "" {
		line = p.Detail
	}
	for _, f := range p.Errors {
		line += "; " + f.Field + " " + f.Reason
	}
	if w.status >= http.StatusInternalServerError && o.faults.text != "" {
		line += " (" + o.faults.text + ")"
	}
	return errors.New(line)
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answer) Header() http.Header         { return w.header }
func (w *answer) WriteHeader(status int)      { w.status = status }
func (w *answer) Write(p []byte) (int, error) { return w.body.Write(p) }

// lastFault is a log that keeps the reason of the last failed request.
type lastFault struct{ text string }

// Enabled takes errors only.
func (l *lastFault) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelError
}

// Handle keeps the reason.
func (l *lastFault) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "error" {
			l.text = a.Value.String()
		}
		return true
	})
	return nil
}

// WithAttrs and WithGroup make no other log.
func (l *lastFault) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup is like WithAttrs.
func (l *lastFault) WithGroup(string) slog.Handler { return l }
