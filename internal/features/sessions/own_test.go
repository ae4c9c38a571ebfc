package sessions_test

import (
	"net/http"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func items(t *testing.T, w *testworld.World, p pair) (list []item) {
	t.Helper()
	var body struct {
		Items []item `json:"items"`
	}
	w.Anonymous.Get(t, mine, bearer(p.AccessToken)).Want(t, http.StatusOK).JSON(t, &body)
	return body.Items
}

// ASVS: 10.4.9
func TestOwnSessions(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		p := tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
		c := cookieOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), testworld.Header("User-Agent", "Surfer\t/1")))
		list := items(t, w, p)
		if len(list) != 3 || list[0].Current || !list[1].Current || list[1].Kind != "token" || list[2].Kind != "browser" {
			t.Fatalf("listed %+v", list)
		}
		// Nobody else sees or ends them.
		w.Outsider.Delete(t, mine+"/"+list[2].ID).WantProblem(t, problem.CodeNotFound)
		w.Anonymous.Get(t, me, withCookie(c.Value)).Want(t, http.StatusOK)
		var theirs struct {
			Items []item `json:"items"`
		}
		w.Outsider.Get(t, mine).Want(t, http.StatusOK).JSON(t, &theirs)
		if len(theirs.Items) != 1 {
			t.Errorf("somebody else sees %+v", theirs)
		}
		w.Anonymous.Delete(t, mine+"/"+list[2].ID, bearer(p.AccessToken)).Want(t, http.StatusNoContent)
		w.Anonymous.Delete(t, mine+"/"+list[2].ID, bearer(p.AccessToken)).WantProblem(t, problem.CodeNotFound)
		w.Anonymous.Delete(t, mine+"/"+id.New[id.Session]().String(), bearer(p.AccessToken)).WantProblem(t, problem.CodeNotFound)
		w.Anonymous.Delete(t, mine+"/nonsense", bearer(p.AccessToken)).WantProblem(t, problem.CodeNotFound)
		w.Anonymous.Get(t, me, withCookie(c.Value)).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Post(t, mine+"/revoke-others", nil, bearer(p.AccessToken)).Want(t, http.StatusNoContent)
		w.Member.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		if list := items(t, w, p); len(list) != 1 || !list[0].Current {
			t.Errorf("left %+v", list)
		}
		w.Second.Get(t, me).Want(t, http.StatusOK)
		w.Anonymous.Post(t, logoutPath, nil, bearer(p.AccessToken)).Want(t, http.StatusNoContent)
		refresh(t, w, p.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		if p.works(t, w) {
			t.Error("an access token outlives the sign-out")
		}
	})
}

func TestSessionsAreListedInPages(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	for range 4 {
		w.SignIn(t, w.Member)
	}
	cursor, seen := "", 0
	for range 3 {
		var page struct {
			Items []item `json:"items"`
			Next  string `json:"next_cursor"`
		}
		w.Member.Get(t, mine+"?limit=2&cursor="+cursor).Want(t, http.StatusOK).JSON(t, &page)
		seen, cursor = seen+len(page.Items), page.Next
	}
	if seen != 5 || cursor != "" {
		t.Errorf("saw %d of 5", seen)
	}
}
