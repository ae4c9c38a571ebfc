package webui_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"taskflow/internal/app/webui"
)

// insideOrSkip returns the app inside this program, if it was built.
func insideOrSkip(t *testing.T) fs.FS {
	t.Helper()
	files := webui.Built()
	if _, err := fs.Stat(files, "index.html"); err != nil {
		_, none := os.Stat("../../../web/src/main.tsx")
		if os.Getenv("CI") == "true" && none == nil {
			t.Fatal("the web app was not built before the tests: make build")
		}
		t.Skip("the web app was not built: make build")
	}
	return files
}

var (
	tag         = regexp.MustCompile(`<[a-zA-Z][^>]*>`)
	loadedFrom  = regexp.MustCompile(`\s(?:src|href|action|data|poster)="([^"]*)"`)
	inStyle     = regexp.MustCompile(`(?i)url\(\s*['"]?([^)'"]+)|@import`)
	wholeScript = regexp.MustCompile(`(?s)(<script[^>]*>)(.*?)</script>`)
)

// TestTheBuiltPages holds the pages of this build to the policy, before a browser does.
func TestTheBuiltPages(t *testing.T) {
	t.Parallel()
	files := insideOrSkip(t)
	for _, document := range []string{"index.html", "workspace.html"} {
		content, err := fs.ReadFile(files, document)
		if err != nil {
			t.Fatal(err)
		}
		holdToThePolicy(t, string(content))
	}
}

func holdToThePolicy(t *testing.T, page string) {
	t.Helper()
	for _, s := range wholeScript.FindAllStringSubmatch(page, -1) {
		inline := strings.TrimSpace(s[2]) != ""
		if !strings.Contains(s[1], ` nonce="__CSP_NONCE__"`) || inline && !strings.Contains(s[1], `type="importmap"`) || !inline && !strings.Contains(s[1], ` integrity="sha384-`) {
			t.Errorf("%s is inline, or lacks its nonce or its integrity", s[1])
		}
	}
	for _, one := range tag.FindAllString(page, -1) {
		if strings.HasPrefix(one, "<style") || strings.Contains(one, " style=") || strings.Contains(one, `name="referrer"`) || strings.Contains(one, "http-equiv") {
			t.Errorf("%s works against the policy", one)
		}
		if begun := strings.Contains(one, `rel="modulepreload"`); (begun || strings.Contains(one, `rel="stylesheet"`)) && !strings.Contains(one, ` integrity="sha384-`) {
			t.Errorf("%s has no integrity", one)
		}
		for _, address := range loadedFrom.FindAllStringSubmatch(one, -1) {
			if !strings.HasPrefix(address[1], "/") || strings.HasPrefix(address[1], "//") {
				t.Errorf("%s loads from elsewhere", one)
			}
		}
	}
	if !strings.Contains(page, `<script type="module"`) {
		t.Error("the page runs nothing")
	}
}

// TestTheBuiltFiles: everything the build made is known, compressed where it
// gains, and no style loads from elsewhere.
func TestTheBuiltFiles(t *testing.T) {
	t.Parallel()
	files := insideOrSkip(t)
	site, err := webui.New(webui.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := served(t, nil)
	for _, name := range site.Names() {
		r := ask(t, h, "GET", "/"+name, "Accept-Encoding", "br, gzip")
		if r.StatusCode != 200 {
			t.Errorf("%s answered %d", name, r.StatusCode)
		}
		if strings.HasSuffix(name, ".js") && r.ContentLength > 2000 && r.Header.Get("Content-Encoding") != "br" {
			t.Errorf("%s isn't compressed", name)
		}
		if !strings.HasSuffix(name, ".css") || name == "plain.css" {
			continue
		}
		style, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range inStyle.FindAllStringSubmatch(string(style), -1) {
			if !strings.HasPrefix(found[1], "/assets/") && !strings.HasPrefix(found[1], "#") {
				t.Errorf("%s loads %s", name, found[0])
			}
		}
	}
}
