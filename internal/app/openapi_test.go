package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/app"
)

type described struct {
	OpenAPI string
	Info    struct{ Title, Version string }
	Paths   map[string]map[string]struct {
		OperationID string
		Summary     string
		Tags        []string
		Parameters  []struct {
			Name, In string
			Required bool
			Schema   json.RawMessage
		}
		RequestBody *struct {
			Content map[string]struct{ Schema, Example json.RawMessage }
		}
		Responses map[string]struct{ Description string }
		Security  []map[string][]string
	}
	Components struct {
		Schemas         map[string]json.RawMessage
		SecuritySchemes map[string]json.RawMessage
	}
}

// TestOpenAPIHoldsTogether checks what a reader of the document relies on. That
// its examples are taken, TestPermissionsGolden shows by sending every one.
func TestOpenAPIHoldsTogether(t *testing.T) {
	t.Parallel()
	_, text, err := app.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults(t, text) {
		t.Error(fault)
	}
	broken := strings.NewReplacer(`"operationId":"workspaces.get"`, `"operationId":"workspaces.list"`,
		"#/components/schemas/Workspace\"", "#/components/schemas/Gone\"").Replace(string(text))
	if found := faults(t, []byte(broken)); len(found) < 2 {
		t.Errorf("a broken document has only these faults: %q", found)
	}
}

func faults(t *testing.T, text []byte) (list []string) {
	t.Helper()
	var d described
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	wrong := func(is bool, format string, args ...any) {
		if is {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	wrong(!strings.HasPrefix(d.OpenAPI, "3.1."), "the version is %q", d.OpenAPI)
	wrong(d.Info.Title == "" || d.Info.Version == "", "it says not what it is of")
	for _, name := range references(text) {
		_, exists := d.Components.Schemas[name]
		wrong(!exists, "schema %q is referred to and isn't there", name)
	}
	seen := map[string]bool{}
	for path, methods := range d.Paths {
		for method, o := range methods {
			where := method + " " + path
			wrong(o.OperationID == "" || seen[o.OperationID], "%s: operationId %q is empty or not its own", where, o.OperationID)
			seen[o.OperationID] = true
			wrong(o.Summary == "" || len(o.Tags) == 0 || len(o.Responses) < 2, "%s: no summary, tag or answers", where)
			for status, r := range o.Responses {
				wrong(r.Description == "", "%s: %s without a description", where, status)
			}
			wrong(o.RequestBody != nil && missingExample(o.RequestBody.Content), "%s: a body without an example", where)
			var inPath []string
			for _, p := range o.Parameters {
				wrong(len(p.Schema) == 0, "%s: %s without a schema", where, p.Name)
				if p.In == "path" {
					inPath = append(inPath, p.Name)
					wrong(!p.Required, "%s: %s must be required", where, p.Name)
				}
			}
			for _, found := range segment.FindAllStringSubmatch(path, -1) {
				wrong(!slices.Contains(inPath, found[1]), "%s: {%s} isn't described", where, found[1])
			}
			for _, need := range o.Security {
				for scheme := range need {
					wrong(d.Components.SecuritySchemes[scheme] == nil, "%s: security scheme %q isn't there", where, scheme)
				}
			}
		}
	}
	return list
}

func missingExample(content map[string]struct{ Schema, Example json.RawMessage }) bool {
	for _, c := range content {
		if len(c.Example) == 0 {
			return true
		}
	}
	return len(content) == 0
}

// references are the names of all schemas that are referred to.
func references(text []byte) (names []string) {
	const ref = `"$ref":"#/components/schemas/`
	for _, part := range strings.Split(string(text), ref)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names = append(names, name)
	}
	return names
}
