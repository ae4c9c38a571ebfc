package accounts_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const me = "/api/v1/me"
		a := w.Member.Get(t, me).Want(t, http.StatusOK)
		if a.Field(t, "id") != w.Member.ID.String() || a.Field(t, "email") != w.Member.Email || a.Header.Get("Etag") != `"1"` {
			t.Errorf("got %s", a.Body)
		}
		name := "  Ann\u202e \"<b>'; DROP TABLE users; --\U0001F9D1\u200d\U0001F4BB  "
		changed := w.Member.Patch(t, me, map[string]string{"name": name}).Want(t, http.StatusOK)
		if changed.Field(t, "name") != strings.TrimSpace(name) {
			t.Errorf("the name came back as %q", changed.Field(t, "name"))
		}
		if again := w.Member.Get(t, me).Field(t, "name"); again != strings.TrimSpace(name) {
			t.Errorf("the name was stored as %q", again)
		}
		w.Member.Patch(t, me, map[string]string{"name": "x"}, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		w.Member.Patch(t, me, map[string]string{"name": "   "}).WantProblem(t, problem.CodeInvalid)
		w.Member.Patch(t, me, `{"name":"x","email":"other@example.com"}`).WantProblem(t, problem.CodeInvalid)
		w.Member.Patch(t, me, map[string]string{}).Want(t, http.StatusOK)
		if w.Second.Get(t, me).Field(t, "name") != "Second" {
			t.Error("somebody else's name changed")
		}
		w.Disabled.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
	})
}

func TestOneOfTwentyRenamesOfAVersionWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		status := make([]int, 20)
		together(20, func(i int) {
			status[i] = w.Member.Patch(t, "/api/v1/me", map[string]string{"name": id.New[id.Request]().String()}, testworld.Header("If-Match", `"1"`)).Status
		})
		won := 0
		for _, s := range status {
			if s == http.StatusOK {
				won++
			} else if s != http.StatusPreconditionFailed {
				t.Errorf("answered %d", s)
			}
		}
		if won != 1 {
			t.Errorf("%d of 20 won", won)
		}
	})
}
