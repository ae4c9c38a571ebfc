package provisioning_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestWhatIsNoUser: each is refused with SCIM's own name for it, and changes nothing.
//
// ASVS: 2.2.1 2.2.2
func TestWhatIsNoUser(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user, group := p.user(t, "one@example.org"), p.group(t, "Ours")
		p.user(t, "two@example.org")
		before := w.RowsAtRest(t)
		op := func(text string) string { return `{"Operations":[` + text + `]}` }
		for name, c := range map[string]struct {
			method, path, body string
			status             int
			kind               string
		}{
			"no JSON":            {"POST", "/Users", `{`, 400, "invalidSyntax"},
			"a list":             {"POST", "/Users", `[]`, 400, "invalidSyntax"},
			"twice":              {"POST", "/Users", `{"userName":"a@example.org","username":"b@example.org"}`, 400, "invalidSyntax"},
			"no name":            {"POST", "/Users", `{"active":true}`, 400, "invalidValue"},
			"a name of blanks":   {"POST", "/Users", `{"userName":"  "}`, 400, "invalidValue"},
			"no address":         {"POST", "/Users", `{"userName":"robin"}`, 400, "invalidValue"},
			"a number":           {"POST", "/Users", `{"userName":7}`, 400, "invalidValue"},
			"NUL":                {"POST", "/Users", `{"userName":"a\u0000@example.org"}`, 400, "invalidValue"},
			"a line":             {"POST", "/Users", `{"userName":"a@example.org","displayName":"a\r\nb"}`, 400, "invalidValue"},
			"not UTF-8":          {"POST", "/Users", "{\"userName\":\"a\xff@example.org\"}", 400, "invalidSyntax"},
			"long":               {"POST", "/Users", `{"userName":"` + strings.Repeat("a", 300) + `@example.org"}`, 400, "invalidValue"},
			"two scripts":        {"POST", "/Users", `{"userName":"` + "a@exаmple..org" + `"}`, 400, "invalidValue"},
			"maybe active":       {"POST", "/Users", `{"userName":"a@example.org","active":"maybe"}`, 400, "invalidValue"},
			"one too many":       {"POST", "/Users", `{"userName":"ONE@example.org"}`, 409, "uniqueness"},
			"one address":        {"POST", "/Users", `{"userName":"x","emails":[{"value":"One@Example.org"}]}`, 409, "uniqueness"},
			"another's name":     {"PATCH", "/Users/" + user, op(`{"op":"replace","path":"userName","value":"two@example.org"}`), 409, "uniqueness"},
			"too large":          {"POST", "/Users", `{"userName":"` + strings.Repeat("a", 70<<10) + `"}`, 413, ""},
			"an id":              {"PATCH", "/Users/" + user, op(`{"op":"replace","path":"id","value":"x"}`), 400, "mutability"},
			"groups of his":      {"PATCH", "/Users/" + user, op(`{"op":"add","path":"groups","value":[]}`), 400, "mutability"},
			"what nobody knows":  {"PATCH", "/Users/" + user, op(`{"op":"replace","path":"shoeSize","value":"x"}`), 400, "invalidPath"},
			"no path":            {"PATCH", "/Users/" + user, op(`{"op":"replace","path":"emails[type eq","value":"x"}`), 400, "invalidPath"},
			"a path as number":   {"PATCH", "/Users/" + user, op(`{"op":"replace","path":7,"value":"x"}`), 400, "invalidPath"},
			"nothing to remove":  {"PATCH", "/Users/" + user, op(`{"op":"remove"}`), 400, "noTarget"},
			"no such address":    {"PATCH", "/Users/" + user, op(`{"op":"replace","path":"emails[value eq \"x\"].value","value":"x"}`), 400, "noTarget"},
			"another operation":  {"PATCH", "/Users/" + user, op(`{"op":"move","path":"displayName"}`), 400, "invalidSyntax"},
			"no operation":       {"PATCH", "/Users/" + user, op(``), 400, "invalidSyntax"},
			"no userName left":   {"PATCH", "/Users/" + user, op(`{"op":"remove","path":"userName"}`), 400, "invalidValue"},
			"many operations":    {"PATCH", "/Users/" + user, op(strings.Repeat(`{"op":"add","path":"title","value":1},`, 1000) + `{"op":"add","path":"title","value":1}`), 400, "invalidSyntax"},
			"a deep path":        {"PATCH", "/Users/" + user, op(`{"op":"add","path":"emails[` + strings.Repeat("(", 200) + `]","value":1}`), 400, "invalidPath"},
			"no group":           {"POST", "/Groups", `{"members":[]}`, 400, "invalidValue"},
			"a group too many":   {"POST", "/Groups", `{"displayName":"OURS"}`, 409, "uniqueness"},
			"a group in a group": {"PATCH", "/Groups/" + group, op(`{"op":"add","path":"members","value":[{"value":"x","type":"Group"}]}`), 400, "invalidValue"},
			"no member's path":   {"PATCH", "/Groups/" + group, op(`{"op":"remove","path":"members[display eq \"x\"]"}`), 400, "invalidPath"},
			"nobody's path":      {"PATCH", "/Groups/" + group, op(`{"op":"add","path":"members.value","value":"x"}`), 400, "invalidPath"},
		} {
			answer := p.ask(t, c.method, c.path, c.body)
			kind, _ := answer.Field(t, "scimType").(string)
			if answer.Status != c.status || kind != c.kind {
				t.Errorf("%s: answered %d %q, want %d %q: %.300s", name, answer.Status, kind, c.status, c.kind, answer.Body)
			}
		}
		if changed := before.Changed(w.Rows(t)); len(changed) > 0 && !slices.Equal(changed, []string{"jobs"}) { // those before sent mails
			t.Errorf("what was refused changed %v", changed)
		}
	})
}

// TestFilters: what is offered finds, what isn't is refused, and nothing is ignored.
func TestFilters(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		one := p.ask(t, http.MethodPost, "/Users", body{"userName": "One@example.org", "externalId": "X1", "displayName": "Robin"}).Want(t, 201).ID(t)
		p.ask(t, http.MethodPost, "/Users", body{"userName": "two@example.org", "externalId": "X1", "active": false}).Want(t, 201)
		for filter, want := range map[string]float64{
			`userName eq "one@EXAMPLE.org"`: 1, `USERNAME EQ "one@example.org"`: 1, `externalId eq "X1"`: 2, `externalId eq "x1"`: 0, `id eq "` + one + `"`: 1,
			`externalId eq "X1" and active eq true`: 1, `externalId eq "X1" and not (active eq true)`: 1, `emails.value eq "ONE@example.org"`: 1,
			`emails[value eq "one@example.org"]`: 1, `externalId eq "X1" and (displayName sw "rob" or userName ew "nowhere")`: 1,
			`externalId eq "X1" and displayName pr`: 1, `externalId eq "X1" and userName ne "two@example.org"`: 1, `id eq "nobody"`: 0,
			`urn:ietf:params:scim:schemas:core:2.0:User:userName eq "one@example.org"`: 1, `userName eq "a\"b"`: 0,
		} {
			if got := p.find(t, "Users", filter); got.Status != 200 || got.Field(t, "totalResults") != want {
				t.Errorf("%s: answered %d %.200s, want %v", filter, got.Status, got.Body, want)
			}
		}
		for _, filter := range []string{
			`active eq true`, `userName co "example"`, `userName eq "one@example.org" or userName eq "two@example.org"`, `not (userName eq "one@example.org")`,
			`password eq "x"`, `userName eq "a" and password sw "h"`, `userName gt "a"`, `userName eq 7`, `active eq "x" and userName eq "a"`, `userName`, `userName eq`, `(`, `"`, `userName eq "a`, " ", "\x00",
			strings.Repeat("(", 100) + `userName eq "a"` + strings.Repeat(")", 100), strings.Repeat(`userName eq "a" and `, 60), `userName eq "` + strings.Repeat("a", 2000) + `"`,
		} {
			got := p.find(t, "Users", filter)
			if kind := got.Field(t, "scimType"); got.Status != 400 || filter != "\x00" && kind != "invalidFilter" {
				t.Errorf("%.80q: answered %d %.200s", filter, got.Status, got.Body)
			}
		}
		// The edge refuses what no address has room for.
		long := p.Get(t, p.base+"/Users?filter="+url.QueryEscape(strings.Repeat("(", 64<<10)))
		if long.Status != http.StatusRequestURITooLong && long.Status != http.StatusRequestHeaderFieldsTooLarge && long.Status != 400 {
			t.Errorf("64 KB of a filter: %d", long.Status)
		}
	})
}

// TestPages: an answer is a page, and what is beyond its range is its beginning or empty.
func TestPages(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		for _, name := range []string{"a", "b", "c"} {
			p.user(t, name+"@example.org")
			p.group(t, name)
		}
		for query, want := range map[string][3]float64{
			"": {3, 1, 3}, "startIndex=2&count=1": {3, 2, 1}, "startIndex=-7&count=2": {3, 1, 2}, "count=0": {3, 1, 0}, "count=-1": {3, 1, 0}, "startIndex=9": {3, 9, 0},
			"count=1000": {3, 1, 3}, "sortBy=userName&sortOrder=descending&attributes=userName": {3, 1, 3},
		} {
			for _, what := range []string{"/Users?", "/Groups?"} {
				got := p.ask(t, http.MethodGet, what+query, nil).Want(t, 200)
				if got.Field(t, "totalResults") != want[0] || got.Field(t, "startIndex") != want[1] || got.Field(t, "itemsPerPage") != want[2] {
					t.Errorf("%s%s: %.300s", what, query, got.Body)
				}
			}
		}
		for _, query := range []string{"count=x", "startIndex=99999999999999999999", "startIndex=1&startIndex=2", "unknown=1"} {
			p.ask(t, http.MethodGet, "/Users?"+query, nil).Want(t, 400)
		}
	})
}

// TestVersions: who names one that isn't the present one changes nothing.
func TestVersions(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user := p.user(t, "one@example.org")
		path := p.base + "/Users/" + user
		with := func(tag string) []testworld.RequestOption {
			return []testworld.RequestOption{testworld.Header("Content-Type", "application/json"), testworld.Header("If-Match", tag)}
		}
		change := patch(body{"op": "replace", "path": "displayName", "value": "Robin"})
		p.Patch(t, path, change, with(`"2"`)...).WantProblem(t, problem.CodeEditConflict)
		if got := p.Patch(t, path, change, with(`"1"`)...).Want(t, 200); got.Header.Get("Etag") != `"2"` || at(t, got.Body, "meta.version") != `"\"2\""` {
			t.Errorf("version %s: %s", got.Header.Get("Etag"), got.Body)
		}
		p.Patch(t, path, change, testworld.Header("Content-Type", "text/plain")).WantProblem(t, problem.CodeUnsupportedMedia)
	})
}
