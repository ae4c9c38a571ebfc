package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
)

// notJSON are bodies that no endpoint may take, whatever it is about.
var notJSON = map[string]string{
	"nothing":        "",
	"half":           `{"name":`,
	"two documents":  `{"name":"a"}{"name":"b"}`,
	"twice":          `{"name":"a","name":"b"}`,
	"twice, escaped": `{"name":"a","\u006eame":"b"}`,
	"deep":           strings.Repeat("[", 100_000),
	"deep and whole": strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000),
	"huge number":    `{"limit":1e400000}`,
	"long number":    `{"limit":` + strings.Repeat("9", 100_000) + `}`,
	"not UTF-8":      "{\"name\":\"\xff\"}",
	"half a rune":    "{\"name\":\"\\ud800\"}",
	"NUL":            `{"name":"a\u0000b"}`,
	"NUL in a name":  `{"na\u0000me":"ab"}`,
	"bare NUL":       "{\"name\":\"a\x00b\"}",
	"byte order":     "\ufeff" + `{"name":"a"}`,
	"comment":        `{"name":"a"} // b`,
	"trailing comma": `{"name":"a",}`,
	"single quotes":  `{'name':'a'}`,
	"an array":       `[1]`,
	"null":           `null`,
	"a number":       `1`,
}

func TestBodiesAreStrict(t *testing.T) {
	t.Parallel()
	s := newStage(t, db.SQLite)
	for _, o := range s.taking(t) {
		d := s.working(t, o, s.doer(o))
		for name, body := range notJSON {
			d.body = body
			if answer := d.send(t, s.World, s.doer(o)); answer.Status < 400 || answer.Status >= 500 {
				t.Errorf("%s took %s: %d", o.Name, name, answer.Status)
			}
		}
		d = s.working(t, o, s.doer(o))
		if !strings.HasPrefix(d.body, "{") || o.Name == "imports.create" || o.SCIM {
			continue // foreign files and SCIM's resources have members that nobody reads
		}
		d.body = `{"unknown":1,` + strings.TrimPrefix(d.body, "{")
		if answer := d.send(t, s.World, s.doer(o)); answer.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s took an unknown member: %d", o.Name, answer.Status)
		}
	}
}

// taking are the endpoints that take a body.
func (s *stage) taking(t *testing.T) (list []operation) {
	t.Helper()
	for _, o := range s.list {
		if o.example != "" {
			list = append(list, o)
		}
	}
	if len(list) < 10 {
		t.Fatalf("only %d endpoints take a body", len(list))
	}
	return list
}

// TestBodiesOfTheCorpus sends the files of the JSON parsing test suite: those
// that no parser may take are refused, and none breaks anything.
func TestBodiesOfTheCorpus(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("TASKFLOW_CORPORA is not set")
		}
		t.Skip("TASKFLOW_CORPORA is not set: the JSON parsing suite is left out")
	}
	files, err := filepath.Glob(filepath.Join(folder, "payloads", "json-parsing", "*", "*.json"))
	if err != nil || len(files) < 200 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	s := newStage(t, db.SQLite)
	for _, o := range s.taking(t) {
		d := s.working(t, o, s.doer(o))
		for _, file := range files {
			d.body = read(t, file)
			answer := d.send(t, s.World, s.doer(o))
			name := filepath.Base(file)
			if answer.Status >= 500 || strings.HasPrefix(name, "n_") && answer.Status < 400 {
				t.Errorf("%s answered %s with %d", o.Name, name, answer.Status)
			}
		}
	}
}
