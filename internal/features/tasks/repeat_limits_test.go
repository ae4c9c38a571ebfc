package tasks_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestWhatIsLongOverdueIsDueInTheFuture: at once, however many times it was missed.
func TestWhatIsLongOverdueIsDueInTheFuture(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		for _, c := range []struct{ rule, due, want string }{
			{"FREQ=DAILY", "1900-01-01", "2026-03-03"},
			{"FREQ=DAILY", "0001-01-01", "2026-03-03"},
			{"FREQ=DAILY", "1900-01-01T06:00:00Z", "2026-03-03T06:00:00Z"},
			{"FREQ=WEEKLY;BYDAY=MO", "2020-01-06", "2026-03-09"},
			{"FREQ=MONTHLY;BYDAY=2TU", "2020-01-14", "2026-03-10"},
			{"FREQ=YEARLY", "2024-02-29", "2027-02-28"},
			{"FREQ=DAILY", "2026-03-02T07:00:00Z", "2026-03-03T07:00:00Z"},
			{"FREQ=WEEKLY", "2026-03-25T08:00:00Z", "2026-04-01T07:00:00Z"}, // summer has begun
		} {
			task := b.make(t, w, w.Member, "late", fields{"due": c.due, "repeat": every(c.rule)})
			if now := shownAs(t, w, done(t, w, task)); now["due"] != c.want {
				t.Errorf("%s, due %s: the next one is due %v, want %s", c.rule, c.due, now["due"], c.want)
			}
		}
		task := b.make(t, w, w.Member, "the last", fields{"due": "9999-12-31", "repeat": every("FREQ=DAILY")})
		if next := done(t, w, task); next != "" {
			t.Errorf("after the end of the calendar comes %v", shownAs(t, w, next))
		}
	})
}

func TestWhatDoesNotRepeatIsRefused(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "task", fields{"due": "2026-03-02"})
		bare := b.make(t, w, w.Member, "bare")
		path := w.Path("/tasks/%s", task)
		for name, body := range map[string]fields{
			"no rule":      {"repeat": fields{"rule": "", "zone": "UTC"}},
			"an end":       {"repeat": every("FREQ=DAILY;COUNT=3")},
			"every second": {"repeat": every("FREQ=SECONDLY")},
			"no zone":      {"repeat": fields{"rule": "FREQ=DAILY", "zone": ""}},
			"our own zone": {"repeat": fields{"rule": "FREQ=DAILY", "zone": "Local"}},
			"a path":       {"repeat": fields{"rule": "FREQ=DAILY", "zone": "../../../etc/passwd"}},
			"half of it":   {"repeat": fields{"rule": "FREQ=DAILY"}},
			"more of it":   {"repeat": fields{"rule": "FREQ=DAILY", "zone": "UTC", "count": 3}},
			"a text":       {"repeat": "FREQ=DAILY"},
			"no date":      {"repeat": every("FREQ=DAILY"), "due": nil},
		} {
			if answer := w.Member.Patch(t, path, body); answer.Status != http.StatusUnprocessableEntity && answer.Status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
			}
		}
		w.Member.Patch(t, w.Path("/tasks/%s", bare), fields{"repeat": every("FREQ=DAILY")}).WantProblem(t, problem.CodeInvalid)
		w.Member.Post(t, w.Path("/tasks"), fields{"project_id": b.project.String(), "title": "x", "repeat": every("FREQ=DAILY")}).WantProblem(t, problem.CodeInvalid)
		if now := shownAs(t, w, task); now["version"] != float64(1) {
			t.Errorf("something was written: %v", now)
		}
	})
}

func TestALargeTreeRepeatsInATimeNobodyNotices(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "large", fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")})
		for i := range 201 {
			b.below(t, w, task, fmt.Sprintf("part %d", i))
		}
		w.Member.Post(t, w.Path("/tasks/%s/complete", task), nil).WantProblem(t, problem.CodeConflict)
		var page listed
		w.Member.Get(t, w.Path("/tasks?parent=%s&limit=1", task)).JSON(t, &page)
		discard(t, w, page.Items[0].ID)
		begun := time.Now()
		if now := shownAs(t, w, done(t, w, task)); now["subtasks"] != float64(200) {
			t.Errorf("the next one is %v", now)
		}
		if took := time.Since(begun); took > 4*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestMoreItemsThanOneRequestWritesAreNotCopied(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "long", fields{"due": "2026-03-02", "repeat": every("FREQ=DAILY")})
		sub := b.below(t, w, task, "part")
		add := func(to string, n int) {
			of, err := id.Parse[id.Task](to)
			if err != nil {
				t.Fatal(err)
			}
			w.Together(t, func() {
				for i := range n {
					w.Exec(t, db.Scope{Workspace: w.Acme}, `INSERT INTO checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)
						VALUES ($1, $2, $3, '', 'step', $4, $5, $6, $6)`, w.Acme, id.New[id.ChecklistItem](), of, true, fmt.Sprintf("a%04d", i), w.Clock.Now())
				}
			})
		}
		add(task, 1000)
		add(sub, 1001)
		w.Member.Post(t, w.Path("/tasks/%s/complete", task), nil).WantProblem(t, problem.CodeConflict)
		if now := shownAs(t, w, task); now["completed_at"] != nil {
			t.Errorf("it is completed: %v", now)
		}
		w.Exec(t, db.Scope{Workspace: w.Acme}, "DELETE FROM checklist_items WHERE workspace_id = $1 AND rank = 'a1000'", w.Acme)
		done(t, w, task)
		if n := w.Count(t, "checklist_items", "TRUE"); n != 4000 {
			t.Errorf("there are %d items", n)
		}
	})
}
