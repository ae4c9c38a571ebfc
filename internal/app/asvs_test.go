package app_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// requirement is a line of testdata/asvs.tsv: what a requirement of ASVS 5.0 asks
// for, in our words, and how it is met where no test can show it: by a heading of
// a document ("docs/…#…"), not at all since it doesn't apply ("n/a: …"), or not yet ("gap: …").
type requirement struct{ id, level, asks, otherwise string }

// chapters are those whose requirements are all accounted for.
var chapters = map[string]string{
	"6": "Authentication", "7": "Session management", "9": "Self-contained tokens", "10": "OAuth and OIDC",
}

func requirements(t *testing.T) (list []requirement) {
	t.Helper()
	for line := range strings.Lines(read(t, "testdata/asvs.tsv")) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(field) != 4 {
			t.Fatalf("testdata/asvs.tsv: %d fields in %q", len(field), line)
		}
		list = append(list, requirement{field[0], field[1], field[2], field[3]})
	}
	return list
}

// TestASVSGolden writes docs/asvs.md from the marks of the tests. What neither a test
// nor a document shows says so there.
func TestASVSGolden(t *testing.T) {
	t.Parallel()
	shown := map[string][]mark{}
	for _, m := range marks(t) {
		shown[m.requirement] = append(shown[m.requirement], m)
	}
	var page strings.Builder
	page.WriteString(asvsHead)
	list, chapter := requirements(t), ""
	for _, r := range list {
		if now, _, _ := strings.Cut(r.id, "."); now != chapter {
			chapter = now
			fmt.Fprintf(&page, "\n## V%s %s\n\n| | level | what is asked | how it is shown |\n|---|---|---|---|\n", chapter, chapters[chapter])
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", r.id, r.level, r.asks, how(t, r, shown[r.id]))
		delete(shown, r.id)
	}
	page.WriteString(others(t, shown))
	golden(t, "../../../docs/asvs.md", page.String())
}

const asvsHead = "# OWASP ASVS 5.0\n\nMade from the marks of the tests (`go test ./internal/app -run Golden -update`): each requirement of the chapters on proving who one is, in our words, and the test\n" +
	"that would fail without it. The numbers are those of ASVS 5.0.0. What isn't there yet says so.\n"

func how(t *testing.T, r requirement, by []mark) string {
	t.Helper()
	if len(by) > 0 && strings.HasPrefix(r.otherwise, "n/a") {
		t.Errorf("testdata/asvs.tsv: %s doesn't apply, but %s shows it", r.id, by[0].test)
	}
	if len(by) > 0 {
		return tests(by)
	}
	switch word, rest, _ := strings.Cut(r.otherwise, ": "); {
	case strings.HasPrefix(r.otherwise, "docs/"):
		heading(t, r.otherwise)
		return fmt.Sprintf("[%s](../%s)", r.otherwise, r.otherwise)
	case word == "n/a":
		return "doesn't apply: " + rest
	case word == "gap":
		return "**not yet**: " + rest
	case r.otherwise == "":
		return "**not shown yet**"
	}
	t.Errorf("testdata/asvs.tsv: %s: %q is no way to meet it", r.id, r.otherwise)
	return ""
}

// tests names where and what, once each.
func tests(by []mark) string {
	slices.SortFunc(by, func(a, b mark) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.test, b.test)) })
	words := make([]string, 0, len(by))
	for _, m := range slices.Compact(by) {
		words = append(words, fmt.Sprintf("[%s](../%s)", strings.NewReplacer("|", `\|`, "[", `\[`, "]", `\]`).Replace(m.test), m.path))
	}
	return strings.Join(words, ", ")
}

// others are the marks with requirements of chapters that aren't accounted for yet.
func others(t *testing.T, shown map[string][]mark) string {
	t.Helper()
	var page strings.Builder
	ids := make([]string, 0, len(shown))
	for id := range shown {
		if chapter, _, _ := strings.Cut(id, "."); chapters[chapter] != "" {
			t.Errorf("ASVS %s: there is no such requirement, but %s is marked with it", id, shown[id][0].test)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	page.WriteString("\n## Of other chapters\n\n| | how it is shown |\n|---|---|\n")
	for _, id := range ids {
		fmt.Fprintf(&page, "| %s | %s |\n", id, tests(shown[id]))
	}
	return page.String()
}

// heading fails when the document has no such heading.
func heading(t *testing.T, place string) {
	t.Helper()
	file, anchor, _ := strings.Cut(place, "#")
	for line := range strings.Lines(read(t, filepath.Join(root, file))) {
		if title, is := strings.CutPrefix(line, "## "); is && strings.ReplaceAll(strings.ToLower(strings.TrimSpace(title)), " ", "-") == anchor {
			return
		}
	}
	t.Errorf("testdata/asvs.tsv: %s is no heading", place)
}

// TestNoRequirementIsLeftOut compares the table with the published list.
func TestNoRequirementIsLeftOut(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA is not set, and in CI it must be")
	}
	if folder == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the published list isn't there")
	}
	var published []struct {
		ID    string `json:"id"`
		Level int    `json:"level"`
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(folder, "asvs", "asvs-5.0.json"))), &published); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, p := range published {
		id := strings.TrimPrefix(p.ID, "V")
		if chapter, _, _ := strings.Cut(id, "."); chapters[chapter] != "" {
			want[id] = fmt.Sprint(p.Level)
		}
	}
	for _, r := range requirements(t) {
		if want[r.id] != r.level {
			t.Errorf("testdata/asvs.tsv: %s has level %s, published %q", r.id, r.level, want[r.id])
		}
		delete(want, r.id)
	}
	for id := range want {
		t.Errorf("testdata/asvs.tsv lacks %s", id)
	}
}
