package edge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"taskflow/internal/security/edge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// journal is a log that a test reads back.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

func (j *journal) lines() [][]byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	return bytes.Split(bytes.TrimSpace(bytes.Clone(j.text.Bytes())), []byte("\n"))
}

// event is the one event there must be.
func (j *journal) event(t *testing.T) map[string]any {
	t.Helper()
	lines := j.lines()
	if len(lines) != 1 {
		t.Fatalf("%d log lines, want 1:\n%s", len(lines), bytes.Join(lines, []byte("\n")))
	}
	fields := make(map[string]any)
	if err := json.Unmarshal(lines[0], &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

var quiet = slog.New(slog.DiscardHandler)

func serve(options edge.Options, next http.HandlerFunc, r *http.Request) *httptest.ResponseRecorder {
	if options.Logger == nil {
		options.Logger = quiet
	}
	recorder := httptest.NewRecorder()
	edge.New(options)(next).ServeHTTP(recorder, r)
	return recorder
}

func ok(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// listen starts a real server and returns its address; it drains at the end.
func listen(t *testing.T, options edge.Options, next http.HandlerFunc) string {
	t.Helper()
	if options.Logger == nil {
		options.Logger = quiet
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- edge.Serve(ctx, edge.Server(options, next), ln, 5*time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	return ln.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	// No test waits for ever, whatever the server does.
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}
