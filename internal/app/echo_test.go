package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// marker stands for what must not come back: somebody may have typed a
// password into the wrong field.
const marker = "hunter2pearl"

// TestProblemsRepeatNothing puts the marker wherever a request has room for
// something. An answer that refuses must not hold it.
func TestProblemsRepeatNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, db.SQLite)
	refused := 0
	for _, o := range s.list {
		for _, v := range s.tainted(t, o) {
			answer := v.draft.send(t, s.World, s.doer(o), v.options...)
			if answer.Status < http.StatusBadRequest {
				s.reset(t)
				continue
			}
			refused++
			if strings.Contains(string(answer.Body), marker) {
				t.Errorf("%s with %s repeats it: %s", o.Name, v.what, answer.Body)
			}
			if !strings.Contains(string(answer.Body), answer.Header.Get("X-Request-Id")) {
				t.Errorf("%s with %s doesn't tell the request's id: %s", o.Name, v.what, answer.Body)
			}
			if answer.Status >= http.StatusInternalServerError {
				t.Errorf("%s with %s answered %d", o.Name, v.what, answer.Status)
			}
			for name, values := range answer.Header {
				if strings.Contains(strings.Join(values, " "), marker) {
					t.Errorf("%s with %s repeats it in %s", o.Name, v.what, name)
				}
			}
		}
	}
	if refused < 10*len(s.list) {
		t.Errorf("only %d requests were refused", refused)
	}
}

// variant is a request with the marker somewhere.
type variant struct {
	what    string
	draft   draft
	options []testworld.RequestOption
}

func (s *stage) tainted(t *testing.T, o operation) (list []variant) {
	t.Helper()
	d := s.working(t, o, s.doer(o))
	add := func(what string, d draft, options ...testworld.RequestOption) {
		list = append(list, variant{what, d, options})
	}
	for _, header := range []string{
		"If-Match", "Idempotency-Key", "Last-Event-Id", "Content-Type", "Accept", "Authorization", "Origin",
		"Content-Encoding", "Range", "If-None-Match", "X-Forwarded-For", "Cookie",
	} {
		add("header "+header, d, testworld.Header(header, marker))
		add("header "+header, d, testworld.Header(header, `"`+marker+`", <`+marker+`> `+strings.Repeat(marker, 30)))
	}
	for name := range d.segments {
		for _, value := range []string{marker, d.segments[name][:4] + marker, strings.Repeat(marker, 40)} {
			wrong := d
			wrong.segments = maps.Clone(d.segments)
			wrong.segments[name] = value
			add("path "+name, wrong)
		}
	}
	names := []string{marker}
	for _, p := range o.params {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	for _, name := range names {
		for _, value := range []string{marker, marker + "\x00", strings.Repeat(marker, 300)} {
			wrong := d
			wrong.query = name + "=" + url.QueryEscape(value)
			add("query "+name, wrong)
			wrong.query += "&" + name + "=" + marker
			add("query twice "+name, wrong)
		}
	}
	for _, body := range taintedBodies(d.body) {
		wrong := d
		wrong.body = body
		add("body "+body[:min(80, len(body))], wrong)
	}
	return list
}

// taintedBodies are bodies with the marker in the place of each member, beside
// them, as a name, in forms that aren't JSON, and too long.
func taintedBodies(body string) (list []string) {
	if body == "" {
		return []string{`{"` + marker + `":1}`, marker}
	}
	list = []string{
		marker, `"` + marker + `"`, `["` + marker + `"]`, `{"` + marker + `":`, `{"` + marker + `":1,"` + marker + `":2}`,
		`{"a":"` + marker + `\u0000"}`, "{\"a\":\"" + marker + "\xff\"}", body + marker,
	}
	object := map[string]any{}
	if json.Unmarshal([]byte(body), &object) != nil {
		return list
	}
	with := func(name string, value any) {
		changed := maps.Clone(object)
		changed[name] = value
		text, err := json.Marshal(changed)
		if err == nil {
			list = append(list, string(text))
		}
	}
	with(marker, 1)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		for _, value := range []any{
			marker, []any{marker}, map[string]any{marker: marker}, strings.Repeat(marker, 2000), marker + "\x00", "usr_" + marker,
		} {
			with(name, value)
		}
		with(strings.ToUpper(name), marker)
	}
	return list
}
