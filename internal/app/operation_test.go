package app_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// operation is an endpoint with what the OpenAPI document says of its inputs:
// requests for any endpoint are built from nothing else.
type operation struct {
	endpoint.Spec
	params []parameter
	// example is the body of a request as the document publishes it.
	example string
}

type parameter struct {
	Name, In string
	Required bool
	Schema   struct {
		Description string
		Type        any
		Enum        []any
		Default     any
	}
}

var idHint = regexp.MustCompile(`starts with ([a-z]{3})_`)

// prefix is the kind of id that the parameter takes; empty when it takes none.
func (p parameter) prefix() string {
	if found := idHint.FindStringSubmatch(p.Schema.Description); found != nil {
		return found[1]
	}
	return ""
}

// operations lists every endpoint of an App.
func operations(t testing.TB, a *app.App) []operation {
	t.Helper()
	text, err := a.API.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			Parameters  []parameter
			RequestBody struct {
				Content map[string]struct{ Example json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	var list []operation
	for _, s := range a.API.Specs() {
		o := operation{Spec: s}
		if published, ok := document.Paths[s.Path][strings.ToLower(s.Method)]; ok {
			o.params = published.Parameters
			for _, content := range published.RequestBody.Content {
				o.example = string(content.Example)
			}
		}
		list = append(list, o)
	}
	return list
}

// pathID is the kind of id that stands for a name in the path.
func (o operation) pathID(t testing.TB, name string) string {
	t.Helper()
	for _, p := range o.params {
		if p.In == "path" && p.Name == name && p.prefix() != "" {
			return p.prefix()
		}
	}
	t.Fatalf("%s: {%s} is no id: give it a type of id, or teach the tests what to put there", o.Name, name)
	return ""
}

// problems is the media type of the endpoint's refusals.
func (o operation) problems() string {
	if o.SCIM {
		return problem.SCIMContentType
	}
	return problem.ContentType
}

// inTenant tells whether the endpoint belongs to a workspace.
func (o operation) inTenant() bool { return o.Permission.InTenant() }
