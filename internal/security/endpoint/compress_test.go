package endpoint_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

type sizedIn struct {
	Size int `query:"size" minimum:"0" maximum:"1000000"`
}

type sized struct {
	Text string `json:"text"`
}

// text is something that can be told from another size's.
func text(size int) string { return strings.Repeat(fmt.Sprintf("%08d", size), size/8+1)[:size] }

// answersOf serves an answer of any size, compressed or not.
func answersOf(t testing.TB, why string, handle func(*endpoint.Call, *sizedIn) error) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	_, err := endpoint.Mount(mux, "Test", "1", &runner{}, []endpoint.Definition{endpoint.Endpoint[sizedIn, sized]{
		Name: "things.get", Method: http.MethodGet, Path: "/things", Summary: "Show a thing",
		Permission: authz.Anyone("a test"), Rate: ratelimit.Read, Audit: audit.Skip("reads only"), Compress: why,
		Handle: func(_ context.Context, c *endpoint.Call, in *sizedIn) (*sized, error) {
			if handle != nil {
				if err := handle(c, in); err != nil {
					return nil, err
				}
			}
			return &sized{Text: text(in.Size)}, nil
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return mux
}

func ask(h http.Handler, method string, size int, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/things?size="+strconv.Itoa(size), nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// unpacked is the body as the client reads it.
func unpacked(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") == "" {
		return w.Body.String()
	}
	if got := w.Header().Get("Content-Length"); got != strconv.Itoa(w.Body.Len()) {
		t.Errorf("the length is said to be %s, not %d", got, w.Body.Len())
	}
	z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

const many = 4000

// TestWhoGetsACompressedAnswer: whoever takes it and is nobody that another site
// has sent.
func TestWhoGetsACompressedAnswer(t *testing.T) {
	t.Parallel()
	h := answersOf(t, "a test", nil)
	want := unpacked(t, ask(h, http.MethodGet, many))
	for name, c := range map[string]struct {
		header     []string
		compressed bool
	}{
		"no word of codings":         {nil, false},
		"gzip":                       {[]string{"Accept-Encoding", "gzip, deflate, br, zstd"}, true},
		"anything":                   {[]string{"Accept-Encoding", "*"}, true},
		"gzip refused":               {[]string{"Accept-Encoding", "gzip;q=0, *;q=0.5"}, false},
		"identity liked better":      {[]string{"Accept-Encoding", "identity, gzip;q=0.5"}, false},
		"another one only":           {[]string{"Accept-Encoding", "br, zstd"}, false},
		"a token":                    {[]string{"Accept-Encoding", "gzip", "Authorization", "Bearer x"}, true},
		"a cookie of our page":       {[]string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "same-origin"}, true},
		"a cookie of an old browser": {[]string{"Accept-Encoding", "gzip", "Cookie", "a=b"}, false},
		"a cookie of another site":   {[]string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site"}, false},
		"a cookie of a sibling":      {[]string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "same-site"}, false},
		"a cookie in a new tab":      {[]string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "none"}, false},
	} {
		w := ask(h, http.MethodGet, many, c.header...)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.compressed {
			t.Errorf("%s: compressed %v", name, got)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" || w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if unpacked(t, w) != want {
			t.Errorf("%s: the answer is another one", name)
		}
	}
}

func TestWhatIsNotCompressed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		h    http.Handler
		size int
		code int
	}{
		"an endpoint that says nothing of it": {answersOf(t, "", nil), many, http.StatusOK},
		"a small answer":                      {answersOf(t, "a test", nil), 1000, http.StatusOK},
		"a problem":                           {answersOf(t, "a test", func(*endpoint.Call, *sizedIn) error { return problem.NotFound(nil) }), many, http.StatusNotFound},
		"what can't be read":                  {answersOf(t, "a test", nil), 1_000_001, http.StatusUnprocessableEntity},
		"an answer with a cookie": {answersOf(t, "a test", func(c *endpoint.Call, _ *sizedIn) error {
			c.SetCookie(&http.Cookie{Name: "a", Value: "b"})
			return nil
		}), many, http.StatusOK},
	} {
		w := ask(c.h, http.MethodGet, c.size, "Accept-Encoding", "gzip")
		if w.Code != c.code || w.Header().Get("Content-Encoding") != "" || !strings.HasPrefix(w.Body.String(), "{") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
}

func TestHeadOfACompressedAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(answersOf(t, "a test", nil))
	t.Cleanup(server.Close)
	lengths := map[string]int64{}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/things?size=4000", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		response, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if lengths[method] = response.ContentLength; response.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %v", method, response.Header)
		}
	}
	if lengths[http.MethodHead] <= 0 || lengths[http.MethodHead] != lengths[http.MethodGet] {
		t.Errorf("the lengths are %v", lengths)
	}
}

// TestCompressedAnswersDoNotMix: a compressor is used again and again, by many at once.
func TestCompressedAnswersDoNotMix(t *testing.T) {
	t.Parallel()
	h := answersOf(t, "a test", nil)
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			for size := range 20 {
				size = size*1500 + n
				if got, want := unpacked(t, ask(h, http.MethodGet, size, "Accept-Encoding", "gzip")), `{"text":"`+text(size)+`"}`; got != want {
					t.Errorf("an answer of %d is another one of %d", len(want), len(got))
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkCompress(b *testing.B) {
	for name, why := range map[string]string{"plain": "", "compressed": "a test"} {
		for _, size := range []int{200, 200_000} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				h := answersOf(b, why, nil)
				b.ReportAllocs()
				for b.Loop() {
					ask(h, http.MethodGet, size, "Accept-Encoding", "gzip")
				}
			})
		}
	}
}
