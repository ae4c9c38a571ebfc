package edge_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"taskflow/internal/security/edge"
)

func start(t *testing.T, patience time.Duration, next http.HandlerFunc) (address string, stop func(), ended <-chan error) {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- edge.Serve(ctx, edge.Server(edge.Options{Logger: quiet}, next), ln, patience)
	}()
	return ln.Addr().String(), cancel, done
}

func TestStopWaitsForRequestsAndTellsStreams(t *testing.T) {
	t.Parallel()
	entered, finish := make(chan struct{}, 2), make(chan struct{})
	address, stop, ended := start(t, 20*time.Second, func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		if r.URL.Path == "/stream" {
			<-edge.Draining(r.Context())
			close(finish)
		}
		<-finish
		if r.Context().Err() != nil {
			t.Error("a request was cancelled while there was time")
		}
		_, _ = io.WriteString(w, "done")
	})
	request, stream := dial(t, address), dial(t, address)
	send(t, request, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
	send(t, stream, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n")
	<-entered
	<-entered
	stop()
	for _, conn := range []net.Conn{request, stream} {
		if status, closed := answer(t, conn); status != 200 || !closed {
			t.Errorf("%d, closed=%v", status, closed)
		}
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	address, stop, ended := start(t, 50*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	})
	send(t, dial(t, address), "GET /stuck HTTP/1.1\r\nHost: h\r\n\r\n")
	<-entered
	stop()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("cutting a request off went unsaid")
		}
	case <-time.After(20 * time.Second):
		t.Error("the stop waits for a stuck request")
	}
}

func TestServerBoundsEveryWait(t *testing.T) {
	t.Parallel()
	server := edge.Server(edge.Options{Logger: quiet}, http.HandlerFunc(ok))
	for name, d := range map[string]time.Duration{
		"ReadHeaderTimeout": server.ReadHeaderTimeout, "WriteTimeout": server.WriteTimeout, "IdleTimeout": server.IdleTimeout,
	} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s = %v", name, d)
		}
	}
	if server.Protocols.UnencryptedHTTP2() || server.MaxHeaderBytes != 16<<10 {
		t.Errorf("protocols %v, headers %d", server.Protocols, server.MaxHeaderBytes)
	}
}
