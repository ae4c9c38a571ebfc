package main

import (
	"context"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"taskflow/internal/platform/db"
)

// roundTrips counts how often a request waits for PostgreSQL: a proxy between
// them counts each time that the client speaks after the server has.
func (b *bench) roundTrips(ctx context.Context, engine db.Engine) error {
	if engine != db.PostgreSQL {
		return nil
	}
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	through, counted, err := w.proxy(ctx)
	if err != nil {
		return err
	}
	config := w.config
	config.URL = through
	near, err := w.compose(ctx, config)
	if err != nil {
		return err
	}
	w.later(near.Close)
	address, err := w.listen(ctx, near.Server)
	if err != nil {
		return err
	}
	figures := map[string]float64{}
	for name, load := range map[string]workload{"get": getOne, "list": listFifty, "search": search, "create": create, "update": update, "create_and_move": createAndMove} {
		var t *tally
		var before int64
		for round := range 2 { // the first one prepares the statements
			before = counted.Load()
			if t, err = b.client.run(order{Addr: address, Conns: 1, For: 500 * time.Millisecond, Requests: load(w, round)}); err != nil {
				return err
			}
		}
		figures[name] = round3(float64(counted.Load()-before) / float64(max(t.Done, 1)))
	}
	return (&result{Case: "round_trips", Engine: string(engine), Tasks: w.count, Figures: figures}).print()
}

// proxy returns the database's URL by way of a proxy, and its count.
func (w *world) proxy(ctx context.Context) (string, *atomic.Int64, error) {
	target, err := url.Parse(w.config.URL)
	if err != nil {
		return "", nil, err
	}
	server := target.Host
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	w.later(func() { _ = listener.Close() })
	trips := &atomic.Int64{}
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return // closed
			}
			to, err := (&net.Dialer{}).DialContext(ctx, "tcp", server)
			if err != nil {
				_ = from.Close()
				continue
			}
			answered := &atomic.Bool{}
			answered.Store(true)
			go pass(from, to, func() {
				if answered.Swap(false) {
					trips.Add(1)
				}
			})
			go pass(to, from, func() { answered.Store(true) })
		}
	}()
	target.Host = listener.Addr().String()
	return target.String(), trips, nil
}

// pass copies until either side ends, and then ends both.
func pass(from, to net.Conn, note func()) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		note()
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
