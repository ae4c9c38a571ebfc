package projects_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

type object = map[string]any

// made makes a project and returns the path below it.
func made(t *testing.T, w *testworld.World, by *testworld.Person, body object) string {
	t.Helper()
	if body["name"] == nil {
		body["name"] = "Website"
	}
	return w.Path("/projects/%s", by.Post(t, w.Path("/projects"), body).Want(t, http.StatusCreated).ID(t))
}

// names lists the names on a page.
func names(t *testing.T, a *testworld.Answer) []string {
	t.Helper()
	var page struct{ Items []struct{ Name string } }
	a.Want(t, http.StatusOK).JSON(t, &page)
	list := []string{}
	for _, item := range page.Items {
		list = append(list, item.Name)
	}
	return list
}

func TestCreateGivesColumns(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"name": " Website "})
		if got := w.Guest.Get(t, project).Want(t, http.StatusOK); got.Field(t, "name") != "Website" || got.Field(t, "archived_at") != nil {
			t.Fatalf("got %s", got.Body)
		}
		if got := names(t, w.Guest.Get(t, project+"/columns")); !slices.Equal(got, []string{"To do", "In progress", "Done"}) {
			t.Fatalf("columns are %v", got)
		}
		own := made(t, w, w.Member, object{"columns": []object{{"name": "B"}, {"name": "A"}}})
		if got := names(t, w.Guest.Get(t, own+"/columns")); !slices.Equal(got, []string{"B", "A"}) {
			t.Fatalf("columns are %v", got)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		many := make([]object, 51)
		for i := range many {
			many[i] = object{"name": "x"}
		}
		for name, body := range map[string]object{
			"blank":            {"name": " \t"},
			"long":             {"name": longName},
			"too many columns": {"name": "a", "columns": many},
			"no columns":       {"name": "a", "columns": []object{}},
			"blank column":     {"name": "a", "columns": []object{{"name": " "}}},
			"unknown member":   {"name": "a", "owner": "b"},
		} {
			if got := w.Owner.Post(t, w.Path("/projects"), body); got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		w.Guest.Post(t, w.Path("/projects"), object{"name": "a"}).WantProblem(t, problem.CodeForbidden)
		w.Outsider.Post(t, w.Path("/projects"), object{"name": "a"}).WantProblem(t, problem.CodeNotFound)
	})
}

var longName = strings.Repeat("x", 101)

func TestTextComesBackAsItWas(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const naughty = "\u202e'; DROP TABLE projects;-- <script>\ufeff\r\n𝒳\u0001 ﷽"
		project := made(t, w, w.Owner, object{"name": naughty, "description": "  " + naughty + "\n"})
		got := w.Owner.Get(t, project)
		if got.Field(t, "name") != naughty || got.Field(t, "description") != "  "+naughty+"\n" {
			t.Fatalf("got %s", got.Body)
		}
	})
}

func TestUpdateAndArchive(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		etag := testworld.Header("If-Match", w.Member.Get(t, project).Header.Get("ETag"))
		first := w.Member.Patch(t, project, object{"name": "New", "archived": true}, etag).Want(t, http.StatusOK)
		if first.Field(t, "archived_at") == nil || first.Field(t, "name") != "New" || first.Field(t, "version") != 2.0 {
			t.Fatalf("got %s", first.Body)
		}
		w.Member.Patch(t, project, object{"name": "Lost"}, etag).WantProblem(t, problem.CodeEditConflict)
		w.Second.Patch(t, project, object{"name": "No"}).WantProblem(t, problem.CodeForbidden)
		w.Guest.Patch(t, project, object{"name": "No"}).WantProblem(t, problem.CodeForbidden)
		for state, want := range map[string]int{"": 0, "?state=active": 0, "?state=archived": 1, "?state=all": 1} {
			if got := names(t, w.Guest.Get(t, w.Path("/projects")+state)); len(got) != want {
				t.Errorf("%q lists %v", state, got)
			}
		}
		back := w.Admin.Patch(t, project, object{"archived": false}).Want(t, http.StatusOK)
		if back.Field(t, "archived_at") != nil || back.Field(t, "name") != "New" {
			t.Fatalf("got %s", back.Body)
		}
	})
}

func TestListPages(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			made(t, w, w.Member, object{"name": name})
		}
		seen, cursor := []string{}, ""
		for range 3 {
			got := w.Guest.Get(t, w.Path("/projects?limit=2&cursor=")+cursor)
			seen = append(seen, names(t, got)...)
			cursor, _ = got.Field(t, "next_cursor").(string)
		}
		if !slices.Equal(seen, []string{"a", "b", "c", "d", "e"}) || cursor != "" {
			t.Fatalf("saw %v, then %q", seen, cursor)
		}
	})
}

func TestPrivateProjectIsForItsMembers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"private": true})
		made(t, w, w.Member, object{"name": "Open"})
		for _, p := range []*testworld.Person{w.Owner, w.Admin, w.Second, w.Guest, w.Outsider} {
			p.Get(t, project).WantProblem(t, problem.CodeNotFound)
			p.Get(t, project+"/columns").WantProblem(t, problem.CodeNotFound)
			p.Get(t, project+"/members").WantProblem(t, problem.CodeNotFound)
			p.Patch(t, project, object{"private": false}).WantProblem(t, problem.CodeNotFound)
			p.Put(t, project+"/members/"+p.ID.String(), nil).WantProblem(t, problem.CodeNotFound)
			p.Delete(t, project).WantProblem(t, problem.CodeNotFound)
		}
		if got := names(t, w.Owner.Get(t, w.Path("/projects"))); !slices.Equal(got, []string{"Open"}) {
			t.Fatalf("the owner is shown %v", got)
		}
		if got := names(t, w.Member.Get(t, w.Path("/projects"))); len(got) != 2 {
			t.Fatalf("its member is shown %v", got)
		}
	})
}

func TestMembersOfAPrivateProject(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{"private": true})
		guest, member := project+"/members/"+w.Guest.ID.String(), project+"/members/"+w.Member.ID.String()
		w.Member.Put(t, guest, nil).Want(t, http.StatusNoContent)
		w.Member.Put(t, guest, nil).Want(t, http.StatusNoContent)
		w.Guest.Get(t, project).Want(t, http.StatusOK)
		w.Guest.Delete(t, member).WantProblem(t, problem.CodeForbidden)
		var page struct {
			Items []struct {
				UserID id.User `json:"user_id"`
			}
		}
		w.Guest.Get(t, project+"/members").Want(t, http.StatusOK).JSON(t, &page)
		if len(page.Items) != 2 {
			t.Fatalf("members are %v", page.Items)
		}
		w.Member.Delete(t, guest).Want(t, http.StatusNoContent)
		w.Member.Delete(t, guest).WantProblem(t, problem.CodeNotFound)
		w.Guest.Get(t, project).WantProblem(t, problem.CodeNotFound)
		w.Member.Delete(t, member).WantProblem(t, problem.CodeConflict)
		w.Member.Put(t, project+"/members/"+w.Outsider.ID.String(), nil).WantProblem(t, problem.CodeNotFound)
		w.Member.Put(t, project+"/members/"+id.New[id.User]().String(), nil).WantProblem(t, problem.CodeNotFound)
	})
}

func TestWhoMakesAProjectPrivateStaysIn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		w.Admin.Patch(t, project, object{"private": true}).Want(t, http.StatusOK)
		w.Admin.Get(t, project).Want(t, http.StatusOK)
		w.Member.Get(t, project).Want(t, http.StatusOK)
		w.Owner.Get(t, project).WantProblem(t, problem.CodeNotFound)
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		project := made(t, w, w.Member, object{})
		withTask(t, w, project)
		w.Second.Delete(t, project).WantProblem(t, problem.CodeForbidden)
		w.Member.Delete(t, project, testworld.Header("If-Match", `"7"`)).WantProblem(t, problem.CodeEditConflict)
		w.Member.Delete(t, project).Want(t, http.StatusNoContent)
		w.Member.Get(t, project).WantProblem(t, problem.CodeNotFound)
	})
}

func TestTenantsNeverMeet(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made(t, w, w.Owner, object{})
		foreign := w.Outsider.Post(t, w.ForeignPath("/projects"), object{"name": "Theirs"}).Want(t, http.StatusCreated).ID(t)
		column := columnsOf(t, w.Outsider, w.ForeignPath("/projects/%s", foreign))[0].ID
		project := w.Path("/projects/%s", foreign)
		w.Owner.Get(t, project).WantProblem(t, problem.CodeNotFound)
		w.Owner.Patch(t, project, object{"name": "x"}).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, project).WantProblem(t, problem.CodeNotFound)
		w.Owner.Get(t, project+"/members").WantProblem(t, problem.CodeNotFound)
		w.Owner.Put(t, project+"/members/"+w.Owner.ID.String(), nil).WantProblem(t, problem.CodeNotFound)
		w.Owner.Get(t, project+"/columns").WantProblem(t, problem.CodeNotFound)
		w.Owner.Post(t, project+"/columns", object{"name": "x"}).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, project+"/columns/"+column).WantProblem(t, problem.CodeNotFound)
		if got := names(t, w.Owner.Get(t, w.Path("/projects"))); !slices.Equal(got, []string{"Website"}) {
			t.Fatalf("saw %v", got)
		}
	})
}
