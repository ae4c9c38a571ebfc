package webui_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/app/webui"
	"taskflow/internal/platform/clock"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

const script = "assets/index-D_75ZWJJ.js"

var code = strings.Repeat("export const answer = 42;\n", 100)

// built is a build as scripts/publish.mjs leaves it.
func built() fstest.MapFS {
	page := `<!doctype html><html lang="en"><head><meta property="csp-nonce" nonce="__CSP_NONCE__">` +
		`<script type="importmap" nonce="__CSP_NONCE__">{"integrity":{}}</script>` +
		`<script type="module" src="/` + script + `" nonce="__CSP_NONCE__"></script></head><body><div id="root"></div></body></html>`
	return fstest.MapFS{
		"index.html":           {Data: []byte(page)},
		"workspace.html":       {Data: []byte(strings.Replace(page, "</head>", `<link rel="modulepreload" href="/`+script+`" nonce="__CSP_NONCE__"></head>`, 1))},
		script:                 {Data: []byte(code)},
		script + ".br":         {Data: []byte("as if brotli")},
		script + ".gz":         {Data: gzipped(code)},
		"assets/font-a1.woff2": {Data: []byte("font")},
		"favicon.svg":          {Data: []byte("<svg/>")},
		".gitkeep":             {},
		".vite/manifest.json":  {Data: []byte("{}")},
	}
}

func gzipped(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out.Bytes()
}

// served is a site behind the edge, as it is in the program.
func served(t testing.TB, files fs.FS) http.Handler {
	t.Helper()
	limits := ratelimit.NewMemory(clock.NewFake(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)), 1000)
	site, err := webui.New(webui.Options{Files: files, Limiter: limits, Limit: ratelimit.Class{Name: "public", Burst: 50, Per: time.Minute}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range site.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	mux.HandleFunc("/", site.Rest)
	return edge.New(edge.Options{Logger: slog.New(slog.DiscardHandler)})(mux)
}

func ask(t testing.TB, h http.Handler, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

var nonceForm = regexp.MustCompile(`'nonce-([A-Z2-7]{26})'`)

// policyOf returns the nonce of an answer whose policy is exactly the product's.
func policyOf(t testing.TB, r *http.Response) string {
	t.Helper()
	policies := r.Header.Values("Content-Security-Policy")
	if len(policies) != 1 {
		t.Fatalf("%d policies", len(policies))
	}
	found := nonceForm.FindStringSubmatch(policies[0])
	if found == nil {
		t.Fatalf("no nonce in %q", policies[0])
	}
	want := "default-src 'none'; script-src 'nonce-" + found[1] + "' 'strict-dynamic'; style-src 'self'; img-src 'self' blob:; " +
		"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports; report-to csp"
	if diff := cmp.Diff(want, policies[0]); diff != "" {
		t.Error(diff)
	}
	return found[1]
}

// documentHeaders are what every document has beside its policy.
var documentHeaders = map[string]string{
	"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Reporting-Endpoints": `csp="/csp-reports"`,
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin",
	"Origin-Agent-Cluster": "?1", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
}

func wantHeaders(t testing.TB, r *http.Response, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := r.Header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

func TestEveryPage(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	paths := webui.Pages()
	if len(paths) < 5 {
		t.Fatalf("only %d pages", len(paths))
	}
	nonces := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "/") && path != "/" {
			path += "wsp_01jc5zt5e8f3bvxk2r9q7m4dhn/p/x"
		}
		r := ask(t, h, "GET", path+"?token=tfv_x&q=%22%3E%3Cscript%3E", "Accept", "text/html")
		body := text(t, r)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s answered %d", path, r.StatusCode)
		}
		wantHeaders(t, r, documentHeaders)
		powers := r.Header.Get("Permissions-Policy")
		if !strings.Contains(powers, "publickey-credentials-get=(self)") || !strings.Contains(powers, "publickey-credentials-create=(self)") || !strings.Contains(powers, "camera=()") {
			t.Errorf("%s may use %q", path, powers)
		}
		nonce := policyOf(t, r)
		if nonces[nonce] {
			t.Errorf("the nonce %s came twice", nonce)
		}
		nonces[nonce] = true
		scripts, marked := strings.Count(body, "<script"), strings.Count(body, ` nonce="`+nonce+`"`)
		begun := strings.Count(body, `rel="modulepreload"`)
		if (begun == 1) != strings.HasPrefix(path, "/w/") {
			t.Errorf("%s begins to load %d more files", path, begun)
		}
		if scripts != 2 || marked != 3+begun || strings.Contains(body, "__CSP_NONCE__") || strings.Contains(body, "tfv_x") {
			t.Errorf("%s: %d scripts, %d nonces: %s", path, scripts, marked, body)
		}
		head := ask(t, h, "HEAD", path)
		if head.Header.Get("Content-Length") != r.Header.Get("Content-Length") || len(text(t, head)) != 0 {
			t.Errorf("HEAD %s is not like GET", path)
		}
	}
}

func TestWhatIsNoPage(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	for _, path := range []string{
		"/.env", "/wp-login.php", "/index.html", "/index.php", "/login.php", "/login/x", "/W/x", "/assets/", "/assets/none.js",
		"/" + script + ".br", "/" + script + ".gz", "/.gitkeep", "/.vite/manifest.json", "/static/robots.txt", "/not-found.html", "/sw.js",
		"/.git/config", "/.well-known/security.txt", "/server-status",
	} {
		r := ask(t, h, "GET", path, "Accept", "text/html,*/*;q=0.8")
		body := text(t, r)
		if r.StatusCode != http.StatusNotFound || !strings.Contains(body, "There is nothing here") || strings.Contains(body, "<script") {
			t.Errorf("%s answered %d: %s", path, r.StatusCode, body)
		}
		wantHeaders(t, r, documentHeaders)
		policyOf(t, r)
		r = ask(t, h, "GET", path)
		if r.StatusCode != http.StatusNotFound || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s answered a program %d as %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/api", "/api/", "/api/v1/none"} {
		r := ask(t, h, "GET", path, "Accept", "text/html")
		if r.StatusCode != http.StatusNotFound || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s answered %d as %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
	if r := ask(t, h, "POST", "/somewhere", "Accept", "text/html"); r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a POST was answered as %s", r.Header.Get("Content-Type"))
	}
}

func TestPathsThatClimb(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	for _, path := range []string{
		"/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2findex.html", "/assets/%2e%2e%2f%2e%2e%2fetc/passwd",
		"/assets/..%5c..%5cindex.html", "//assets/x", "/assets/./x", "/assets/%252e%252e/x", "/w/../../etc/passwd", "/assets/x%00.js",
	} {
		r := ask(t, h, "GET", path, "Accept", "text/html")
		if r.StatusCode != http.StatusBadRequest && r.StatusCode != http.StatusNotFound {
			t.Errorf("%s answered %d", path, r.StatusCode)
		}
	}
}

func TestWithoutTheApp(t *testing.T) {
	t.Parallel()
	h := served(t, fstest.MapFS{".gitkeep": {}})
	r := ask(t, h, "GET", "/", "Accept", "text/html")
	if body := text(t, r); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "make build") {
		t.Errorf("%d: %s", r.StatusCode, body)
	}
	wantHeaders(t, r, documentHeaders)
	policyOf(t, r)
	if r := ask(t, h, "GET", "/plain.css"); r.StatusCode != http.StatusOK {
		t.Errorf("its style answered %d", r.StatusCode)
	}
}

// TestBuildsThatCouldNotWork are refused at the start, not in every browser.
func TestBuildsThatCouldNotWork(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(fstest.MapFS){
		"script without a nonce": func(f fstest.MapFS) {
			f["index.html"].Data = []byte(`<script type="module" src="/assets/x.js"></script>`)
		},
		"one of two": func(f fstest.MapFS) {
			f["index.html"].Data = append(f["index.html"].Data, []byte(`<SCRIPT src="/x.js"></SCRIPT>`)...)
		},
		"inline style":  func(f fstest.MapFS) { f["index.html"].Data = []byte(`<style>p { color: red }</style>`) },
		"style on it":   func(f fstest.MapFS) { f["index.html"].Data = []byte(`<p style="color: red">`) },
		"handler on it": func(f fstest.MapFS) { f["index.html"].Data = []byte(`<body onload="x()">`) },
		"on the other":  func(f fstest.MapFS) { f["workspace.html"].Data = []byte(`<body onload="x()">`) },
		"preload without a nonce": func(f fstest.MapFS) {
			f["workspace.html"].Data = []byte(`<link rel="modulepreload" href="/assets/x.js">`)
		},
		"unknown type": func(f fstest.MapFS) { f["assets/x.exe"] = &fstest.MapFile{} },
	} {
		files := built()
		change(files)
		if _, err := webui.New(webui.Options{Files: files}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
