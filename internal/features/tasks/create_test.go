package tasks_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestCreateKeepsEveryField(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, urgent, red := newBoard(t, w, w.Acme, false), "urgent", newLabel(t, w, w.Acme, "red")
		blue := newLabel(t, w, w.Acme, "blue")
		own := id.New[id.Task]().String()
		made := w.Member.Post(t, w.Path("/tasks"), fields{
			"id": own, "project_id": b.project.String(), "column_id": b.columns[1].String(), "title": " \t Ship it\u00a0", "description": " *now* ",
			"priority": urgent, "due": "2026-12-01", "assignee_id": w.Second.ID.String(), "labels": []string{blue.String(), red.String(), blue.String()},
		}).Want(t, http.StatusCreated)
		got, want := fields{}, fields{
			"id": own, "project_id": b.project.String(), "column_id": b.columns[1].String(), "title": "Ship it", "description": " *now* ",
			"priority": urgent, "due": "2026-12-01", "assignee_id": w.Second.ID.String(), "labels": []any{red.String(), blue.String()},
			"created_by": w.Member.ID.String(), "completed_at": nil, "archived": false, "archived_at": nil,
			"created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T09:00:00Z", "version": float64(1),
			"parent_id": nil, "next_id": nil, "repeat": nil, "subtasks": float64(0), "subtasks_done": float64(0),
		}
		made.JSON(t, &got)
		want["rank"] = got["rank"]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("made (-want +got):\n%s", diff)
		}
		read := w.Guest.Get(t, w.Path("/tasks/%s", own)).Want(t, http.StatusOK)
		if tag := read.Header.Get("ETag"); tag != `"1"` {
			t.Errorf("ETag %s", tag)
		}
		again := fields{}
		read.JSON(t, &again)
		if diff := cmp.Diff(want, again); diff != "" {
			t.Fatalf("read (-want +got):\n%s", diff)
		}
	})
}

func TestCreateDefaults(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		made := w.Member.Post(t, w.Path("/tasks"), fields{"project_id": b.project.String(), "title": "x", "due": nil, "assignee_id": nil}).
			Want(t, http.StatusCreated)
		for name, want := range (fields{"column_id": b.columns[0].String(), "priority": "medium", "due": nil, "assignee_id": nil, "description": ""}) {
			if got := made.Field(t, name); got != want {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
		}
	})
}

func TestTitleDescriptionAndDueAreChecked(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "old")
		for name, tt := range map[string]struct {
			body   fields
			field  string
			status int
		}{
			"500 characters":               {fields{"title": strings.Repeat("é", 500)}, "", 201},
			"500 and white space":          {fields{"title": "  " + strings.Repeat("漢", 500) + "\n"}, "", 201},
			"501 characters":               {fields{"title": strings.Repeat("é", 501)}, "body.title", 422},
			"no character":                 {fields{"title": ""}, "body.title", 422},
			"white space":                  {fields{"title": " \t\n\u3000"}, "body.title", 422},
			"description of 10000":         {fields{"title": "x", "description": strings.Repeat("ß", 10000)}, "", 201},
			"description of 10001":         {fields{"title": "x", "description": strings.Repeat("ß", 10001)}, "body.description", 422},
			"priority unknown":             {fields{"title": "x", "priority": "immense"}, "body.priority", 422},
			"due tomorrow":                 {fields{"title": "x", "due": "tomorrow"}, "body.due", 422},
			"due on no day":                {fields{"title": "x", "due": "2026-02-30"}, "body.due", 422},
			"due at a moment":              {fields{"title": "x", "due": "2026-12-01T10:00:00.5+02:00"}, "", 201},
			"due in the year 0":            {fields{"title": "x", "due": "0000-01-01T00:00:00Z"}, "body.due", 422},
			"unknown member":               {fields{"title": "x", "done": true}, "", 422},
			"two places":                   {fields{"title": "x", "position": "top", "after": id.New[id.Task]().String()}, "body.position", 422},
			"id of another version":        {fields{"title": "x", "id": id.Task{1, 6: 0x40, 8: 0x80}.String()}, "body.id", 422},
			"51 labels":                    {fields{"title": "x", "labels": make51()}, "body.labels", 422},
			"NUL in the title":             {fields{"title": "a\x00b"}, "", 422},
			"a number instead of a string": {fields{"title": 7}, "body.title", 422},
		} {
			tt.body["project_id"] = b.project.String()
			answer := w.Member.Post(t, w.Path("/tasks"), tt.body)
			if answer.Status != tt.status || !strings.Contains(string(answer.Body), tt.field) {
				t.Errorf("%s: POST answered %d %.200s, want %d %s", name, answer.Status, answer.Body, tt.status, tt.field)
			}
			delete(tt.body, "project_id")
			if _, has := tt.body["position"]; has || tt.body["id"] != nil {
				continue
			}
			patched := w.Member.Patch(t, w.Path("/tasks/%s", task), tt.body)
			if (patched.Status == 200) != (tt.status == 201) || !strings.Contains(string(patched.Body), tt.field) {
				t.Errorf("%s: PATCH answered %d %.200s, unlike POST with %d %s", name, patched.Status, patched.Body, tt.status, tt.field)
			}
		}
	})
}

func make51() (list []string) {
	for range 51 {
		list = append(list, id.New[id.Label]().String())
	}
	return list
}

func TestDueComesBackAsItWasGiven(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		for given, want := range map[string]string{
			"2026-12-01": "2026-12-01", "2026-12-01T00:00:00Z": "2026-12-01T00:00:00Z",
			"2026-12-01T10:30:00+02:00": "2026-12-01T08:30:00Z", "2026-12-01T10:30:00.123456Z": "2026-12-01T10:30:00.123456Z",
			"0001-01-01": "0001-01-01", "9999-12-31": "9999-12-31",
		} {
			task := b.make(t, w, w.Member, "x", fields{"due": given})
			if got := w.Member.Get(t, w.Path("/tasks/%s", task)).Field(t, "due"); got != want {
				t.Errorf("due %s came back as %v", given, got)
			}
		}
	})
}

// What a body names is found in the path's workspace and by the project's rules, or isn't there at all.
func TestCreateRefusesWhatIsElsewhere(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		open, closed := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Member)
		foreign, label := newBoard(t, w, w.Umbra, false), newLabel(t, w, w.Umbra, "theirs")
		other := open.make(t, w, w.Member, "other")
		for name, tt := range map[string]struct {
			by   *testworld.Person
			body fields
			code problem.Code
		}{
			"a foreign project":                  {w.Member, fields{"project_id": foreign.project.String()}, problem.CodeNotFound},
			"a foreign column":                   {w.Member, fields{"column_id": foreign.columns[0].String()}, problem.CodeNotFound},
			"a column of another project":        {w.Member, fields{"column_id": closed.columns[0].String()}, problem.CodeNotFound},
			"a foreign label":                    {w.Member, fields{"labels": []string{label.String()}}, problem.CodeNotFound},
			"a foreign assignee":                 {w.Member, fields{"assignee_id": w.Outsider.ID.String()}, problem.CodeNotFound},
			"an assignee out of reach":           {w.Member, fields{"project_id": closed.project.String(), "assignee_id": w.Second.ID.String()}, problem.CodeNotFound},
			"a private project":                  {w.Second, fields{"project_id": closed.project.String()}, problem.CodeNotFound},
			"a private project, by the owner":    {w.Owner, fields{"project_id": closed.project.String()}, problem.CodeNotFound},
			"a neighbour in another column":      {w.Member, fields{"column_id": open.columns[1].String(), "after": other}, problem.CodeNotFound},
			"a guest":                            {w.Guest, fields{}, problem.CodeForbidden},
			"an outsider":                        {w.Outsider, fields{}, problem.CodeNotFound},
			"nobody":                             {w.Anonymous, fields{}, problem.CodeUnauthenticated},
			"an id that is taken":                {w.Member, fields{"id": other}, problem.CodeConflict},
			"an id taken, by somebody out of it": {w.Second, fields{"id": other}, problem.CodeConflict},
		} {
			tt.body["title"] = "x"
			if tt.body["project_id"] == nil {
				tt.body["project_id"] = open.project.String()
			}
			if answer := tt.by.Post(t, w.Path("/tasks"), tt.body); answer.Status != tt.code.Status() {
				t.Errorf("%s: answered %d %.200s, want %s", name, answer.Status, answer.Body, tt.code)
			}
		}
		var n int64
		w.Ask(t, db.Scope{Workspace: w.Acme}, "SELECT count(*) FROM tasks WHERE workspace_id = $1", []any{w.Acme}, &n)
		if n != 1 {
			t.Errorf("%d tasks are there, want only the first", n)
		}
	})
}

// An id that another workspace has is free here: who makes one learns nothing.
func TestOwnIDsAreOfOneWorkspace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, theirs := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Umbra, false)
		own := id.New[id.Task]().String()
		body := fields{"id": own, "project_id": theirs.project.String(), "title": "theirs"}
		w.Outsider.Post(t, w.ForeignPath("/tasks"), body).Want(t, http.StatusCreated)
		if got := b.make(t, w, w.Member, "ours", fields{"id": own}); got != own {
			t.Fatalf("made %s, want %s", got, own)
		}
		w.Owner.Delete(t, w.Path("/tasks/%s", own)).Want(t, http.StatusNoContent)
		if got := all(t, w.Outsider, w.ForeignPath("/tasks?text=theirs")); len(got) != 1 {
			t.Fatalf("deleting ours took %v from theirs", got)
		}
	})
}

func TestTextsComeBackExactly(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("TASKFLOW_CORPORA is not set")
		}
		t.Skip("TASKFLOW_CORPORA is not set: the naughty strings are left out")
	}
	text, err := os.ReadFile(filepath.Join(folder, "payloads", "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(text, &naughty); err != nil {
		t.Fatal(err)
	}
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		for _, s := range naughty {
			if strings.ContainsRune(s, 0) || len([]rune(s)) > 500 {
				continue
			}
			task := b.make(t, w, w.Member, "|"+s+"|", fields{"description": s})
			read := w.Member.Get(t, w.Path("/tasks/%s", task))
			if got := read.Field(t, "description"); got != s {
				t.Errorf("description %q came back as %q", s, got)
			}
			if got := read.Field(t, "title"); got != "|"+s+"|" {
				t.Errorf("title %q came back as %q", s, got)
			}
		}
	})
}
