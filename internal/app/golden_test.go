package app_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/app"
)

func TestRoutesGolden(t *testing.T) {
	t.Parallel()
	routes, document, err := app.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(routes, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "routes.json", string(text)+"\n")
	var indented bytes.Buffer
	if err := json.Indent(&indented, document, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "openapi.json", indented.String()+"\n")
}

// TestThirdPartyGolden: what links into the program is read before it changes.
func TestThirdPartyGolden(t *testing.T) {
	t.Parallel()
	list := exec.CommandContext(t.Context(), "go", "list", "-mod=readonly", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{end}}", "taskflow/cmd/taskflow")
	text, err := list.Output()
	if err != nil {
		t.Fatalf("listing what is linked: %v", err)
	}
	var modules []string
	for line := range strings.Lines(string(text)) {
		if name, version, _ := strings.Cut(strings.TrimSpace(line), " "); version != "" {
			modules = append(modules, name+" "+version)
		}
	}
	slices.Sort(modules)
	golden(t, "third-party.txt", strings.Join(slices.Compact(modules), "\n")+"\n")
}
