package auditlog_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"taskflow/internal/features/auditlog"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type object = map[string]any

// search pages through the log.
func search(t *testing.T, w *testworld.World, p *testworld.Person, filter string) (entries []auditlog.Entry) {
	t.Helper()
	cursor := ""
	for range 100 {
		var page struct {
			Items      []auditlog.Entry `json:"items"`
			NextCursor string           `json:"next_cursor"`
		}
		p.Get(t, w.Path("/audit-events?limit=2&cursor=%s&%s", cursor, filter)).Want(t, http.StatusOK).JSON(t, &page)
		entries = append(entries, page.Items...)
		if cursor = page.NextCursor; cursor == "" {
			return entries
		}
	}
	t.Fatal("the list doesn't end")
	return nil
}

func names(list []auditlog.Entry) (names []string) {
	for _, e := range list {
		names = append(names, e.Name+" "+string(e.Outcome))
	}
	return names
}

// story makes three entries, a minute apart, and returns the project's id.
func story(t *testing.T, w *testworld.World) string {
	t.Helper()
	project := w.Member.Post(t, w.Path("/projects"), object{"name": "P"}).Want(t, http.StatusCreated).ID(t)
	w.Clock.Advance(time.Minute)
	w.Guest.Post(t, w.Path("/tasks"), object{"project_id": project, "title": "T"}).Want(t, http.StatusForbidden)
	w.Clock.Advance(time.Minute)
	w.Admin.Patch(t, w.Path("/projects/%s", project), object{"name": "Q"}).Want(t, http.StatusOK)
	return project
}

func TestSearch(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		begin := w.Clock.Now()
		project := story(t, w)
		created, denied, updated := "project.created success", "task.created denied", "project.updated success"
		at := func(d time.Duration) string { return url.QueryEscape(begin.Add(d).Format(time.RFC3339Nano)) }
		for filter, want := range map[string][]string{
			"":                                {updated, denied, created},
			"name=project.created":            {created},
			"name=project.Created":            nil,
			"outcome=denied":                  {denied},
			"outcome=success":                 {updated, created},
			"actor=" + w.Guest.ID.String():    {denied},
			"actor=" + w.Outsider.ID.String(): nil,
			"target=" + project:               {updated, denied, created},
			"target=" + project + "&actor=" + w.Admin.ID.String():  {updated},
			"from=" + at(time.Minute):                              {updated, denied},
			"to=" + at(time.Minute):                                {created},
			"from=" + at(time.Second) + "&to=" + at(2*time.Minute): {denied},
			"from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z":    {updated, denied, created},
		} {
			if diff := cmp.Diff(want, names(search(t, w, w.Owner, filter))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", filter, diff)
			}
		}
	})
}

// Entries of one moment are told apart by their ids: none is lost between pages.
func TestPagesOfOneMoment(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for range 5 {
			w.Member.Post(t, w.Path("/projects"), object{"name": "P"}).Want(t, http.StatusCreated)
		}
		seen := map[id.Audit]bool{}
		for _, e := range search(t, w, w.Admin, "") {
			seen[e.ID] = true
		}
		if len(seen) != 5 {
			t.Errorf("%d of 5 entries", len(seen))
		}
	})
}

func TestGet(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := story(t, w)
		listed := search(t, w, w.Owner, "name=project.created")[0]
		var got auditlog.Entry
		w.Admin.Get(t, w.Path("/audit-events/%s", listed.ID)).Want(t, http.StatusOK).JSON(t, &got)
		if diff := cmp.Diff(listed, got); diff != "" {
			t.Error(diff)
		}
		if got.ActorID != w.Member.ID || got.SessionID != w.Member.Session || got.Target != project || got.RequestID.IsZero() || got.Details == nil {
			t.Errorf("got %+v", got)
		}
		if got.Address == "" || got.Address == "127.0.0.1" {
			t.Errorf("the address is shown as %q", got.Address)
		}
		w.Outsider.Get(t, w.ForeignPath("/audit-events/%s", listed.ID)).WantProblem(t, problem.CodeNotFound)
		w.Owner.Get(t, w.Path("/audit-events/%s", id.New[id.Audit]())).WantProblem(t, problem.CodeNotFound)
	})
}

func TestOnlyOwnersAndAdmins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		story(t, w)
		entry := search(t, w, w.Owner, "")[0]
		for _, path := range []string{w.Path("/audit-events"), w.Path("/audit-events/%s", entry.ID)} {
			w.Member.Get(t, path).WantProblem(t, problem.CodeForbidden)
			w.Guest.Get(t, path).WantProblem(t, problem.CodeForbidden)
			w.Outsider.Get(t, path).WantProblem(t, problem.CodeNotFound)
		}
		var page struct{ Items []auditlog.Entry }
		w.Outsider.Get(t, w.ForeignPath("/audit-events")).Want(t, http.StatusOK).JSON(t, &page)
		if len(page.Items) > 0 {
			t.Errorf("the other workspace reads %v", names(page.Items))
		}
	})
}

func TestRefusesFiltersItCannotRead(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, filter := range []string{"outcome=maybe", "actor=me", "from=yesterday", "cursor=17", "unknown=1", "limit=1000"} {
			w.Owner.Get(t, w.Path("/audit-events?%s", filter)).WantProblem(t, problem.CodeInvalid)
		}
	})
}
