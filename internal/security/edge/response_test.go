package edge_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/edge"
)

func TestSecurityHeadersAreOnEveryAnswer(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
		"X-Frame-Options":              "DENY",
		"X-XSS-Protection":             "0",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cache-Control":                "no-store",
		"Strict-Transport-Security":    "",
	}
	for name, c := range map[string]struct {
		method string
		next   http.HandlerFunc
		status int
	}{
		"good":    {"GET", ok, 204},
		"refused": {"TRACE", ok, 405},
		"panic":   {"GET", func(http.ResponseWriter, *http.Request) { panic("secret of the inside") }, 500},
		"missing": {"GET", http.NotFound, 404},
	} {
		response := serve(edge.Options{}, c.next, httptest.NewRequest(c.method, "/", nil))
		if response.Code != c.status {
			t.Errorf("%s: %d", name, response.Code)
		}
		for header, value := range want {
			if got := response.Header().Get(header); got != value {
				t.Errorf("%s: %s = %q, want %q", name, header, got, value)
			}
		}
		if got := response.Header().Get("Permissions-Policy"); !strings.Contains(got, "camera=()") {
			t.Errorf("%s: Permissions-Policy = %q", name, got)
		}
		if _, err := id.Parse[id.Request](response.Header().Get("X-Request-Id")); err != nil {
			t.Errorf("%s: X-Request-Id: %v", name, err)
		}
		if strings.Contains(response.Body.String(), "secret") {
			t.Errorf("%s: the answer tells of the inside: %s", name, response.Body)
		}
	}
}

func TestHandlersChangeOnlyTheirOwnHeaders(t *testing.T) {
	t.Parallel()
	serve(edge.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Cache-Control", "private")
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
	}, httptest.NewRequest(http.MethodGet, "/", nil))
	next := serve(edge.Options{}, ok, httptest.NewRequest(http.MethodGet, "/", nil)).Header()
	if diff := cmp.Diff([]string{"no-store"}, next["Cache-Control"]); diff != "" {
		t.Error(diff)
	}
	if next.Get("Content-Security-Policy") != edge.ContentSecurityPolicy {
		t.Error("a page's policy reached another response")
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	var log journal
	r := httptest.NewRequest(http.MethodPost, "/share/secret-token?token=secret-query", nil)
	r.RemoteAddr = "192.0.2.1:5"
	r.Header.Set("User-Agent", "agent\r\nlevel=ERROR \x1b[31m"+strings.Repeat("x", 4000))
	r.Header.Set("X-Request-Id", "trace-1")
	r.Header.Set("Authorization", "Bearer secret-credential")
	response := serve(edge.Options{Logger: log.logger()}, func(w http.ResponseWriter, r *http.Request) {
		edge.Annotate(r.Context(), edge.RouteKey, "share.open")
		edge.Annotate(r.Context(), edge.PrincipalKey, "usr_1")
		edge.Annotate(r.Context(), edge.PrincipalKey, "usr_2")
		edge.Annotate(r.Context(), "note", "a\nb")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "12345")
	}, r)
	event := log.event(t)
	for key, want := range map[string]any{
		"msg": "request", "level": "INFO", "route": "share.open", "principal": "usr_2", "method": "POST",
		"status": 201.0, "bytes": 5.0, "client_ip": "192.0.2.1", "client_correlation": "trace-1", "note": "ab",
		"request_id": response.Header().Get("X-Request-Id"),
	} {
		if event[key] != want {
			t.Errorf("%s = %v, want %v", key, event[key], want)
		}
	}
	if text := string(log.lines()[0]); strings.Contains(text, "secret") || strings.Contains(text, `\r`) || strings.Contains(text, "u001b") || len(text) > 1200 {
		t.Errorf("the event isn't inert, silent or short: %s", text)
	}
}

func TestEventWithoutARouteNamesThePathOnly(t *testing.T) {
	t.Parallel()
	var log journal
	serve(edge.Options{Logger: log.logger()}, http.NotFound, httptest.NewRequest(http.MethodGet, "/none?token=secret", nil))
	if event := log.event(t); event["path"] != "/none" || strings.Contains(string(log.lines()[0]), "secret") {
		t.Errorf("%v", event)
	}
}

func TestEventTakesTheMuxPattern(t *testing.T) {
	t.Parallel()
	var log journal
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tasks/{id}", ok)
	edge.New(edge.Options{Logger: log.logger()})(mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/tasks/7", nil))
	if event := log.event(t); event["route"] != "GET /tasks/{id}" || event["path"] != nil {
		t.Errorf("%v", event)
	}
}

func TestClientCorrelationIsCheckedAndNeverOurId(t *testing.T) {
	t.Parallel()
	for inbound, want := range map[string]string{
		"abc-123_X.y": "abc-123_X.y", "a b": "", "a\r\nb": "", "é": "", `"><svg`: "",
		strings.Repeat("a", 64): strings.Repeat("a", 64), strings.Repeat("a", 65): "",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Request-Id"] = []string{inbound}
		var got edge.Details
		response := serve(edge.Options{}, func(_ http.ResponseWriter, r *http.Request) { got = edge.Info(r.Context()) }, r)
		if got.Correlation != want || response.Header().Get("X-Request-Id") != got.RequestID.String() {
			t.Errorf("%q: %+v", inbound, got)
		}
	}
}

func TestPanicIsOneGenericProblemAndOneEvent(t *testing.T) {
	t.Parallel()
	var log journal
	response := serve(edge.Options{Logger: log.logger()}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		panic(fmt.Errorf("pq: relation %q", "users"))
	}, httptest.NewRequest(http.MethodGet, "/", nil))
	if response.Code != 500 || response.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(response.Body.String(), "pq") {
		t.Errorf("%d %s", response.Code, response.Body)
	}
	event := log.event(t)
	stack, _ := event["stack"].(string)
	if event["level"] != "ERROR" || !strings.Contains(fmt.Sprint(event["panic"]), "users") || !strings.Contains(stack, "response_test.go") {
		t.Errorf("%v", event)
	}
}

func TestPanicAfterTheFirstByteBreaksTheConnection(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"begun": "oops", "abort": http.ErrAbortHandler} {
		var log journal
		panicked := func() (caught any) {
			defer func() { caught = recover() }()
			serve(edge.Options{Logger: log.logger()}, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `{"items":[`)
				panic(value)
			}, httptest.NewRequest(http.MethodGet, "/", nil))
			return nil
		}()
		if err, isError := panicked.(error); !isError || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("%s: net/http saw %v", name, panicked)
		}
		if event := log.event(t); event["aborted"] != true {
			t.Errorf("%s: %v", name, event)
		}
	}
}
