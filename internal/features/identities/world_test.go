package identities_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// redirects are addresses that a careless check lets through; with the corpora those of the published lists too.
func redirects(t *testing.T) []string {
	t.Helper()
	list := []string{"//evil.example", `/\evil.example`, `\/evil.example`, "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "evil.example", "/%0d%0a\r\nx"}
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" {
		t.Log("TASKFLOW_CORPORA is not set: only the addresses of this file are tried")
		return list
	}
	files, err := filepath.Glob(filepath.Join(folder, "payloads/open-redirect/*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus of redirects", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && leadsAway(line) {
				list = append(list, line)
			}
		}
	}
	return list[:min(len(list), 400)]
}

// leadsAway tells, as browsers read it (WHATWG URL: backslashes are slashes, tabs and newlines are nothing), whether
// an address is another place than a path of this one. What the lists hold beside such addresses is left out.
func leadsAway(address string) bool {
	read := strings.NewReplacer("\\", "/", "\t", "", "\r", "", "\n", "").Replace(address)
	if strings.HasPrefix(read, "//") {
		return true
	}
	u, err := url.Parse(read)
	return err == nil && (u.Scheme != "" || u.Host != "")
}
