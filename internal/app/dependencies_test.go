package app_test

import (
	"go/parser"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const ours = "taskflow/internal/"

// edge is an import of one package of ours by another.
type edge struct{ from, to string }

// layers are what may import what: a package imports its own layer or one below.
var layers = []string{"platform", "security", "features", "app", "testworld", "cmd"}

func layerOf(name string) int {
	first, _, _ := strings.Cut(name, "/")
	return slices.Index(layers, first)
}

// featureOf is the feature a package belongs to; empty for other layers.
func featureOf(name string) string {
	parts := strings.Split(name, "/")
	if parts[0] != "features" || len(parts) < 2 {
		return ""
	}
	return parts[1]
}

func imports(t *testing.T) map[edge]bool {
	t.Helper()
	edges := map[edge]bool{}
	for _, s := range sources(t, parser.ImportsOnly) {
		for _, i := range s.file.Imports {
			if to, is := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), ours); is {
				edges[edge{strings.TrimPrefix(s.dir, "internal/"), to}] = true
			}
		}
	}
	return edges
}

// upward returns what is wrong with an edge, whatever the table says.
func upward(e edge) string {
	switch from, to := layerOf(e.from), layerOf(e.to); {
	case from < 0 || to < 0:
		return "is in no layer"
	case to > from:
		return "goes up"
	case to == slices.Index(layers, "testworld") && e.from != "cmd/bench":
		return "brings the test world into the program"
	}
	return ""
}

// TestDependenciesGolden holds every import to the committed table. An edge
// between features needs a reason that a person has written.
func TestDependenciesGolden(t *testing.T) {
	t.Parallel()
	edges := imports(t)
	for e := range edges {
		if wrong := upward(e); wrong != "" {
			t.Errorf("%s imports %s, which %s", e.from, e.to, wrong)
		}
	}
	if upward(edge{"platform/db", "security/authz"}) == "" || upward(edge{"features/tasks", "app"}) == "" {
		t.Error("the rule doesn't see an upward import")
	}
	reasons := writtenReasons(t)
	golden(t, "dependencies.md", dependencyPage(edges, reasons))
	for e := range edges {
		if sideways(e) && (reasons[e] == "" || reasons[e] == undecided) {
			t.Errorf("%s imports %s without a reason: write one into testdata/dependencies.md, or go by an event or a cascade", e.from, e.to)
		}
	}
}

// sideways tells an import of one feature by another.
func sideways(e edge) bool {
	from, to := featureOf(e.from), featureOf(e.to)
	return from != "" && to != "" && from != to
}

const undecided = "?"

func dependencyPage(edges map[edge]bool, reasons map[edge]string) string {
	var page strings.Builder
	page.WriteString("# Which package imports which\n\n" +
		"Imports go one way: cmd → app → features → security → platform. This table is held against the code by a test;\n" +
		"`go test ./internal/app -run Golden -update` writes it anew and keeps the reasons.\n\n## Between features\n\n" +
		"Only up the tenancy tree, each with its reason.\n\n")
	row(&page, []string{"feature", "imports", "because"})
	row(&page, []string{"---", "---", "---"})
	below := map[string][]string{}
	for _, e := range slices.SortedFunc(maps.Keys(edges), compareEdges) {
		if sideways(e) {
			reason := reasons[e]
			if reason == "" {
				reason = undecided
			}
			row(&page, []string{e.from, e.to, reason})
			continue
		}
		below[e.from] = append(below[e.from], e.to)
	}
	page.WriteString("\n## All others\n\n")
	row(&page, []string{"package", "imports"})
	row(&page, []string{"---", "---"})
	for _, from := range slices.Sorted(maps.Keys(below)) {
		row(&page, []string{from, strings.Join(below[from], ", ")})
	}
	return page.String()
}

func compareEdges(a, b edge) int { return strings.Compare(a.from+" "+a.to, b.from+" "+b.to) }

// writtenReasons reads the reasons out of the committed table.
func writtenReasons(t *testing.T) map[edge]string {
	t.Helper()
	reasons := map[edge]string{}
	text, err := os.ReadFile("testdata/dependencies.md")
	if err != nil && !*update {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if len(cells) == 3 {
			reasons[edge{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])}] = strings.TrimSpace(cells[2])
		}
	}
	return reasons
}
