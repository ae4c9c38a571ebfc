package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"taskflow/internal/platform/db"
)

type options struct {
	Engine  string   `enum:"sqlite,postgres,both" default:"both" help:"sqlite, postgres or both."`
	Case    []string `help:"Only these cases: get list search create insert update growth login_flood parallel_moves revocation start auth_cost path_cost round_trips."`
	Seconds float64  `default:"5" help:"How long each side of a case is measured, in seconds."`
	Tasks   int      `default:"1000" help:"Tasks in the world of the plain cases."`
	Sizes   []int    `default:"1000,100000,1000000" help:"Tasks in the worlds of growth."`
	Binary  string   `help:"A built taskflow for the case start; without it, one is built."`
	CPU     string   `placeholder:"FILE" help:"Write a CPU profile of both servers."`
	Allocs  string   `placeholder:"FILE" help:"Write a profile of what both servers allocate."`
}

// bench is a run of this program.
type bench struct {
	options
	client *client
}

func main() {
	run := serveOrders
	if os.Getenv(clientMark) == "" {
		run = measure
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure() error {
	b := &bench{}
	kong.Parse(&b.options, kong.Description("Measures what TaskFlow costs; prints a line of JSON per case."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if b.client, err = startClient(); err != nil {
		return err
	}
	defer b.client.close()
	finish, err := b.profile()
	if err != nil {
		return err
	}
	return errors.Join(b.all(ctx), finish())
}

// wants tells whether a case was asked for.
func (b *bench) wants(name string) bool { return len(b.Case) == 0 || slices.Contains(b.Case, name) }

func (b *bench) engines() []db.Engine {
	switch b.Engine {
	case "sqlite":
		return []db.Engine{db.SQLite}
	case "postgres":
		return []db.Engine{db.PostgreSQL}
	}
	return []db.Engine{db.SQLite, db.PostgreSQL}
}

// step is a case that prints its own lines.
type step struct {
	name string
	run  func(b *bench, ctx context.Context, engine db.Engine) error
}

var perEngine = []step{
	{"get list search create insert update", (*bench).plain},
	{"parallel_moves", (*bench).parallel},
	{"login_flood", (*bench).flood},
	{"revocation", (*bench).revocation},
	{"round_trips", (*bench).roundTrips},
	{"growth", (*bench).growth},
}

// once are the cases that don't depend on the engine.
var once = []step{
	{"start", (*bench).start},
	{"auth_cost", (*bench).authCost},
	{"path_cost", (*bench).pathCost},
}

func (b *bench) all(ctx context.Context) error {
	for _, engine := range b.engines() {
		if err := b.each(ctx, perEngine, engine); err != nil {
			return err
		}
	}
	return b.each(ctx, once, db.SQLite)
}

func (b *bench) each(ctx context.Context, steps []step, engine db.Engine) error {
	for _, s := range steps {
		if !slices.ContainsFunc(strings.Fields(s.name), b.wants) {
			continue
		}
		if err := s.run(b, ctx, engine); err != nil {
			return fmt.Errorf("%s on %s: %w", s.name, engine, err)
		}
	}
	return nil
}

// plain are the cases that are compared with the bare handler.
func (b *bench) plain(ctx context.Context, engine db.Engine) error {
	cases := []struct {
		name string
		load workload
	}{{"get", getOne}, {"list", listFifty}, {"search", search}, {"create", create}, {"insert", create}, {"update", update}}
	for _, c := range cases {
		if !b.wants(c.name) {
			continue
		}
		w, err := newWorld(ctx, engine, b.Tasks)
		if err != nil {
			return err
		}
		w.insertOnly.Store(c.name == "insert")
		r, err := b.pair(w, c.name, c.load)
		w.close()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if err := r.print(); err != nil {
			return err
		}
	}
	return nil
}

// parallel has one project's board changed from all connections at once.
func (b *bench) parallel(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	r, err := b.whole(w, "parallel_moves", b.length(), createAndMove)
	if err != nil {
		return err
	}
	return r.print()
}

// growth shows the same requests on more and more tasks.
func (b *bench) growth(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, min(b.Sizes[0], 1000))
	if err != nil {
		return err
	}
	defer w.close()
	cases := []struct {
		name string
		load workload
	}{{"growth_get", getOne}, {"growth_list", listFifty}, {"growth_search", search}, {"growth_search_common", searchCommon}, {"growth_create", create}}
	for _, size := range b.Sizes {
		if err := w.seed(ctx, size); err != nil {
			return err
		}
		runtime.GC()
		for _, c := range cases {
			if _, err := b.whole(w, c.name, b.length()/10, c.load); err != nil { // warms up
				return err
			}
			r, err := b.whole(w, c.name, b.length()/4, c.load)
			if err != nil {
				return err
			}
			if err := r.print(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) length() time.Duration { return time.Duration(b.Seconds * float64(time.Second)) }

// profile starts what was asked for, and returns what writes it.
func (b *bench) profile() (func() error, error) {
	finish := func() error { return nil }
	if b.Allocs != "" {
		runtime.MemProfileRate = 4096
		finish = func() error { return writeProfile(b.Allocs, "allocs") }
	}
	if b.CPU == "" {
		return finish, nil
	}
	out, err := os.Create(b.CPU)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(out); err != nil {
		return nil, err
	}
	allocs := finish
	return func() error {
		pprof.StopCPUProfile()
		return errors.Join(out.Close(), allocs())
	}, nil
}

func writeProfile(path, name string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup(name).WriteTo(out, 0), out.Close())
}
