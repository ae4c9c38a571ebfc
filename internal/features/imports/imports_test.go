package imports_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// A board with one of everything. Its member m1 is called as somebody here.
const small = `{"id":"b1","name":"Board","desc":"About","lists":[
	{"id":"l1","name":"To do","pos":1},{"id":"l2","name":"Old","pos":2,"closed":true}],
"labels":[{"id":"t1","name":"Red","color":"red"}],
"members":[{"id":"m1","fullName":"MEMBER","username":"mem"},{"id":"m2","fullName":"Somebody Else","username":"else"}],
"cards":[
	{"id":"c1","idList":"l1","name":"First","desc":"  exact text ","pos":2,"due":"2026-05-01T10:00:00.000Z","idLabels":["t1"],"idMembers":["m1"]},
	{"id":"c2","idList":"l1","name":"Second","desc":"","pos":1,"idMembers":["m2"]},
	{"id":"c3","idList":"l2","name":"Third","desc":"","pos":1}],
"checklists":[{"id":"k1","idCard":"c1","name":"Steps","checkItems":[
	{"id":"i1","name":"One","state":"complete","pos":1},{"id":"i2","name":"Two","state":"incomplete","pos":2}]}],
"actions":[` + smallTalk + `]}`

const smallTalk = `{"id":"a1","type":"commentCard","date":"2024-01-01T00:00:00Z",
	"memberCreator":{"id":"m2","fullName":"Somebody Else"},"data":{"text":"Hello","card":{"id":"c1"}}}`

// later is small after somebody went on working with it over there.
func later() string {
	s := strings.Replace(small, `"name":"First","desc":"  exact text "`, `"name":"First, renamed there","desc":"other"`, 1)
	s = strings.Replace(s, `{"id":"c2",`, `{"id":"c4","idList":"l1","name":"Fourth","desc":"","pos":3},{"id":"c2",`, 1)
	return strings.Replace(s, smallTalk, smallTalk+","+strings.NewReplacer(`"a1"`, `"a2"`, "Hello", "More").Replace(smallTalk), 1)
}

type task struct {
	ID, Title, Description string
	Rank                   string
	ColumnID               string `json:"column_id"`
	AssigneeID             string `json:"assignee_id"`
	Due                    string
	Labels                 []string
	Archived               bool
	Version                int64
}

func tasksOf(t *testing.T, w *testworld.World, project any) map[string]task {
	t.Helper()
	found := map[string]task{}
	for _, archived := range []string{"", "&archived=true"} {
		var page struct{ Items []task }
		w.Admin.Get(t, w.Path("/tasks?limit=100&project=%v%s", project, archived)).Want(t, http.StatusOK).JSON(t, &page)
		for _, one := range page.Items {
			found[one.Title] = one
		}
	}
	return found
}

func bring(t *testing.T, w *testworld.World, file string) *testworld.Answer {
	t.Helper()
	return w.Admin.Post(t, w.Path("/imports?source=trello"), file)
}

func counts(t *testing.T, a *testworld.Answer) map[string]float64 {
	t.Helper()
	var body struct{ Counts map[string]float64 }
	a.JSON(t, &body)
	return body.Counts
}

func ledgerKinds(t *testing.T, a *testworld.Answer) (kinds []string) {
	t.Helper()
	var body struct {
		Ledger struct{ Totals []struct{ Kind string } }
	}
	a.JSON(t, &body)
	for _, total := range body.Ledger.Totals {
		kinds = append(kinds, total.Kind)
	}
	return kinds
}

func TestImportMakesTheWholeBoard(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := bring(t, w, small).Want(t, http.StatusCreated)
		got := tasksOf(t, w, made.Field(t, "project_id"))
		first, second, third := got["First"], got["Second"], got["Third"]
		if first.Description != "  exact text " || first.Due != "2026-05-01T10:00:00Z" || first.AssigneeID != w.Member.ID.String() || len(first.Labels) != 1 {
			t.Errorf("First is %+v", first)
		}
		if !strings.Contains(second.Description, "Somebody Else") || second.AssigneeID != "" || second.Rank >= first.Rank {
			t.Errorf("Second is %+v, First has rank %s", second, first.Rank)
		}
		if !third.Archived || third.ColumnID == first.ColumnID {
			t.Errorf("Third is %+v", third)
		}
		comments := w.Guest.Get(t, w.Path("/tasks/%s/comments", first.ID)).Want(t, http.StatusOK)
		if !bytes.Contains(comments.Body, []byte(`"author_name":"Somebody Else"`)) || !bytes.Contains(comments.Body, []byte("2024-01-01T00:00:00Z")) {
			t.Errorf("comments are %s", comments.Body)
		}
		steps := w.Guest.Get(t, w.Path("/tasks/%s/checklist", first.ID)).Want(t, http.StatusOK)
		if one, two := bytes.Index(steps.Body, []byte("One")), bytes.Index(steps.Body, []byte("Two")); one < 0 || two < one {
			t.Errorf("the checklist is %s", steps.Body)
		}
		if kinds := ledgerKinds(t, made); !slices.Contains(kinds, "member_could_be_invited") || !slices.Contains(kinds, "list_archived") {
			t.Errorf("the ledger tells of %v", kinds)
		}
		if n := w.Count(t, "audit_events", "name = 'import.created' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		if n := w.Count(t, "jobs", "1 = 1"); n != 0 {
			t.Errorf("%d jobs: somebody was written to", n)
		}
	})
}

func TestLabelsAreSharedWhateverTheirCase(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		mine := w.Member.Post(t, w.Path("/labels"), map[string]any{"name": "RED", "color": "red"}).Want(t, http.StatusCreated).ID(t)
		made := bring(t, w, small).Want(t, http.StatusCreated)
		if got := tasksOf(t, w, made.Field(t, "project_id"))["First"].Labels; len(got) != 1 || got[0] != mine || counts(t, made)["labels"] != 0 {
			t.Errorf("labels are %v, want %s; %v were made", got, mine, counts(t, made)["labels"])
		}
	})
}

func TestSameFileTwiceIsTheSameImport(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first := bring(t, w, small).Want(t, http.StatusCreated)
		before := w.RowsAtRest(t)
		second := bring(t, w, small).Want(t, http.StatusOK)
		if second.ID(t) != first.ID(t) || second.Field(t, "already_imported") != true {
			t.Errorf("got %s", second.Body)
		}
		if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
			t.Errorf("it changed %v", changed)
		}
	})
}

func TestTwentyAtOnceMakeOneImport(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		statuses := make(chan int, 20)
		start := make(chan struct{})
		for range cap(statuses) {
			r := w.Admin.Request(t, http.MethodPost, w.Path("/imports?source=trello"), small)
			go func() {
				<-start
				answer, err := w.Server.Client().Do(r)
				if err != nil {
					statuses <- 0
					return
				}
				_ = answer.Body.Close()
				statuses <- answer.StatusCode
			}()
		}
		close(start)
		seen := map[int]int{}
		for range cap(statuses) {
			seen[<-statuses]++
		}
		if seen[http.StatusCreated] != 1 || seen[http.StatusCreated]+seen[http.StatusOK]+seen[http.StatusServiceUnavailable] != cap(statuses) {
			t.Errorf("answers by status: %v", seen)
		}
		if n := w.Count(t, "projects", "name = 'Board'"); n != 1 {
			t.Errorf("%d projects", n)
		}
	})
}

func TestLaterExportAddsWhatIsNewAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first := bring(t, w, small).Want(t, http.StatusCreated)
		project := first.Field(t, "project_id")
		before := tasksOf(t, w, project)
		w.Admin.Patch(t, w.Path("/tasks/%s", before["Second"].ID), map[string]any{"title": "Second, renamed here"}).Want(t, http.StatusOK)
		w.Admin.Delete(t, w.Path("/tasks/%s", before["Third"].ID)).Want(t, http.StatusNoContent)
		again := bring(t, w, later()).Want(t, http.StatusCreated)
		got := counts(t, again)
		if again.Field(t, "project_id") != project || got["projects"] != 0 || got["columns"] != 0 || got["tasks"] != 1 || got["comments"] != 1 || got["already_here"] != 3 {
			t.Errorf("got %s", again.Body)
		}
		after := tasksOf(t, w, project)
		if after["First"].Description != "  exact text " || after["Second, renamed here"].ID == "" || len(after) != 3 {
			t.Errorf("tasks are now %v", after)
		}
		if after["Fourth"].Rank <= after["First"].Rank || after["Fourth"].ColumnID != after["First"].ColumnID {
			t.Errorf("Fourth is not at the end of its column: %v", after)
		}
		if kinds := ledgerKinds(t, again); !slices.Contains(kinds, "already_here") || !slices.Contains(kinds, "deleted_here") {
			t.Errorf("the ledger tells of %v", kinds)
		}
		w.Admin.Post(t, w.Path("/imports/%s/undo", again.ID(t)), nil).Want(t, http.StatusOK)
		if left := tasksOf(t, w, project); left["Fourth"].ID != "" || left["First"].ID == "" {
			t.Errorf("after undoing the second import: %v", left)
		}
		if n := w.Count(t, "comments", "1 = 1"); n != 1 {
			t.Errorf("%d comments", n)
		}
	})
}

func TestBoardOfAPrivateProjectIsNotReachedByImporting(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first := bring(t, w, small).Want(t, http.StatusCreated)
		w.Admin.Patch(t, w.Path("/projects/%v", first.Field(t, "project_id")), map[string]any{"private": true}).Want(t, http.StatusOK)
		other := w.Owner.Post(t, w.Path("/imports?source=trello"), small).Want(t, http.StatusCreated)
		if other.Field(t, "project_id") == first.Field(t, "project_id") {
			t.Error("the board went into a project that its importer doesn't reach")
		}
		w.Owner.Get(t, w.Path("/imports/%s", first.ID(t))).WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, w.Path("/imports/%s/undo", first.ID(t)), nil).WantProblem(t, problem.CodeNotFound)
		if list := w.Owner.Get(t, w.Path("/imports")).Want(t, http.StatusOK); bytes.Contains(list.Body, []byte(first.ID(t))) {
			t.Errorf("the list shows it: %s", list.Body)
		}
		again := bring(t, w, later()).Want(t, http.StatusCreated)
		if again.Field(t, "project_id") == other.Field(t, "project_id") {
			return // both are open to the admin: the later one is taken
		}
		for _, one := range tasksOf(t, w, again.Field(t, "project_id")) {
			if one.Title == "Fourth" && one.AssigneeID == w.Member.ID.String() {
				t.Error("a task of a private project was assigned to somebody outside")
			}
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		before := w.RowsAtRest(t)
		dry := w.Admin.Post(t, w.Path("/imports?source=trello&dry_run=true"), small).Want(t, http.StatusOK)
		if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
			t.Errorf("it changed %v", changed)
		}
		real := bring(t, w, small).Want(t, http.StatusCreated)
		if fmt.Sprint(counts(t, dry)) != fmt.Sprint(counts(t, real)) || !slices.Equal(ledgerKinds(t, dry), ledgerKinds(t, real)) {
			t.Errorf("the dry run said %s, the import %s", dry.Body, real.Body)
		}
		if dry.Field(t, "id") != nil || dry.Field(t, "dry_run") != true {
			t.Errorf("got %s", dry.Body)
		}
	})
}

func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := bring(t, w, small).Want(t, http.StatusCreated)
		before := w.RowsAtRest(t)
		undo := w.Path("/imports/%s/undo", made.ID(t))
		for person, code := range map[*testworld.Person]problem.Code{
			w.Member: problem.CodeForbidden, w.Guest: problem.CodeForbidden, w.Outsider: problem.CodeNotFound,
			w.Anonymous: problem.CodeUnauthenticated, w.Disabled: problem.CodeUnauthenticated,
		} {
			person.Post(t, w.Path("/imports?source=trello"), later()).WantProblem(t, code)
			person.Post(t, undo, nil).WantProblem(t, code)
			person.Get(t, w.Path("/imports/%s", made.ID(t))).WantProblem(t, code)
		}
		if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
			t.Errorf("who may not has changed %v", changed)
		}
		w.Outsider.Get(t, w.ForeignPath("/imports/%s", made.ID(t))).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Post(t, w.ForeignPath("/imports/%s/undo", made.ID(t)), nil).WantProblem(t, problem.CodeNotFound)
		w.Outsider.Post(t, w.ForeignPath("/imports?source=trello"), small).Want(t, http.StatusCreated)
		if n := w.Count(t, "projects", "name = 'Board'"); n != 2 {
			t.Errorf("%d projects: another workspace's import was taken for the same", n)
		}
	})
}

func TestBadFilesChangeNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		before := w.RowsAtRest(t)
		path := w.Path("/imports?source=trello")
		for name, c := range map[string]struct {
			file   string
			status int
		}{
			"empty":          {"", http.StatusBadRequest},
			"not JSON":       {"<html>", http.StatusBadRequest},
			"cut off":        {small[:len(small)-40], http.StatusBadRequest},
			"no board":       {`{"a":1}`, http.StatusUnprocessableEntity},
			"an array":       {`[]`, http.StatusUnprocessableEntity},
			"twice a member": {`{"id":"a","id":"b","lists":[]}`, http.StatusBadRequest},
			"deep":           {`{"id":"a","lists":` + strings.Repeat("[", 10000), http.StatusUnprocessableEntity},
		} {
			got := w.Admin.Post(t, path, c.file)
			if got.Status != c.status && got.Status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		w.Admin.Post(t, w.Path("/imports?source=jira"), small).Want(t, http.StatusUnprocessableEntity)
		w.Admin.Post(t, w.Path("/imports"), small).Want(t, http.StatusUnprocessableEntity)
		w.Admin.Post(t, path, small, testworld.Header("Content-Type", "text/plain")).Want(t, http.StatusUnsupportedMediaType)
		if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
			t.Errorf("they changed %v", changed)
		}
	})
}

// A file of one byte too many is refused whether or not its length is told, and
// one of just the limit is taken apart.
func TestSizeOfTheFile(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	before := w.RowsAtRest(t)
	file := append([]byte(small), bytes.Repeat([]byte{' '}, 64<<20-len(small)+1)...)
	path := w.Path("/imports?source=trello")
	w.Admin.Post(t, path, file).WantProblem(t, problem.CodeTooLarge)
	unknown := func(r *http.Request) { r.ContentLength = -1 }
	w.Admin.Post(t, path, file, unknown).WantProblem(t, problem.CodeTooLarge)
	if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
		t.Errorf("it changed %v", changed)
	}
	w.Admin.Post(t, path, file[:len(file)-1], unknown).Want(t, http.StatusCreated)
}

func TestFailureInTheMiddleLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines(t) {
		for _, statement := range []string{"AddTask", "AddComment", "AddItem", "AddImport"} {
			t.Run(fmt.Sprint(engine, "/", statement), func(t *testing.T) {
				t.Parallel()
				broken := func(o *app.Options) {
					o.Database.Fault = func(sql string) error {
						if strings.HasPrefix(sql, "-- name: "+statement+" :") {
							return errors.New("the disk is on fire")
						}
						return nil
					}
				}
				w := testworld.New(t, engine, broken)
				before := w.RowsAtRest(t)
				got := bring(t, w, small).Want(t, http.StatusInternalServerError)
				if bytes.Contains(got.Body, []byte("fire")) {
					t.Errorf("it says too much: %s", got.Body)
				}
				if changed := before.Changed(w.Rows(t)); len(changed) != 0 {
					t.Errorf("it changed %v", changed)
				}
			})
		}
	}
}

func TestRetriedImportIsAnsweredAsBefore(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key := testworld.Header("Idempotency-Key", "once")
		first := w.Admin.Post(t, w.Path("/imports?source=trello"), small, key).Want(t, http.StatusCreated)
		second := w.Admin.Post(t, w.Path("/imports?source=trello"), small, key).Want(t, http.StatusCreated)
		if !bytes.Equal(first.Body, second.Body) {
			t.Errorf("first %s\nthen  %s", first.Body, second.Body)
		}
		w.Admin.Post(t, w.Path("/imports?source=trello"), later(), key).WantProblem(t, problem.CodeIdempotencyReuse)
	})
}
