package db_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
)

// roundTrips counts how often a client spoke after the server had: it stands
// between them.
type roundTrips struct {
	mu       sync.Mutex
	n        int
	speaking string
}

func (c *roundTrips) spoke(who string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if who == "client" && c.speaking != who {
		c.n++
	}
	c.speaking = who
}

// during returns the number of round trips that f takes.
func (c *roundTrips) during(f func()) int {
	c.mu.Lock()
	c.n = 0
	c.mu.Unlock()
	f()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// counted puts a counter between config's database and whoever opens it.
func counted(t *testing.T, config *db.Config) *roundTrips {
	t.Helper()
	u, err := url.Parse(config.URL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	counter, server := &roundTrips{}, u.Host
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { counter.serve(client, server) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); connections.Wait() })
	u.Host = listener.Addr().String()
	config.URL = u.String()
	return counter
}

func (c *roundTrips) serve(client net.Conn, address string) {
	server, err := (&net.Dialer{}).Dial("tcp", address)
	if err != nil {
		_ = client.Close()
		return
	}
	var both sync.WaitGroup
	relay := func(to, from net.Conn, who string) {
		defer func() { _, _ = to.Close(), from.Close() }()
		_, _ = io.Copy(to, watched{from, func() { c.spoke(who) }})
	}
	both.Go(func() { relay(server, client, "client") })
	both.Go(func() { relay(client, server, "server") })
	both.Wait()
}

// watched calls each before it hands on what was read.
type watched struct {
	io.Reader
	each func()
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.each()
	}
	return n, err
}
