package tasks_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, other := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, false)
		red := newLabel(t, w, w.Acme, "red")
		b.make(t, w, w.Member, "plain")
		b.make(t, w, w.Member, "right", fields{"column_id": b.columns[1].String(), "priority": "high"})
		b.make(t, w, w.Member, "labelled", fields{"labels": []string{red.String()}, "assignee_id": w.Second.ID.String()})
		b.make(t, w, w.Member, "yesterday", fields{"due": "2026-03-01", "assignee_id": w.Member.ID.String()})
		b.make(t, w, w.Member, "today", fields{"due": "2026-03-02"})
		b.make(t, w, w.Member, "just passed", fields{"due": "2026-03-02T08:59:59Z"})
		done := b.make(t, w, w.Member, "done", fields{"due": "2026-02-01"})
		w.Member.Post(t, w.Path("/tasks/%s/complete", done), nil).Want(t, http.StatusOK)
		old := b.make(t, w, w.Member, "old")
		w.Member.Patch(t, w.Path("/tasks/%s", old), fields{"archived": true}).Want(t, http.StatusOK)
		other.make(t, w, w.Member, "other")
		for query, want := range map[string]string{
			"":                                  "other done just passed today yesterday labelled right plain",
			"order=asc":                         "plain right labelled yesterday today just passed done other",
			"project=" + other.project.String(): "other",
			"status=" + b.columns[1].String():   "right",
			"project=" + b.project.String() + "&status=" + b.columns[1].String():     "right",
			"project=" + other.project.String() + "&status=" + b.columns[1].String(): "",
			"project=" + id.New[id.Project]().String():                               "",
			"assignee=me":                              "yesterday",
			"assignee=" + w.Second.ID.String():         "labelled",
			"assignee=none":                            "other done just passed today right plain",
			"label=" + red.String():                    "labelled",
			"label=" + red.String() + "&assignee=none": "",
			"priority=high":                            "right",
			"due_before=2026-03-02":                    "done yesterday",
			"due_after=2026-03-02&sort=due":            "today just passed",
			"due_after=2026-03-01&due_before=2026-03-02T09:00:00Z&sort=due&order=desc": "just passed today yesterday",
			"overdue=true":                "just passed yesterday",
			"completed=true":              "done",
			"completed=false&assignee=me": "yesterday",
			"archived=true":               "old",
			"sort=due":                    "done yesterday today just passed plain right labelled other",
			"sort=due&order=desc":         "just passed today yesterday done other labelled right plain",
			"sort=priority&order=desc&project=" + b.project.String(): "right done just passed today yesterday labelled plain",
			"sort=rank&project=" + other.project.String():            "other",
		} {
			got := strings.Join(all(t, w.Member, w.Path("/tasks?limit=2&%s", query)), " ")
			if got != want {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		for _, query := range []string{
			"sort=rank", "sort=title", "order=up", "assignee=you", "assignee=usr_x", "priority=most", "due_before=soon", "limit=0", "limit=101",
			"text=x&sort=due", "project=" + b.columns[0].String(), "cursor=abc", "unknown=1", "text=" + strings.Repeat("x", 201),
		} {
			w.Member.Get(t, w.Path("/tasks?%s", query)).WantProblem(t, problem.CodeInvalid)
		}
		if got := all(t, w.Outsider, w.ForeignPath("/tasks?label=%s", red)); len(got) != 0 {
			t.Errorf("another workspace lists %v", got)
		}
		w.Outsider.Get(t, w.Path("/tasks")).WantProblem(t, problem.CodeNotFound)
	})
}

// Every order is total, and its pages hold each task once.
func TestPagesHoldEveryTaskOnceAndInOrder(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		type made struct {
			title, due  string
			priority, n int
		}
		b := newBoard(t, w, w.Acme, false)
		var list []made
		for i := range 23 {
			m := made{title: fmt.Sprint(i), priority: i * 7 % 4, n: i}
			body := fields{"priority": []string{"low", "medium", "high", "urgent"}[m.priority]}
			if i%3 > 0 {
				m.due = fmt.Sprintf("2026-03-%02d", 1+i*5%4)
				body["due"] = m.due
			}
			b.make(t, w, w.Member, m.title, body)
			list = append(list, m)
		}
		byDue := func(a, b made) int { return cmp.Or(cmp.Compare(a.due, b.due), a.n-b.n) }
		for sort, compare := range map[string]func(a, b made) int{
			"created":  func(a, b made) int { return a.n - b.n },
			"updated":  func(a, b made) int { return a.n - b.n }, // the clock stands still
			"priority": func(a, b made) int { return cmp.Or(a.priority-b.priority, a.n-b.n) },
			"rank":     func(a, b made) int { return a.n - b.n },
			"due":      byDue,
		} {
			for _, order := range []string{"asc", "desc"} {
				want := slices.SortedFunc(slices.Values(list), compare)
				if order == "desc" {
					slices.Reverse(want)
				}
				if sort == "due" { // without a date: last, in both directions
					slices.SortStableFunc(want, func(a, b made) int { return strings.Compare(fmt.Sprint(a.due == ""), fmt.Sprint(b.due == "")) })
				}
				var titles []string
				for _, m := range want {
					titles = append(titles, m.title)
				}
				for _, limit := range []int{1, 4, 5, 100} {
					path := w.Path("/tasks?project=%s&sort=%s&order=%s&limit=%d", b.project, sort, order, limit)
					if got := all(t, w.Member, path); !slices.Equal(got, titles) {
						t.Errorf("%s %s by %d: %v, want %v", sort, order, limit, got, titles)
					}
				}
			}
		}
	})
}

func TestACursorIsOfOnePersonAndOneList(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		b.make(t, w, w.Member, "a")
		b.make(t, w, w.Member, "b")
		cursor, _ := w.Member.Get(t, w.Path("/tasks?limit=1")).Field(t, "next_cursor").(string)
		w.Member.Get(t, w.Path("/tasks?limit=5&cursor=%s", cursor)).Want(t, http.StatusOK)
		w.Second.Get(t, w.Path("/tasks?limit=1&cursor=%s", cursor)).WantProblem(t, problem.CodeInvalid)
		w.Member.Get(t, w.Path("/tasks?limit=1&order=asc&cursor=%s", cursor)).WantProblem(t, problem.CodeInvalid)
	})
}

// On random worlds a list holds everything for which check says yes, and nothing else.
func TestListIsEverythingThatCheckAllows(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		people := []*testworld.Person{w.Owner, w.Admin, w.Member, w.Second, w.Guest}
		tasks := map[string]string{} // title to id, over all rounds: the world grows
		rapid.Check(t, func(r *rapid.T) {
			private := rapid.Bool().Draw(r, "private")
			var in []*testworld.Person
			for _, p := range people {
				if rapid.Bool().Draw(r, p.Name) {
					in = append(in, p)
				}
			}
			b, maker := newBoard(t, w, w.Acme, private, in...), w.Owner
			if private {
				if i := slices.IndexFunc(in, func(p *testworld.Person) bool { return p != w.Guest }); i < 0 {
					return
				} else {
					maker = in[i]
				}
			}
			for i := range rapid.IntRange(1, 3).Draw(r, "tasks") {
				title := fmt.Sprintf("word%d-%s", i, b.project)
				tasks[title] = b.make(t, w, maker, title)
			}
			if len(tasks) > 60 && !rapid.Bool().Draw(r, "look") {
				return
			}
			by := rapid.SampledFrom(people).Draw(r, "by")
			var allowed []string
			for title, task := range tasks {
				if by.Get(t, w.Path("/tasks/%s", task)).Status == http.StatusOK {
					allowed = append(allowed, title)
				}
			}
			slices.Sort(allowed)
			for _, query := range []string{"", "sort=due", "text=word", "sort=priority", "assignee=none"} {
				got := all(t, by, w.Path("/tasks?limit=100&%s", query))
				slices.Sort(got)
				if !slices.Equal(got, allowed) {
					r.Fatalf("%s lists %q:\n%v\nbut may see\n%v", by.Name, query, got, allowed)
				}
			}
			mine := all(t, by, w.Path("/tasks?sort=rank&project=%s", b.project))
			if sees := !private || slices.Contains(in, by); sees != (len(mine) > 0) {
				r.Fatalf("%s lists %v of a project he reaches: %v", by.Name, mine, sees)
			}
		})
	})
}

// The same words find the same tasks on both databases.
func TestTextSearch(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, hidden, foreign := newBoard(t, w, w.Acme, false), newBoard(t, w, w.Acme, true, w.Owner), newBoard(t, w, w.Umbra, false)
		b.make(t, w, w.Member, "Prepare the quarterly report", fields{"description": "For **finance**, see https://example.org/q3.pdf"})
		b.make(t, w, w.Member, "Report a bug-fix to ops@example.org")
		b.make(t, w, w.Member, "ÜBERPRÜFUNG der Größe", fields{"description": "naïve café, snake_case and C++"})
		b.make(t, w, w.Member, "日本語 テスト 123abc 3.14")
		b.make(t, w, w.Member, "NEAR the AND or NOT", fields{"description": "column:value"})
		hidden.make(t, w, w.Owner, "hidden report")
		w.Outsider.Post(t, w.ForeignPath("/tasks"), fields{"project_id": foreign.project.String(), "title": "their report"}).Want(t, http.StatusCreated)
		first, second, third, fourth, fifth := "Prepare the quarterly report", "Report a bug-fix to ops@example.org", "ÜBERPRÜFUNG der Größe",
			"日本語 テスト 123abc 3.14", "NEAR the AND or NOT"
		for text, want := range map[string][]string{ // one letter is found whole only
			"report": {second, first}, "REPORT": {second, first}, "repo": {second, first}, "report quarterly": {first}, "quart report": nil,
			"report quart": {first}, "FINANCE": {first}, "bug-fix": {second}, "fix bug": {second}, "ops@example.org": {second}, "example": {second, first},
			"q3": {first}, "pdf": {first}, "example.org/q3.pdf": {first}, "überprüfung": {third}, "größe": {third}, "grosse": nil, "cafe": nil, "café": {third},
			"snake": {third}, "case": {third}, "snake_case": {third}, "c++": {third}, "日本語": {fourth}, "123abc": {fourth}, "3.14": {fourth}, "14": {fourth},
			"NEAR": {fifth}, "AND": {fifth, third}, "OR NOT": {fifth}, "column:value": {fifth}, "-near": {fifth}, `"near"`: {fifth}, `the"`: {fifth, first},
			"!": nil, `"`: nil, "*": nil, "a*": {second}, "t": nil, "( ) | & ! :* '": nil, "near(the and)": {fifth}, `\`: nil, "'; DROP TABLE tasks; --": nil,
			"title : report": nil, "hidden": nil, "their": nil, "%": nil, "👍": nil,
		} {
			got := all(t, w.Member, w.Path("/tasks?limit=1&text=%s", url.QueryEscape(text)))
			if !slices.Equal(got, want) {
				t.Errorf("%s finds %q, want %q", text, got, want)
			}
		}
		if got := all(t, w.Owner, w.Path("/tasks?text=hidden+repo")); len(got) != 1 {
			t.Errorf("a member of the private project finds %v", got)
		}
		if got := all(t, w.Member, w.Path("/tasks?text=report&project=%s&limit=1", b.project)); len(got) != 2 {
			t.Errorf("with a filter it finds %v", got)
		}
		task := b.make(t, w, w.Member, "brandnew")
		w.Member.Patch(t, w.Path("/tasks/%s", task), fields{"title": "renamed"}).Want(t, http.StatusOK)
		w.Clock.Advance(time.Second)
		if got := all(t, w.Member, w.Path("/tasks?text=brandnew")); len(got) != 0 {
			t.Errorf("the old title still finds %v", got)
		}
		if got := all(t, w.Member, w.Path("/tasks?text=renamed")); len(got) != 1 {
			t.Errorf("the new title finds %v", got)
		}
		w.Owner.Delete(t, w.Path("/tasks/%s", task)).Want(t, http.StatusNoContent)
		if got := all(t, w.Member, w.Path("/tasks?text=renamed")); len(got) != 0 {
			t.Errorf("a deleted task is found: %v", got)
		}
	})
}
