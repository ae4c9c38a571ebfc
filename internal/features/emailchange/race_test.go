package emailchange_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func nodes(t *testing.T, w *testworld.World) []testworld.RequestOption {
	t.Helper()
	_, second := w.ServeNode(t)
	return []testworld.RequestOption{testworld.On(w.Server.URL), testworld.On(second.URL)}
}

// Of twenty uses of each link at once, on two nodes, one of each gets through, and one of
// those two changes the address.
//
// ASVS: 6.5.1
func TestTwentyUsesOfBothLinksAtOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		at := nodes(t, w)
		for range 3 {
			p := w.NewPerson(t, "Mover")
			present, next := ask(t, w, p, "next-"+p.Email)
			tokens := []string{present, next}
			answers := make([]*testworld.Answer, 40)
			together(40, func(i int) { answers[i] = use(t, w, confirm, tokens[i%2], at[i/2%2]) })
			won, changed := [2]int{}, 0
			for i, a := range answers {
				switch a.Status {
				case http.StatusOK:
					won[i%2]++
					if a.Field(t, "changed") == true {
						changed++
					}
				case http.StatusGone:
				default:
					t.Errorf("answered %d: %s", a.Status, a.Body)
				}
			}
			if won != [2]int{1, 1} || changed != 1 || addressOf(t, w, p) != "next-"+p.Email {
				t.Errorf("%v won, %d changed the address", won, changed)
			}
		}
	})
}

// Of people who want one address at once, on two nodes, one gets it; the others keep theirs.
func TestTwoWantOneAddress(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		at := nodes(t, w)
		const wanted = "wanted@example.net"
		people, tokens := make([]*testworld.Person, 6), make([]string, 6)
		for i := range people {
			people[i] = w.NewPerson(t, "Mover")
			present, next := ask(t, w, people[i], wanted)
			use(t, w, confirm, present).Want(t, http.StatusOK)
			tokens[i] = next
		}
		answers := make([]*testworld.Answer, len(people))
		together(len(people), func(i int) { answers[i] = use(t, w, confirm, tokens[i], at[i%2]) })
		won := 0
		for i, a := range answers {
			switch a.Status {
			case http.StatusOK:
				won++
				people[i].Get(t, me).Want(t, http.StatusOK)
			case http.StatusConflict:
				if waits(t, people[i]) || addressOf(t, w, people[i]) != people[i].Email {
					t.Error("a change waits for what can't come")
				}
				use(t, w, confirm, tokens[i]).WantProblem(t, problem.CodeGone)
			default:
				t.Errorf("answered %d: %s", a.Status, a.Body)
			}
		}
		if n := w.Count(t, "users", "email_key = $1", wanted); won != 1 || n != 1 {
			t.Errorf("%d won, %d have it", won, n)
		}
	})
}

// A sign-up that nobody has confirmed gives way to whoever shows that the mailbox is his; one
// that is confirmed at the same moment doesn't, and then the account keeps its address.
func TestASignUpGivesWayOrWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		at := nodes(t, w)
		for range 3 {
			p := w.NewPerson(t, "Mover")
			signUp := w.VerificationToken(t)
			var address string
			w.Ask(t, db.Scope{}, "SELECT email FROM users WHERE state = 'unverified'", nil, &address)
			present, next := ask(t, w, p, address)
			use(t, w, confirm, present).Want(t, http.StatusOK)
			answers := make([]*testworld.Answer, 2)
			together(2, func(i int) {
				if i == 0 {
					answers[0] = use(t, w, confirm, next, at[0])
				} else {
					answers[1] = w.Anonymous.Post(t, "/api/v1/auth/verify", map[string]string{"token": signUp}, at[1])
				}
			})
			changed, signedUp := answers[0].Status == http.StatusOK, answers[1].Status == http.StatusOK
			if changed == signedUp || strings.EqualFold(addressOf(t, w, p), address) != changed || w.Count(t, "users", "email_key = $1", address) != 1 {
				t.Errorf("the change answered %d: %s; the sign-up %d: %s", answers[0].Status, answers[0].Body, answers[1].Status, answers[1].Body)
			}
			w.Exec(t, db.Scope{}, "DELETE FROM users WHERE state = 'unverified'")
		}
	})
}
