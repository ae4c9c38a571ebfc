package tasks_test

import (
	"bufio"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type cards struct {
	Columns []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"columns"`
	Cards []struct {
		ID             string   `json:"id"`
		Title          string   `json:"title"`
		Rank           string   `json:"rank"`
		Labels         []string `json:"labels"`
		Due            string   `json:"due"`
		Repeat         *struct{ Rule string }
		CompletedAt    string `json:"completed_at"`
		HasDescription bool   `json:"has_description"`
		Comments       int    `json:"comments"`
		ChecklistTotal int    `json:"checklist_total"`
		ChecklistDone  int    `json:"checklist_done"`
		Subtasks       int    `json:"subtasks"`
		SubtasksDone   int    `json:"subtasks_done"`
		Version        int64  `json:"version"`
	} `json:"cards"`
	Truncated bool   `json:"truncated"`
	EventMark string `json:"event_mark"`
}

func (b board) cards(t testing.TB, w *testworld.World, by *testworld.Person) (c cards) {
	t.Helper()
	by.Get(t, w.Path("/projects/%s/board", b.project)).Want(t, http.StatusOK).JSON(t, &c)
	return c
}

func (c cards) titles() []string {
	list := []string{}
	for _, card := range c.Cards {
		list = append(list, card.Title)
	}
	return list
}

func TestBoardShowsCardsWithTheirCounts(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		label := newLabel(t, w, w.Acme, "bug")
		full := b.make(t, w, w.Member, "full", fields{"description": "d", "labels": []string{label.String()}, "due": "2026-04-01"})
		b.make(t, w, w.Member, "bare")
		w.Member.Post(t, w.Path("/tasks/%s/comments", full), fields{"body": "c"}).Want(t, http.StatusCreated)
		for _, text := range []string{"one", "two"} {
			item := w.Member.Post(t, w.Path("/tasks/%s/checklist", full), fields{"text": text}).Want(t, http.StatusCreated).ID(t)
			if text == "two" {
				w.Member.Patch(t, w.Path("/tasks/%s/checklist/%s", full, item), fields{"done": true}).Want(t, http.StatusOK)
			}
		}
		got := b.cards(t, w, w.Guest)
		if want := []string{"full", "bare"}; !slices.Equal(got.titles(), want) || len(got.Columns) != 2 || got.Truncated {
			t.Fatalf("the board is %+v", got)
		}
		card := got.Cards[0]
		if !card.HasDescription || card.Comments != 1 || card.ChecklistTotal != 2 || card.ChecklistDone != 1 || card.Due != "2026-04-01" ||
			!slices.Equal(card.Labels, []string{label.String()}) {
			t.Errorf("the card is %+v", card)
		}
		if bare := got.Cards[1]; bare.HasDescription || bare.Comments+bare.ChecklistTotal+bare.Subtasks != 0 || bare.Labels != nil {
			t.Errorf("the bare card is %+v", bare)
		}
	})
}

func TestBoardLeavesOutWhatIsOver(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		old, shelved := b.make(t, w, w.Member, "done"), b.make(t, w, w.Member, "shelved")
		b.make(t, w, w.Member, "open")
		w.Member.Post(t, w.Path("/tasks/%s/complete", old), nil).Want(t, http.StatusOK)
		w.Member.Patch(t, w.Path("/tasks/%s", shelved), fields{"archived": true}).Want(t, http.StatusOK)
		w.Clock.Advance(14*24*time.Hour - time.Second)
		w.SignIn(t, w.Member)
		if got := b.cards(t, w, w.Member).titles(); !slices.Equal(got, []string{"done", "open"}) {
			t.Errorf("within 14 days the board shows %v", got)
		}
		w.Clock.Advance(2 * time.Second)
		if got := b.cards(t, w, w.Member).titles(); !slices.Equal(got, []string{"open"}) {
			t.Errorf("after 14 days the board shows %v", got)
		}
	})
}

func TestBoardOfOthersIsHidden(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		private, foreign := newBoard(t, w, w.Acme, true, w.Second), newBoard(t, w, w.Umbra, false)
		for _, project := range []id.Project{private.project, foreign.project, id.New[id.Project]()} {
			w.Owner.Get(t, w.Path("/projects/%s/board", project)).WantProblem(t, problem.CodeNotFound)
		}
		w.Second.Get(t, w.Path("/projects/%s/board", private.project)).Want(t, http.StatusOK)
	})
}

// TestStreamGoesOnFromTheBoard: what happens after a board was read comes by
// the stream that is opened with its mark, however late.
func TestStreamGoesOnFromTheBoard(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		b.make(t, w, w.Member, "before")
		mark := b.cards(t, w, w.Member).EventMark
		after := b.make(t, w, w.Member, "after")
		r := w.Member.Request(t, http.MethodGet, w.Path("/events"), nil, testworld.Header("Last-Event-ID", mark))
		response, err := w.Server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if lines.Text() == "event: reset" {
				t.Fatal("the stream doesn't take the board's mark")
			}
			if strings.HasPrefix(lines.Text(), "data: ") && strings.Contains(lines.Text(), `"task_id":"`+after) {
				return // what was there before may be told again: PostgreSQL's older transactions keep it in suspense
			}
		}
		t.Error("the stream ended without the event")
	})
}

// fill puts n cards with labels, comments and checklist items on a board, below the program.
// fill adds n cards, 20 with each statement: SQLite looks a placeholder up among
// all others of its statement.
func (b board) fill(t testing.TB, w *testworld.World, n int, title func(i int) string) {
	t.Helper()
	label, now := newLabel(t, w, w.Acme, "filled"), w.Clock.Now()
	for from := 0; from < n; from += 20 {
		tasks, labels, comments, items := rows{}, rows{}, rows{}, rows{}
		for i := from; i < min(from+20, n); i++ {
			task := id.New[id.Task]()
			tasks.add(w.Acme, task, b.project, b.columns[i%2], fmt.Sprintf("a%05d1", i), title(i), "", 1, w.Member.ID, w.Member.ID, now, now, now)
			labels.add(w.Acme, task, label)
			if i%4 == 0 {
				comments.add(w.Acme, id.New[id.Comment](), task, w.Member.ID, "c", now, now)
				items.add(w.Acme, id.New[id.ChecklistItem](), task, "", "i", true, "a1", now, now)
			}
		}
		tasks.insert(t, w, "tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, assignee_id, created_by, created_at, updated_at, due_at)")
		labels.insert(t, w, "task_labels (workspace_id, task_id, label_id)")
		comments.insert(t, w, "comments (workspace_id, id, task_id, author_id, body, created_at, updated_at)")
		items.insert(t, w, "checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)")
	}
}

func usualTitle(i int) string { return fmt.Sprintf("Card %d has a title of the usual length", i) }

// rows are the values of an INSERT of many rows, and their placeholders.
type rows struct {
	values []any
	places []string
}

func (r *rows) add(values ...any) {
	places := make([]string, len(values))
	for i := range values {
		places[i] = fmt.Sprintf("$%d", len(r.values)+i+1)
	}
	r.values = append(r.values, values...)
	r.places = append(r.places, "("+strings.Join(places, ", ")+")")
}

func (r *rows) insert(t testing.TB, w *testworld.World, into string) {
	t.Helper()
	w.Exec(t, db.Scope{Workspace: w.Acme}, "INSERT INTO "+into+" VALUES "+strings.Join(r.places, ", "), r.values...)
}

func TestBoardIsBounded(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	b := newBoard(t, w, w.Acme, false)
	b.fill(t, w, 5001, usualTitle)
	if got := b.cards(t, w, w.Member); len(got.Cards) != 5000 || !got.Truncated || got.Cards[0].Rank > got.Cards[4999].Rank {
		t.Errorf("%d cards, truncated %v", len(got.Cards), got.Truncated)
	}
}

func BenchmarkBoardOf4000(b *testing.B) {
	for _, engine := range dbtest.Engines(b) {
		b.Run(string(engine), func(b *testing.B) {
			w := testworld.New(b, engine)
			on := newBoard(b, w, w.Acme, false)
			on.fill(b, w, 4000, usualTitle)
			if engine == db.PostgreSQL {
				w.Administer(b, "VACUUM ANALYZE")
			}
			path, size := w.Path("/projects/%s/board", on.project), 0
			for b.Loop() {
				size = len(w.Member.Get(b, path).Want(b, http.StatusOK).Body)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
