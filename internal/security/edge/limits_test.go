package edge_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

// swallow reads the whole body and answers with its problem, if it has one.
func swallow(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		problem.Write(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	options := edge.Options{BodyLimit: func(r *http.Request) int64 {
		if r.URL.Path == "/imports" {
			return 4 << 20
		}
		return 1 << 20
	}}
	for _, c := range []struct {
		path     string
		size     int
		declared bool
		want     int
	}{
		{"/a", 0, true, 204},
		{"/a", 1 << 20, true, 204},
		{"/a", 1<<20 + 1, true, 413},
		{"/a", 1 << 20, false, 204},
		{"/a", 1<<20 + 1, false, 413},
		{"/imports", 4 << 20, false, 204},
		{"/imports", 4<<20 + 1, false, 413},
		{"/imports", 4<<20 + 1, true, 413},
	} {
		r := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(strings.Repeat("x", c.size)))
		if !c.declared {
			r.ContentLength = -1
		}
		if got := serve(options, swallow, r).Code; got != c.want {
			t.Errorf("%s, %d bytes, declared=%v: %d, want %d", c.path, c.size, c.declared, got, c.want)
		}
	}
}

func TestDeclaredTooLargeIsRefusedUnread(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", untouchable{t})
	r.ContentLength = 1 << 40
	response := serve(edge.Options{}, swallow, r)
	if response.Code != http.StatusRequestEntityTooLarge || response.Header().Get("Connection") != "close" {
		t.Errorf("%d, Connection: %q", response.Code, response.Header().Get("Connection"))
	}
}

type untouchable struct{ t *testing.T }

func (u untouchable) Read([]byte) (int, error) {
	u.t.Error("a refused body was read")
	return 0, io.EOF
}

func TestTooLargeStaysRecognisable(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("four"))
	r.ContentLength = -1
	serve(edge.Options{BodyLimit: func(*http.Request) int64 { return 3 }}, func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		var tooLarge *http.MaxBytesError
		if !errors.As(err, &tooLarge) || problem.CodeOf(err) != problem.CodeTooLarge {
			t.Errorf("%v", err)
		}
		if _, again := r.Body.Read(make([]byte, 1)); !errors.Is(again, err) {
			t.Errorf("the second read says %v", again)
		}
	}, r)
}

func TestBodyBytesAreBoundedTogether(t *testing.T) {
	t.Parallel()
	held := make(chan struct{})
	handler := edge.New(edge.Options{Logger: quiet, MaxBodyBytes: 1000})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hold" {
			_, _ = io.ReadAll(r.Body)
			close(held)
			<-r.Context().Done()
			return
		}
		swallow(w, r)
	}))
	post := func(ctx context.Context, path string) int {
		recorder := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(strings.Repeat("x", 600))).WithContext(ctx)
		handler.ServeHTTP(recorder, r)
		return recorder.Code
	}
	holding, release := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { post(holding, "/hold") })
	<-held
	if got := post(t.Context(), "/other"); got != 503 {
		t.Errorf("1,200 bytes where 1,000 may be held: %d", got)
	}
	release()
	group.Wait()
	if got := post(t.Context(), "/other"); got != 204 {
		t.Fatalf("after the release: %d", got)
	}
}

func TestInFlight(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := edge.New(edge.Options{Logger: quiet, MaxInFlight: 2})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			entered <- struct{}{}
			<-leave
		}
		ok(w, r)
	}))
	do := func(method, path, body string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
		return recorder
	}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { do("GET", "/wait", "") })
		<-entered
	}
	if full := do("GET", "/", ""); full.Code != 503 || full.Header().Get("Retry-After") != "1" {
		t.Errorf("the third: %d, Retry-After %q", full.Code, full.Header().Get("Retry-After"))
	}
	if got := do("GET", edge.Liveness, "").Code; got != 204 {
		t.Errorf("%s while full: %d", edge.Liveness, got)
	}
	if got := do("POST", "/", "body").Code; got != 204 {
		t.Errorf("a request with a body while reads are full: %d", got)
	}
	close(leave)
	group.Wait()
	for range 5 {
		if got := do("GET", "/", "").Code; got != 204 {
			t.Errorf("after they left: %d", got)
		}
	}
}

func TestCoarseLimitPerAddress(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	class := ratelimit.Class{Name: "edge", Burst: 5, Per: time.Minute}
	handler := edge.New(edge.Options{
		Logger: quiet, Clock: clk, Limiter: ratelimit.NewMemory(clk, 1000), Limit: class, TrustedProxies: proxies,
	})(http.HandlerFunc(ok))
	do := func(method, path, peer, xff string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", xff)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		return recorder
	}
	// Verb, path, letter case, slash, claimed address and host bits are one bucket.
	for n, c := range [][3]string{
		{"GET", "/a", "[2001:db8:1:2::1]:1"},
		{"HEAD", "/A", "[2001:db8:1:2::2]:1"},
		{"POST", "/a/", "[2001:db8:1:2:ffff::1]:2"},
		{"TRACE", "/a", "[2001:db8:1:2::3]:1"},
		{"GET", edge.Liveness, "[2001:db8:1:2::4]:1"},
	} {
		if got := do(c[0], c[1], c[2], "203.0.113."+string(rune('1'+n))).Code; got == 429 {
			t.Fatalf("take %d was refused", n+1)
		}
	}
	refused := do("GET", "/", "[2001:db8:1:2::9]:1", "203.0.113.77")
	if refused.Code != 429 || refused.Header().Get("Retry-After") != "12" || refused.Header().Get("RateLimit-Policy") != `"edge";q=5;w=60` {
		t.Errorf("%d %v", refused.Code, refused.Header())
	}
	if got := do("GET", "/", "[2001:db8:1:3::1]:1", "").Code; got != 204 {
		t.Errorf("the next network: %d", got)
	}
	for range 5 {
		do("GET", "/", "10.0.0.1:1", "203.0.113.5")
	}
	if got := do("GET", "/", "10.0.0.2:1", "203.0.113.5").Code; got != 429 {
		t.Errorf("another proxy, same client: %d", got)
	}
	if got := do("GET", "/", "10.0.0.1:1", "203.0.113.6").Code; got != 204 {
		t.Errorf("same proxy, other client: %d", got)
	}
}

type broken struct{}

func (broken) Take(context.Context, ratelimit.Class, string, int) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, errors.New("secret of the inside")
}

func TestBrokenLimiterRefuses(t *testing.T) {
	t.Parallel()
	response := serve(edge.Options{Limiter: broken{}}, ok, httptest.NewRequest(http.MethodGet, "/", nil))
	if response.Code != 503 || strings.Contains(response.Body.String(), "secret") {
		t.Errorf("%d %s", response.Code, response.Body)
	}
}
