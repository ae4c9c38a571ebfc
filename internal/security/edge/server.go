package edge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// maxHeaderBytes leads to net/http's own 431 (it adds 4 KiB of slack).
const maxHeaderBytes = 16 << 10

// Server is the one http.Server: next behind the edge, every wait bounded.
// ReadTimeout stays unset, as the edge bounds bodies by their progress.
func Server(options Options, next http.Handler) *http.Server {
	options = options.withDefaults()
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Server{
		Handler:           New(options)(next),
		ReadHeaderTimeout: options.Timeouts.Header,
		WriteTimeout:      options.Timeouts.Write,
		IdleTimeout:       options.Timeouts.Idle,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(options.Logger.Handler(), slog.LevelWarn),
		Protocols:         protocols,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams:          100,
			MaxDecoderHeaderTableSize:     4 << 10,
			MaxReceiveBufferPerConnection: 1 << 20,
			MaxReceiveBufferPerStream:     256 << 10,
			SendPingTimeout:               30 * time.Second,
			PingTimeout:                   15 * time.Second,
			WriteByteTimeout:              options.Timeouts.Write,
		},
		// "OPTIONS *" meets the edge like everything else.
		DisableGeneralOptionsHandler: true,
	}
}

type drainKey struct{}

// Draining is closed when the server begins to stop. A stream ends then: the
// shutdown waits for it, and its client comes back to another node.
func Draining(ctx context.Context) <-chan struct{} {
	draining, _ := ctx.Value(drainKey{}).(<-chan struct{})
	return draining
}

// Serve runs server on ln until ctx ends, then stops accepting and gives the
// requests in flight patience to finish; what is left is cut off, which is an
// error.
func Serve(ctx context.Context, server *http.Server, ln net.Listener, patience time.Duration) error {
	base := context.WithoutCancel(ctx)
	draining := make(chan struct{})
	var signal <-chan struct{} = draining
	server.BaseContext = func(net.Listener) context.Context {
		return context.WithValue(base, drainKey{}, signal)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	select {
	case err := <-ended:
		close(draining)
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	close(draining)
	bounded, cancel := context.WithTimeout(base, patience)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil {
		return errors.Join(fmt.Errorf("draining: %w", err), server.Close())
	}
	<-ended //nolint:errcheck // it says that the server was shut down
	return nil
}
