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
	counter := &roundTrips{}
	between(t, config, func(client, server net.Conn) {
		relay(client, server, func(from io.Reader, who string) io.Reader { return watched{from, func() { counter.spoke(who) }} })
	})
	return counter
}

// between puts carry between config's database and whoever opens it, for each connection.
func between(t *testing.T, config *db.Config, carry func(client, server net.Conn)) {
	t.Helper()
	u, err := url.Parse(config.URL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := u.Host
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() {
				defer func() { _ = client.Close() }()
				if server, err := (&net.Dialer{}).Dial("tcp", address); err == nil {
					carry(client, server)
				}
			})
		}
	})
	t.Cleanup(func() { _ = listener.Close(); connections.Wait() })
	u.Host = listener.Addr().String()
	config.URL = u.String()
}

// relay hands on what each says to the other until one of them ends.
func relay(client, server net.Conn, tap func(from io.Reader, who string) io.Reader) {
	var both sync.WaitGroup
	hand := func(to, from net.Conn, who string) {
		defer func() { _, _ = to.Close(), from.Close() }()
		_, _ = io.Copy(to, tap(from, who))
	}
	both.Go(func() { hand(server, client, "client") })
	both.Go(func() { hand(client, server, "server") })
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
