package edge_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

// sink is a writer as net/http has one: a new header map for each request.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

func measure(b *testing.B, logger *slog.Logger, r *http.Request) {
	b.Helper()
	limit := ratelimit.Edge
	limit.Burst = 1_000_000_000
	limit.Per = 30 * 60 * 1e9
	handler := edge.New(edge.Options{
		Logger: logger, Limiter: ratelimit.NewMemory(clock.System(), 1<<16), Limit: limit,
		TrustedProxies: proxies, Hosts: []string{"tasks.example"},
	})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		edge.Annotate(r.Context(), edge.RouteKey, "tasks.get")
		edge.Annotate(r.Context(), edge.PrincipalKey, "usr_01jd0000000000000000000000")
		w.WriteHeader(http.StatusOK)
	}))
	b.ReportAllocs()
	for b.Loop() {
		handler.ServeHTTP(&sink{header: make(http.Header)}, r)
	}
}

func browsers(method string) *http.Request {
	r := httptest.NewRequest(method, "/api/v1/workspaces/wsp_01jd/tasks/tsk_01jd?limit=50", nil)
	r.Host, r.RemoteAddr = "tasks.example", "192.0.2.1:4711"
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Cookie", "__Host-session="+strings.Repeat("x", 43))
	return r
}

func BenchmarkBare(b *testing.B) {
	handler, r := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }), browsers("GET")
	b.ReportAllocs()
	for b.Loop() {
		handler.ServeHTTP(&sink{header: make(http.Header)}, r)
	}
}

func BenchmarkEdge(b *testing.B)       { measure(b, slog.New(slog.DiscardHandler), browsers("GET")) }
func BenchmarkEdgeChange(b *testing.B) { measure(b, slog.New(slog.DiscardHandler), browsers("POST")) }

func BenchmarkEdgeWithEvent(b *testing.B) {
	measure(b, slog.New(slog.NewJSONHandler(io.Discard, nil)), browsers("GET"))
}

func BenchmarkEdgeBehindProxy(b *testing.B) {
	r := browsers("GET")
	r.RemoteAddr = "10.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 10.0.0.2")
	r.Header.Set("X-Forwarded-Proto", "https")
	measure(b, slog.New(slog.DiscardHandler), r)
}
