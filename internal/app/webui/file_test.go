package webui_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	for path, want := range map[string]map[string]string{
		"/" + script:            {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable"},
		"/assets/font-a1.woff2": {"Content-Type": "font/woff2", "Cache-Control": "public, max-age=31536000, immutable"},
		"/favicon.svg":          {"Content-Type": "image/svg+xml", "Cache-Control": "no-cache"},
		"/robots.txt":           {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache"},
	} {
		r := ask(t, h, "GET", path, "Sec-Fetch-Site", "same-origin")
		body := text(t, r)
		if r.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s answered %d", path, r.StatusCode)
		}
		wantHeaders(t, r, want)
		wantHeaders(t, r, map[string]string{
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "X-Content-Type-Options": "nosniff",
			"Vary": "Accept-Encoding", "Content-Encoding": "", "Set-Cookie": "",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
		})
		head := ask(t, h, "HEAD", path)
		if len(text(t, head)) != 0 || head.Header.Get("Content-Length") != r.Header.Get("Content-Length") || head.Header.Get("Etag") != r.Header.Get("Etag") {
			t.Errorf("HEAD %s is not like GET", path)
		}
	}
	if body := text(t, ask(t, h, "GET", "/robots.txt")); !strings.Contains(body, "Disallow: /\n") {
		t.Errorf("robots.txt says %q", body)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	tags := map[string]string{}
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, gzip": "gzip", "br;q=0.1, gzip;q=0.9": "gzip",
		"deflate": "", "*": "br", "*;q=0": "", "br;q=0, *": "gzip", "gzip;q=0.5, identity": "", "BR": "br", "x-gzip": "gzip",
	} {
		r := ask(t, h, "GET", "/"+script, "Accept-Encoding", accept)
		if got := r.Header.Get("Content-Encoding"); got != want || r.StatusCode != http.StatusOK {
			t.Errorf("%q is answered as %q", accept, got)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: a cache isn't told", accept)
		}
		tag := r.Header.Get("Etag")
		if before, known := tags[want]; known && before != tag {
			t.Errorf("%q has the tags %s and %s", want, before, tag)
		}
		tags[want] = tag
	}
	if len(tags) != 3 || tags["br"] == tags["gzip"] || tags["br"] == tags[""] {
		t.Errorf("the tags are %v", tags)
	}
	if r := ask(t, h, "GET", "/favicon.svg", "Accept-Encoding", "br"); r.Header.Get("Content-Encoding") != "" {
		t.Error("a form that wasn't built was sent")
	}
}

func TestConditionalRequests(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	tag := ask(t, h, "GET", "/"+script).Header.Get("Etag")
	for candidates, status := range map[string]int{
		tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200, strings.Trim(tag, `"`): 200, "": 200, "W/": 200,
	} {
		r := ask(t, h, "GET", "/"+script, "If-None-Match", candidates)
		if r.StatusCode != status {
			t.Errorf("%q is answered %d, want %d", candidates, r.StatusCode, status)
		}
		if status == http.StatusNotModified && (len(text(t, r)) != 0 || r.Header.Get("Etag") != tag || r.Header.Get("Vary") == "") {
			t.Errorf("%q: the 304 lacks something: %v", candidates, r.Header)
		}
	}
	if r := ask(t, h, "GET", "/"+script, "If-None-Match", tag, "Accept-Encoding", "br"); r.StatusCode != http.StatusOK {
		t.Error("a form was taken for another")
	}
	if r := ask(t, h, "GET", "/"+script, "Range", "bytes=0-9"); r.StatusCode != http.StatusOK {
		t.Errorf("a part was answered with %d", r.StatusCode)
	}
}

// TestFilesStayHere: another site can open a file in a tab and do nothing else with it.
func TestFilesStayHere(t *testing.T) {
	t.Parallel()
	h := served(t, built())
	for _, c := range []struct {
		site, mode, dest string
		status           int
	}{
		{"same-origin", "cors", "script", 200},
		{"none", "navigate", "document", 200},
		{"cross-site", "navigate", "document", 200},
		{"cross-site", "no-cors", "script", 403},
		{"same-site", "cors", "script", 403},
		{"cross-site", "navigate", "iframe", 403},
		{"cross-site", "navigate", "object", 403},
	} {
		r := ask(t, h, "GET", "/"+script, "Sec-Fetch-Site", c.site, "Sec-Fetch-Mode", c.mode, "Sec-Fetch-Dest", c.dest)
		if r.StatusCode != c.status {
			t.Errorf("%+v: %d", c, r.StatusCode)
		}
		if c.status == http.StatusForbidden && r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%+v: the refusal may be kept", c)
		}
	}
}
