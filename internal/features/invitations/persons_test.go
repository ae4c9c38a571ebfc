package invitations_test

import (
	"net/http"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestTwoPersonsTwentyTimesOneLink(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p, other := w.NewPerson(t, "Newcomer"), w.NewPerson(t, "Other")
		_, token := invite(t, w, w.Owner, p.Email, "member")
		var ready, all sync.WaitGroup
		ready.Add(20)
		status := make([]int, 20)
		for i := range 20 {
			all.Go(func() {
				ready.Done()
				ready.Wait()
				who := p
				if i%2 == 1 {
					who = other
				}
				status[i] = accept(t, who, token).Status
			})
		}
		all.Wait()
		won, counts := 0, map[int]int{}
		for i, s := range status {
			counts[s]++
			if s == http.StatusOK {
				won++
				if i%2 == 1 {
					t.Error("the other person got in")
				}
			}
		}
		if won != 1 || counts[http.StatusOK]+counts[http.StatusGone]+counts[http.StatusForbidden] != 20 {
			t.Fatalf("answers %v", counts)
		}
		other.Get(t, w.Path("")).WantProblem(t, problem.CodeNotFound)
	})
}

func TestADisabledInviterInvitesNobody(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := w.NewPerson(t, "Newcomer")
		_, token := invite(t, w, w.Admin, p.Email, "member")
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE id = $1", w.Admin.ID)
		accept(t, p, token).WantProblem(t, problem.CodeGone)
	})
}
