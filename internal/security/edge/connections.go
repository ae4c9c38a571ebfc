package edge

import (
	"net"
	"sync"
)

// DefaultConnections is how many open connections a server keeps by default.
const DefaultConnections = 4096

// LimitConnections keeps at most most connections of ln open. The ones beyond
// are accepted and closed at once: left in the kernel's queue they would keep
// clients waiting and probes from being answered when places come free. It goes
// beneath TLS, so that a handshake counts as well.
func LimitConnections(ln net.Listener, most int) net.Listener {
	return &limited{Listener: ln, places: &gate{most: int64(most)}}
}

type limited struct {
	net.Listener
	places *gate
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.places.enter(1) {
			return &counted{Conn: conn, leave: sync.OnceFunc(func() { l.places.leave(1) })}, nil
		}
		_ = conn.Close() // refused: there is nobody to tell
	}
}

type counted struct {
	net.Conn
	leave func()
}

func (c *counted) Close() error {
	err := c.Conn.Close()
	c.leave()
	return err
}

// NetConn is for those who want the connection itself (as of crypto/tls).
func (c *counted) NetConn() net.Conn { return c.Conn }
