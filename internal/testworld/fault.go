package testworld

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"taskflow/internal/app"
)

// Fault breaks statements of a world from the moment it is told to.
type Fault struct {
	ask   atomic.Pointer[func(sql string) error]
	asked atomic.Int64
}

// Option makes a world that the fault can break.
func (f *Fault) Option(o *app.Options) {
	o.Database.Fault = func(sql string) error {
		if broken := f.ask.Load(); broken != nil {
			err := (*broken)(sql)
			if err != nil {
				f.asked.Add(1)
			}
			return err
		}
		return nil
	}
}

// During runs act while what broken returns is returned in a statement's place,
// and tells how many statements were broken.
func (f *Fault) During(broken func(sql string) error, act func()) (statements int64) {
	f.asked.Store(0)
	f.ask.Store(&broken)
	defer f.ask.Store(nil)
	act()
	return f.asked.Load()
}

// Journal keeps what is logged.
type Journal struct {
	mu      sync.Mutex
	entries []Logged
}

// Logged is one event with its attributes.
type Logged struct {
	Level      slog.Level
	Message    string
	Attributes map[string]string
}

// Option makes a world that logs into the journal.
func (j *Journal) Option(o *app.Options) { o.Logger = slog.New(j) }

// Enabled is for slog: everything is kept.
func (j *Journal) Enabled(context.Context, slog.Level) bool { return true }

// Handle is for slog.
func (j *Journal) Handle(_ context.Context, r slog.Record) error {
	e := Logged{Level: r.Level, Message: r.Message, Attributes: map[string]string{}}
	r.Attrs(func(a slog.Attr) bool {
		e.Attributes[a.Key] = a.Value.String()
		return true
	})
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return nil
}

// WithAttrs is for slog.
func (j *Journal) WithAttrs([]slog.Attr) slog.Handler { return j }

// WithGroup is for slog.
func (j *Journal) WithGroup(string) slog.Handler { return j }

// Of returns what was logged of one request, by its id.
func (j *Journal) Of(request string) (list []Logged) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if e.Attributes["request_id"] == request {
			list = append(list, e)
		}
	}
	return list
}
