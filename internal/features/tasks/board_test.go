package tasks_test

import (
	"fmt"
	"net/http"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// board is a project with columns.
type board struct {
	project id.Project
	columns []id.Column
}

func newBoard(t testing.TB, w *testworld.World, workspace id.Workspace, private bool, people ...*testworld.Person) board {
	t.Helper()
	b := board{project: id.New[id.Project](), columns: []id.Column{id.New[id.Column](), id.New[id.Column]()}}
	in, now := db.Scope{Workspace: workspace}, w.Clock.Now()
	w.Exec(t, in, `INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
		VALUES ($1, $2, 'Board', '', $3, $4, $5, $5)`, workspace, b.project, private, w.Owner.ID, now)
	for i, c := range b.columns {
		w.Exec(t, in, `INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
			VALUES ($1, $2, $3, 'Column', $4, $5, $5)`, workspace, c, b.project, fmt.Sprintf("a%d", i), now)
	}
	for _, p := range people {
		w.Exec(t, in, `INSERT INTO project_members (workspace_id, project_id, user_id, created_at) VALUES ($1, $2, $3, $4)`,
			workspace, b.project, p.ID, now)
	}
	return b
}

func newLabel(t testing.TB, w *testworld.World, workspace id.Workspace, name string) id.Label {
	t.Helper()
	l := id.New[id.Label]()
	w.Exec(t, db.Scope{Workspace: workspace}, `INSERT INTO labels (workspace_id, id, name, name_key, color, created_at, updated_at)
		VALUES ($1, $2, $3, $3, '#000000', $4, $4)`, workspace, l, name, w.Clock.Now())
	return l
}

// fields is a body.
type fields = map[string]any

// make makes a task and returns its id.
func (b board) make(t testing.TB, w *testworld.World, by *testworld.Person, title string, more ...fields) string {
	t.Helper()
	body := fields{"project_id": b.project.String(), "title": title}
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	return by.Post(t, w.Path("/tasks"), body).Want(t, http.StatusCreated).ID(t)
}

type listed struct {
	Items []struct {
		ID       string   `json:"id"`
		Title    string   `json:"title"`
		ColumnID string   `json:"column_id"`
		Rank     string   `json:"rank"`
		Labels   []string `json:"labels"`
		Version  int64    `json:"version"`
	} `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// all follows the cursors to the end.
func all(t testing.TB, by *testworld.Person, path string) []string {
	t.Helper()
	var titles []string
	cursor := ""
	for range 1000 {
		var page listed
		by.Get(t, path+cursor).Want(t, http.StatusOK).JSON(t, &page)
		for _, i := range page.Items {
			titles = append(titles, i.Title)
		}
		if page.NextCursor == "" {
			return titles
		}
		cursor = "&cursor=" + page.NextCursor
	}
	t.Fatal("the list doesn't end")
	return nil
}
