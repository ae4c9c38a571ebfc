package imports_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskflow/internal/testworld"
)

func corpus(t *testing.T, pattern string) []string {
	t.Helper()
	root := os.Getenv("TASKFLOW_CORPORA")
	if root == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA must name the shared corpora in CI")
	}
	if root == "" {
		t.Skip("skipped: TASKFLOW_CORPORA does not name the shared corpora")
	}
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files at %s: %v", pattern, err)
	}
	return files
}

func TestRealTrelloBoard(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(corpus(t, "import/trello/wekan-trello-project100.json")[0])
	if err != nil {
		t.Fatal(err)
	}
	var raw struct {
		Cards []struct {
			Name   string
			Closed bool
		}
	}
	if err := json.Unmarshal(file, &raw); err != nil {
		t.Fatal(err)
	}
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := w.Admin.Post(t, w.Path("/imports?source=trello"), file).Want(t, http.StatusCreated)
		if got := counts(t, made)["tasks"]; got != float64(len(raw.Cards)) || w.Count(t, "tasks", "1 = 1") != int64(len(raw.Cards)) {
			t.Errorf("%v tasks of %d cards", got, len(raw.Cards))
		}
		tasks := tasksOf(t, w, made.Field(t, "project_id"))
		for _, card := range raw.Cards {
			if one, here := tasks[strings.TrimSpace(card.Name)]; !here || card.Closed && !one.Archived {
				t.Errorf("%q is %+v", card.Name, one)
			}
		}
		w.Admin.Post(t, w.Path("/imports?source=trello"), file).Want(t, http.StatusOK)
		w.Admin.Get(t, w.Path("/imports/%s", made.ID(t))).Want(t, http.StatusOK)
		w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).Want(t, http.StatusOK)
		if n := w.Count(t, "tasks", "1 = 1") + w.Count(t, "columns", "1 = 1") + w.Count(t, "labels", "1 = 1"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestRealGitHubFiles(t *testing.T) {
	t.Parallel()
	files := corpus(t, "import/github/issue*.json")
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, name := range files {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := w.Admin.Post(t, w.Path("/imports?source=github"), file); got.Status != http.StatusCreated {
				t.Errorf("%s: %d %s", filepath.Base(name), got.Status, got.Body)
			}
		}
		if projects, tasks := w.Count(t, "projects", "1 = 1"), w.Count(t, "tasks", "1 = 1"); projects != 1 || tasks < 1 {
			t.Errorf("%d projects and %d tasks of one repository", projects, tasks)
		}
	})
}
