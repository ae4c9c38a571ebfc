package webui_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"taskflow/internal/app/webui"
	"taskflow/internal/platform/clock"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

const (
	secretLink = "/verify?token=" + "hunter2pearl"
	newReport  = `[{"type":"csp-violation","age":5,"url":"https://tasks.example` + secretLink + `","user_agent":"Secret/1","body":{` +
		`"documentURL":"https://tasks.example` + secretLink + `","effectiveDirective":"script-src-elem","blockedURL":"https://evil.example/hunter2pearl",` +
		`"sourceFile":"https://tasks.example/` + script + `","lineNumber":7,"sample":"hunter2pearl"}},{"type":"deprecation","body":{}}]`
	oldReport = `{"csp-report":{"document-uri":"https://tasks.example` + secretLink + `","violated-directive":"style-src-attr 'self'",` +
		`"blocked-uri":"inline","source-file":"https://tasks.example` + secretLink + `","line-number":1,"script-sample":"hunter2pearl"}}`
)

// listening is a site whose log is read.
func listening(t testing.TB, burst int) (h http.Handler, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	limits := ratelimit.NewMemory(clock.NewFake(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)), 1000)
	site, err := webui.New(webui.Options{Files: built(), Limiter: limits, Limit: ratelimit.Class{Name: "public", Burst: burst, Per: time.Minute}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range site.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	return edge.New(edge.Options{Logger: slog.New(slog.NewTextHandler(log, nil))})(mux), log
}

func send(h http.Handler, mediaType, body string) int {
	r := httptest.NewRequest(http.MethodPost, webui.ReportsPath, strings.NewReader(body))
	r.Header.Set("Content-Type", mediaType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// TestReportsTellNothingOfPeople: one line each, with what a developer needs.
func TestReportsTellNothingOfPeople(t *testing.T) {
	t.Parallel()
	for mediaType, c := range map[string]struct {
		body string
		want []string
	}{
		"application/reports+json": {newReport, []string{"violations=1", "directive=script-src-elem", "blocked=https", "source=" + script + ":7"}},
		"application/csp-report":   {oldReport, []string{"violations=1", "directive=style-src-attr", "blocked=inline"}},
	} {
		h, log := listening(t, 10)
		if status := send(h, mediaType, c.body); status != http.StatusNoContent {
			t.Fatalf("%s was answered %d", mediaType, status)
		}
		line := log.String()
		if strings.Count(line, "\n") != 1 || !strings.Contains(line, "route=webui.report") {
			t.Errorf("%s was logged as %s", mediaType, line)
		}
		for _, part := range c.want {
			if !strings.Contains(line, part) {
				t.Errorf("%s: the log lacks %s: %s", mediaType, part, line)
			}
		}
		for _, part := range []string{"hunter2", "verify", "evil", "Secret", "tasks.example"} {
			if strings.Contains(line, part) {
				t.Errorf("%s: the log tells %s: %s", mediaType, part, line)
			}
		}
	}
}

func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	h, _ := listening(t, 1000)
	for name, c := range map[string]struct {
		mediaType, body string
		status          int
	}{
		"many":         {"application/reports+json", "[" + strings.TrimSuffix(strings.Repeat(`{"type":"csp-violation"},`, 2000), ",") + "]", 204},
		"none":         {"application/reports+json", "[]", 204},
		"too large":    {"application/reports+json", "[" + strings.Repeat(" ", 64<<10) + "]", 413},
		"half":         {"application/reports+json", "[{", 400},
		"deep":         {"application/reports+json", strings.Repeat("[", 60_000), 400},
		"an object":    {"application/reports+json", "{}", 400},
		"another type": {"application/json", "[]", 415},
		"no type":      {"", "[]", 415},
		"empty":        {"application/csp-report", "", 400},
	} {
		if got := send(h, c.mediaType, c.body); got != c.status {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
	}
}

func TestReportsAreLimited(t *testing.T) {
	t.Parallel()
	h, _ := listening(t, 3)
	for range 3 {
		if got := send(h, "application/reports+json", newReport); got != http.StatusNoContent {
			t.Fatal(got)
		}
	}
	if got := send(h, "application/reports+json", newReport); got != http.StatusTooManyRequests {
		t.Errorf("the fourth was answered %d", got)
	}
}

func FuzzReports(f *testing.F) {
	f.Add("application/reports+json", newReport)
	f.Add("application/csp-report", oldReport)
	f.Add("application/reports+json", `[{"type":"csp-violation","body":{"lineNumber":-1,"sourceFile":"%zz"}}]`)
	site, err := webui.New(webui.Options{
		Files: fstest.MapFS{}, Limiter: ratelimit.NewMemory(clock.System(), 1000), Limit: ratelimit.Class{Name: "public", Burst: 1_000_000, Per: time.Second},
	})
	if err != nil {
		f.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range site.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	h := edge.New(edge.Options{Logger: slog.New(slog.DiscardHandler)})(mux)
	f.Fuzz(func(t *testing.T, mediaType, body string) {
		switch got := send(h, mediaType, body); got {
		case 204, 400, 413, 415:
		default:
			t.Fatalf("answered %d", got)
		}
	})
}
