package endpoint_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

type oneIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
}

type oneOut struct {
	ID id.Workspace `json:"id"`
}

func handle[In any](context.Context, *endpoint.Call, *In) (*oneOut, error) { return &oneOut{}, nil }

// complete is an endpoint of which everything is decided.
func complete[In any]() endpoint.Endpoint[In, oneOut] {
	return endpoint.Endpoint[In, oneOut]{
		Name: "things.get", Method: http.MethodGet, Path: "/api/v1/workspaces/{workspace_id}/things", Summary: "Show a thing",
		Permission: authz.TasksRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), Handle: handle[In],
	}
}

// without is the complete endpoint after change.
func without(change func(*endpoint.Endpoint[oneIn, oneOut])) endpoint.Definition {
	e := complete[oneIn]()
	change(&e)
	return e
}

// changing is complete, and changes something by a body.
func changing[In any](change func(*endpoint.Endpoint[In, oneOut])) endpoint.Definition {
	e := complete[In]()
	e.Method, e.Audit, e.Permission, e.Rate = http.MethodPost, audit.Named("thing.made"), authz.TasksCreate, ratelimit.Write
	e.Example = map[string]any{}
	change(&e)
	return e
}

type bodied[Body any] struct {
	OneIn
	Body Body
}

// OneIn names a workspace.
type OneIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
}

type hiddenPart struct {
	oneIn
}

type stringBody struct {
	Title string `json:"title"`
}

type numberBody struct {
	Size int `json:"size"`
}

type halfNumberBody struct {
	Size int `json:"size" minimum:"1"`
}

type listBody struct {
	Names []string `json:"names" maxItems:"3"`
}

type longListBody struct {
	Names []string `json:"names"`
}

type nestedBody struct {
	Inner []stringBody `json:"inner" maxItems:"3"`
}

type openBody map[string]int

type queryIn struct {
	OneIn
	Text string `query:"text"`
}

type bodyInGet struct {
	OneIn
	Body numberBody
}

type versionedOut struct{}

func (versionedOut) EntityVersion() int64 { return 1 }

type secretOut struct {
	Codes []string `json:"recovery_codes"`
}

// answering answers compressed with an Out.
func answering[Out any]() endpoint.Definition {
	c := complete[oneIn]()
	return endpoint.Endpoint[oneIn, Out]{
		Name: c.Name, Method: c.Method, Path: c.Path, Summary: c.Summary, Permission: c.Permission, Rate: c.Rate, Audit: c.Audit,
		Compress: "why not", Handle: func(context.Context, *endpoint.Call, *oneIn) (*Out, error) { return new(Out), nil },
	}
}

var nothing = func(*endpoint.Endpoint[oneIn, oneOut]) {}

var incomplete = []struct {
	name string
	of   endpoint.Definition
	why  string
}{
	{"name", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Name = "things" }), "the name must be feature.verb"},
	{"method", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Method = "TRACE" }), "the method is not one of"},
	{"method in lower case", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Method = "get" }), "the method is not one of"},
	{"path", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Path = "things/{workspace_id}" }), "the path must start with /"},
	{"summary", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Summary = "" }), "it has no summary"},
	{"permission", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Permission = authz.Permission{} }), "nobody decided who may"},
	{"reason of anyone", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Permission = authz.Anyone("") }), "anyone may, without a reason"},
	{"rate class", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Rate = ratelimit.Class{} }), "nobody decided its rate class"},
	{"audit", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Audit = audit.Event{} }), "nobody decided what the audit log says"},
	{"audit's reason", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Audit = audit.Skip("") }), "nobody decided what the audit log says"},
	{"audit's form", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Audit = audit.Named("Thing made") }), "the audit event must be like"},
	{"audit of a change", changing(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Audit = audit.Skip("too dull") }), "it changes something without an audit event"},
	{"handler", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Handle = nil }), "it must have one of Handle, Show, Stream"},
	{"one handler", without(func(e *endpoint.Endpoint[oneIn, oneOut]) {
		e.Show = func(*endpoint.Call, *oneIn) (*oneOut, error) { return nil, nil }
	}), "it must have one of Handle, Show, Stream"},
	{"Show of Ask", without(func(e *endpoint.Endpoint[oneIn, oneOut]) {
		e.Ask = func(context.Context, db.Querier, *endpoint.Call, *oneIn) error { return nil }
	}), "Ask needs a Show"},
	{"compression of a change", changing(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Compress = "why not" }), "only the JSON answer of a read"},
	{"compression of a stream", without(func(e *endpoint.Endpoint[oneIn, oneOut]) {
		e.Compress, e.Handle, e.StreamType = "why not", nil, "text/plain"
		e.Stream = func(context.Context, *endpoint.Call, *oneIn, http.ResponseWriter) error { return nil }
	}), "only the JSON answer of a read"},
	{"compression without replay", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Compress, e.NoReplay = "why not", "a secret" }), "only the JSON answer of a read"},
	{"compression of versions", answering[versionedOut](), "its ETag would be that of two forms"},
	{"compression of a secret", answering[secretOut](), "an answer with a secret isn't compressed: recovery_codes"},
	{"compression of a secret below", answering[struct{ List []*secretOut }](), "an answer with a secret isn't compressed: recovery_codes"},
	{"target of Show", without(func(e *endpoint.Endpoint[oneIn, oneOut]) {
		e.Handle, e.Show = nil, func(*endpoint.Call, *oneIn) (*oneOut, error) { return nil, nil }
	}), "Show needs a Target or Ask"},
	{"computing for members", changing(func(e *endpoint.Endpoint[OneIn, oneOut]) {
		e.Handle, e.Show = nil, func(*endpoint.Call, *OneIn) (*oneOut, error) { return &oneOut{}, nil }
		e.Before = func(context.Context, *endpoint.Call, *OneIn) error { return nil }
	}), "Show needs a Target or Ask"},
	{"type of a stream", without(func(e *endpoint.Endpoint[oneIn, oneOut]) {
		e.Handle, e.Stream = nil, func(context.Context, *endpoint.Call, *oneIn, http.ResponseWriter) error { return nil }
	}), "Stream needs a StreamType"},
	{"tenant", without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Permission = authz.Self("things:read", "own things") }),
		"a permission in a workspace needs {workspace_id} in the path, and only that"},
	{"tenant in the path", endpoint.Definition(complete[struct{}]()), "a permission in a workspace needs {workspace_id}"},
	{"embedded part", endpoint.Definition(complete[hiddenPart]()), "must be exported"},
	{"body of a GET", endpoint.Definition(complete[bodyInGet]()), "a GET has no body"},
	{"example", changing(func(e *endpoint.Endpoint[bodyInGet, oneOut]) { e.Example = nil }), "it has no example of its body"},
	{"large body", changing(func(e *endpoint.Endpoint[bodyInGet, oneOut]) { e.MaxBody = 2 << 20 }), "must be worked on outside the transaction"},
	{"length of a text", changing(func(*endpoint.Endpoint[bodied[stringBody], oneOut]) {}), "a string without maxLength"},
	{"range of a number", changing(func(*endpoint.Endpoint[bodied[numberBody], oneOut]) {}), "a number without minimum and maximum"},
	{"half a range", changing(func(*endpoint.Endpoint[bodied[halfNumberBody], oneOut]) {}), "a number without minimum and maximum"},
	{"length of items", changing(func(*endpoint.Endpoint[bodied[listBody], oneOut]) {}), "a string without maxLength"},
	{"number of items", changing(func(*endpoint.Endpoint[bodied[longListBody], oneOut]) {}), "an array without maxItems"},
	{"length inside items", changing(func(*endpoint.Endpoint[bodied[nestedBody], oneOut]) {}), "a string without maxLength"},
	{"names of members", changing(func(*endpoint.Endpoint[bodied[openBody], oneOut]) {}), "an object that takes unknown members"},
	{"length of a query", endpoint.Definition(complete[queryIn]()), "a string without maxLength"},
}

func mount(list ...endpoint.Definition) (*http.ServeMux, *endpoint.API, error) {
	mux := http.NewServeMux()
	api, err := endpoint.Mount(mux, "Test", "1", &runner{}, list)
	return mux, api, err
}

func TestWhatNobodyDecidedIsRefused(t *testing.T) {
	t.Parallel()
	if _, _, err := mount(without(nothing)); err != nil {
		t.Fatalf("the complete endpoint is refused, so the table shows nothing: %v", err)
	}
	for _, missing := range incomplete {
		_, api, err := mount(missing.of)
		if err == nil || api != nil || !strings.Contains(err.Error(), missing.why) {
			t.Errorf("without its %s: got %v, want %q", missing.name, err, missing.why)
		}
	}
}

func TestAllReasonsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	var list []endpoint.Definition
	var want []string
	for _, missing := range incomplete {
		if len(endpoint.Refusals([]endpoint.Definition{missing.of})) > 0 {
			list, want = append(list, missing.of), append(want, missing.why)
		}
	}
	_, _, err := mount(append(list, endpoint.Endpoint[struct{}, oneOut]{})...)
	if err == nil {
		t.Fatal("mounted")
	}
	for _, why := range append(want, "nobody decided who may", "stands twice") {
		if !strings.Contains(err.Error(), why) {
			t.Errorf("the reasons don't hold %q", why)
		}
	}
	zero := endpoint.Refusals([]endpoint.Definition{endpoint.Endpoint[struct{}, oneOut]{}})
	if len(zero) < 7 {
		t.Errorf("of an endpoint that says nothing only %d things are missing: %q", len(zero), zero)
	}
}

func TestTwoOfTheSameNameOrPlaceAreRefused(t *testing.T) {
	t.Parallel()
	twin := without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Name = "things.show" })
	reasons := endpoint.Refusals([]endpoint.Definition{without(nothing), twin, without(nothing)})
	for _, why := range []string{"GET /api/v1/workspaces/{workspace_id}/things stands twice", "name things.get stands twice"} {
		if !slices.ContainsFunc(reasons, func(r string) bool { return strings.Contains(r, why) }) {
			t.Errorf("%q isn't among %q", why, reasons)
		}
	}
}

// TestARefusedListMountsNothing: a program that goes on regardless answers nothing.
func TestARefusedListMountsNothing(t *testing.T) {
	t.Parallel()
	mux, _, err := mount(without(nothing), without(func(e *endpoint.Endpoint[oneIn, oneOut]) { e.Summary = "" }))
	if err == nil {
		t.Fatal("mounted")
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/workspaces/x/things", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, pattern := mux.Handler(r); pattern != "" {
		t.Errorf("%q is mounted", pattern)
	}
}
