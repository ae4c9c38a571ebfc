package main

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
)

// What is compared must do the same: the bare handlers answer the tasks that
// TaskFlow answers, with as many fields.
func TestBareHandlersAnswerTheSame(t *testing.T) {
	t.Parallel()
	engines := []db.Engine{db.SQLite}
	if os.Getenv("TASKFLOW_TEST_POSTGRES") != "" {
		engines = append(engines, db.PostgreSQL)
	}
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			w, err := newWorld(t.Context(), engine, 60)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(w.close)
			one := "/tasks/" + w.tasks[0].String()
			for _, c := range []struct{ method, path, body string }{
				{http.MethodGet, one, ""},
				{http.MethodGet, "/tasks?limit=50", ""},
				{http.MethodGet, "/tasks?limit=50&text=" + word(30), ""},
				{http.MethodPost, "/tasks", `{"project_id":"` + w.project.String() + `","title":"New"}`},
				{http.MethodPatch, one, `{"title":"Renamed"}`},
			} {
				whole, bare := w.ask(t, w.wholeAddr, c.method, c.path, c.body), w.ask(t, w.bareAddr, c.method, c.path, c.body)
				if diff := cmp.Diff(whole, bare); diff != "" {
					t.Errorf("%s %s (-whole +bare):\n%s", c.method, c.path, diff)
				}
			}
		})
	}
}

// ask returns the titles of the tasks in the answer, and how many fields they have.
func (w *world) ask(t *testing.T, address, method, path, body string) (answer struct {
	Status int
	Titles []string
	Fields int
}) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+w.path("%s", path), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", w.cookie)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Items []map[string]any `json:"items"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
	if list.Items == nil {
		list.Items = make([]map[string]any, 1)
		if err := json.Unmarshal(text, &list.Items[0]); err != nil {
			t.Fatal(err)
		}
	}
	answer.Status = response.StatusCode
	for _, task := range list.Items {
		title, _ := task["title"].(string)
		answer.Titles = append(answer.Titles, title)
		answer.Fields = max(answer.Fields, len(slices.Collect(maps.Keys(task))))
	}
	return answer
}
