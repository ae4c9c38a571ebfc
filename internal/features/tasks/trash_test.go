package tasks_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type trash struct {
	Items []struct {
		ID        string    `json:"id"`
		Title     string    `json:"title"`
		DeletedBy string    `json:"deleted_by"`
		PurgeAt   time.Time `json:"purge_at"`
		Subtasks  int       `json:"subtasks"`
	} `json:"items"`
}

func trashOf(t testing.TB, w *testworld.World, by *testworld.Person, query string) (list trash) {
	t.Helper()
	by.Get(t, w.Path("/trash%s", query)).Want(t, http.StatusOK).JSON(t, &list)
	return list
}

func discard(t testing.TB, w *testworld.World, task string) {
	t.Helper()
	w.Owner.Delete(t, w.Path("/tasks/%s", task)).Want(t, http.StatusNoContent)
}

func TestATreeGoesToTheTrashAndComesBack(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b, label := newBoard(t, w, w.Acme, false), newLabel(t, w, w.Acme, "bug")
		b.make(t, w, w.Member, "above")
		top := b.make(t, w, w.Member, "unique words", fields{"labels": []string{label.String()}})
		b.make(t, w, w.Member, "beneath")
		kid := b.below(t, w, top, "unique kid")
		deep := b.below(t, w, kid, "unique deep")
		w.Member.Post(t, w.Path("/tasks/%s/comments", top), fields{"body": "kept"}).Want(t, http.StatusCreated)
		before := map[string]string{}
		for _, task := range []string{top, kid, deep} {
			before[task] = string(w.Member.Get(t, w.Path("/tasks/%s", task)).Body)
		}
		discard(t, w, top)
		for _, query := range []string{"text=unique", "label=" + label.String(), "parent=" + top, "sort=rank&project=" + b.project.String() + "&text=", "sort=due", "assignee=none"} {
			if got := all(t, w.Member, w.Path("/tasks?%s", query)); slices.ContainsFunc(got, func(s string) bool { return s != "above" && s != "beneath" }) {
				t.Errorf("%s still lists %v", query, got)
			}
		}
		if got := b.cards(t, w, w.Member).titles(); !slices.Equal(got, []string{"above", "beneath"}) {
			t.Errorf("the board still shows %v", got)
		}
		list := trashOf(t, w, w.Guest, "?project="+b.project.String())
		if len(list.Items) != 1 || list.Items[0].ID != top || list.Items[0].Subtasks != 2 || list.Items[0].DeletedBy != w.Owner.ID.String() ||
			!list.Items[0].PurgeAt.Equal(w.Clock.Now().Add(30*24*time.Hour)) {
			t.Errorf("the trash is %+v", list)
		}
		w.Member.Post(t, w.Path("/tasks/%s/restore", kid), nil).WantProblem(t, problem.CodeConflict)
		back := w.Member.Post(t, w.Path("/tasks/%s/restore", top), nil).Want(t, http.StatusOK)
		if read := w.Member.Get(t, w.Path("/tasks/%s", top)); string(read.Body) != string(back.Body) {
			t.Errorf("restored %s, but %s is there", back.Body, read.Body)
		}
		for task, was := range before {
			b.mustEqualButForVersion(t, was, w.Member.Get(t, w.Path("/tasks/%s", task)).Want(t, http.StatusOK))
		}
		if got := b.cards(t, w, w.Member); !slices.Equal(got.titles(), []string{"above", "unique words", "beneath"}) || got.Cards[1].Comments != 1 {
			t.Errorf("the board is %+v", got.Cards)
		}
		if got := trashOf(t, w, w.Guest, ""); len(got.Items) != 0 {
			t.Errorf("the trash still holds %+v", got)
		}
		w.Member.Post(t, w.Path("/tasks/%s/restore", top), nil).WantProblem(t, problem.CodeConflict)
	})
}

// mustEqualButForVersion: two more versions, and all else as it was.
func (b board) mustEqualButForVersion(t testing.TB, was string, now *testworld.Answer) {
	t.Helper()
	before, after := fields{}, fields{}
	(&testworld.Answer{Body: []byte(was)}).JSON(t, &before)
	now.JSON(t, &after)
	before["version"], before["updated_at"] = before["version"].(float64)+2, after["updated_at"]
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("restored (-before +after):\n%s", diff)
	}
}

func TestRestoringGoesFromAbove(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top := b.make(t, w, w.Member, "top")
		kid := b.below(t, w, top, "kid")
		discard(t, w, kid)
		w.Clock.Advance(time.Minute)
		discard(t, w, top)
		if list := trashOf(t, w, w.Member, "?limit=1"); len(list.Items) != 1 || list.Items[0].Title != "top" || list.Items[0].Subtasks != 0 {
			t.Errorf("the newest of the trash is %+v", list)
		}
		w.Member.Post(t, w.Path("/tasks/%s/restore", kid), nil).WantProblem(t, problem.CodeConflict)
		w.Member.Post(t, w.Path("/tasks/%s/restore", top), nil).Want(t, http.StatusOK)
		if got := children(t, w, top); got != "" {
			t.Errorf("what was deleted before came back, too: %q", got)
		}
		w.Member.Post(t, w.Path("/tasks/%s/restore", kid), nil).Want(t, http.StatusOK)
		if got := children(t, w, top); got != "kid" {
			t.Errorf("below are %q", got)
		}
	})
}

func TestRestoreAfterItsColumnIsGone(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		task := b.make(t, w, w.Member, "x", fields{"assignee_id": w.Second.ID.String()})
		discard(t, w, task)
		w.Owner.Delete(t, w.Path("/projects/%s/columns/%s?move_to=%s", b.project, b.columns[0], b.columns[1])).Want(t, http.StatusNoContent)
		w.Owner.Delete(t, w.Path("/members/%s", w.Second.ID)).Want(t, http.StatusNoContent)
		back := w.Member.Post(t, w.Path("/tasks/%s/restore", task), nil).Want(t, http.StatusOK)
		if back.Field(t, "column_id") != b.columns[1].String() || back.Field(t, "assignee_id") != nil {
			t.Errorf("it came back as %s", back.Body)
		}
	})
}

// TestTheTrashEmptiesItself: by jobs that the deletions have left.
func TestTheTrashEmptiesItself(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		old, kept, young := b.make(t, w, w.Member, "old"), b.make(t, w, w.Member, "kept"), b.make(t, w, w.Member, "young")
		b.below(t, w, old, "kid")
		comment := w.Member.Post(t, w.Path("/tasks/%s/comments", kept), fields{"body": "c"}).Want(t, http.StatusCreated).ID(t)
		w.Member.Delete(t, w.Path("/tasks/%s/comments/%s", kept, comment)).Want(t, http.StatusNoContent)
		discard(t, w, old)
		w.Clock.Advance(24 * time.Hour)
		w.SignIn(t, w.Owner)
		discard(t, w, young)
		rows := func() (n [2]int64) {
			return [2]int64{w.Count(t, "tasks", "TRUE"), w.Count(t, "deleted_comments", "TRUE")}
		}
		for _, step := range []struct {
			later time.Duration
			want  [2]int64
		}{{29*24*time.Hour - time.Minute, [2]int64{4, 1}}, {3 * time.Minute, [2]int64{2, 0}}, {24 * time.Hour, [2]int64{1, 0}}} {
			w.Clock.Advance(step.later)
			if _, err := w.App.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := rows(); got != step.want {
				t.Errorf("after another %v: tasks and deleted comments %v, want %v", step.later, got, step.want)
			}
		}
	})
}

func TestPurgeRemovesATreeForGood(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		top := b.make(t, w, w.Member, "top")
		kid := b.below(t, w, top, "kid")
		b.below(t, w, kid, "deep")
		w.Owner.Delete(t, w.Path("/trash/%s", top)).WantProblem(t, problem.CodeNotFound)
		discard(t, w, kid)
		discard(t, w, top)
		w.Member.Delete(t, w.Path("/trash/%s", top)).WantProblem(t, problem.CodeForbidden)
		w.Admin.Delete(t, w.Path("/trash/%s", top)).Want(t, http.StatusNoContent)
		if n := w.Count(t, "tasks", "TRUE"); n != 0 {
			t.Errorf("%d tasks are left", n)
		}
		w.Owner.Post(t, w.Path("/tasks/%s/restore", top), nil).WantProblem(t, problem.CodeNotFound)
	})
}

func TestAMemberTakesBackWhatHeHasMade(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		mine, late := b.make(t, w, w.Member, "mine"), b.make(t, w, w.Member, "late")
		w.Member.Delete(t, w.Path("/tasks/%s", mine)).WantProblem(t, problem.CodeForbidden)
		w.Second.Post(t, w.Path("/tasks/%s/withdraw", mine), nil).WantProblem(t, problem.CodeForbidden)
		w.Member.Post(t, w.Path("/tasks/%s/withdraw", mine), nil).Want(t, http.StatusNoContent)
		w.Member.Get(t, w.Path("/tasks/%s", mine)).WantProblem(t, problem.CodeNotFound)
		w.Second.Post(t, w.Path("/tasks/%s/restore", mine), nil).WantProblem(t, problem.CodeForbidden)
		w.Member.Post(t, w.Path("/tasks/%s/restore", mine), nil).Want(t, http.StatusOK)
		w.Clock.Advance(24*time.Hour + time.Second)
		w.SignIn(t, w.Member)
		w.Member.Post(t, w.Path("/tasks/%s/withdraw", late), nil).WantProblem(t, problem.CodeForbidden)
	})
}

func TestThePrivateTrashIsHidden(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, true, w.Admin)
		task := b.make(t, w, w.Admin, "hidden")
		w.Admin.Delete(t, w.Path("/tasks/%s", task)).Want(t, http.StatusNoContent)
		if list := trashOf(t, w, w.Owner, ""); len(list.Items) != 0 {
			t.Errorf("the owner sees %+v", list)
		}
		if list := trashOf(t, w, w.Admin, ""); len(list.Items) != 1 {
			t.Errorf("whoever reaches the project sees %+v", list)
		}
		w.Owner.Post(t, w.Path("/tasks/%s/restore", task), nil).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, w.Path("/trash/%s", task)).WantProblem(t, problem.CodeNotFound)
	})
}

// TestDeletedAndMovedBelowAtOnce: whatever comes about, a tree is never torn.
func TestDeletedAndMovedBelowAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		for range 10 {
			top, other := b.make(t, w, w.Member, "top"), b.make(t, w, w.Member, "other")
			done := make(chan int)
			go func() { done <- w.Owner.Delete(t, w.Path("/tasks/%s", top)).Status }()
			w.Member.Post(t, w.Path("/tasks/%s/move", other), fields{"parent_id": top})
			if status := <-done; status != http.StatusNoContent {
				t.Fatalf("deleting answered %d", status)
			}
			torn := w.Count(t, "tasks", "deleted_at IS NULL AND parent_id IN (SELECT p.id FROM tasks p WHERE p.deleted_at IS NOT NULL)")
			if torn != 0 {
				t.Fatal("a task is below one in the trash")
			}
		}
	})
}
