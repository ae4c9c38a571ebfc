package sessions_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/testworld"
)

// tokenClient signs a person in as an API client.
func tokenClient(t *testing.T, w *testworld.World) pair {
	t.Helper()
	return tokensOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token")))
}

func otherClient(name string) testworld.RequestOption { return testworld.Header("User-Agent", name) }

// TestTokensAreRotated: a token works once; the second time, by whomever, its whole
// family ends, and nothing else, though the request fails.
//
// ASVS: 10.4.5
func TestTokensAreRotated(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		first := tokenClient(t, w)
		second := tokensOf(t, refresh(t, w, first.RefreshToken))
		third := tokensOf(t, refresh(t, w, second.RefreshToken))
		if first.RefreshToken == second.RefreshToken || !first.works(t, w) || !third.works(t, w) {
			t.Fatal("the tokens are not rotated, or don't work")
		}
		other := tokenClient(t, w)
		reused := refresh(t, w, first.RefreshToken).WantProblem(t, problem.CodeUnauthenticated)
		if e := newest(t, w, "auth.token.reuse"); e.outcome != "failed" || e.actor != w.Member.ID {
			t.Errorf("the audit log says %+v", e)
		}
		if first.works(t, w) || third.works(t, w) || !other.works(t, w) {
			t.Error("reuse must end the family, and nothing else")
		}
		for name, text := range map[string]string{
			"of the ended family": third.RefreshToken, "malformed": "x", "never issued": neverIssued(), "an access token": first.AccessToken[:100],
		} {
			if diff := differs(reused, refresh(t, w, text)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func neverIssued() string {
	plain, _ := token.New(token.Refresh)
	return plain.Reveal()
}

// TestALostAnswerIsGivenAgain: to the same client, a moment long, and only while
// nobody has used what it held.
func TestALostAnswerIsGivenAgain(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		for name, c := range map[string]struct {
			wait    time.Duration
			who     string
			used    bool
			granted bool
		}{
			"at once":             {granted: true},
			"just in time":        {wait: 10*time.Second - time.Microsecond, granted: true},
			"too late":            {wait: 10 * time.Second},
			"another client":      {who: "Thief/1"},
			"the successor's use": {used: true},
		} {
			first := tokenClient(t, w)
			second := tokensOf(t, refresh(t, w, first.RefreshToken))
			if c.used {
				tokensOf(t, refresh(t, w, second.RefreshToken))
			}
			w.Clock.Advance(c.wait)
			options := []testworld.RequestOption{}
			if c.who != "" {
				options = append(options, otherClient(c.who))
			}
			answer := w.Anonymous.Post(t, refreshPath, map[string]string{"refresh_token": first.RefreshToken}, options...)
			if (answer.Status == http.StatusOK) != c.granted {
				t.Errorf("%s: answered %d", name, answer.Status)
				continue
			}
			if !c.granted {
				if second.works(t, w) || refresh(t, w, second.RefreshToken).Status != http.StatusUnauthorized {
					t.Errorf("%s: the family goes on", name)
				}
				continue
			}
			if again := tokensOf(t, answer); again.RefreshToken != second.RefreshToken || !again.works(t, w) {
				t.Errorf("%s: another successor than before, or one that doesn't work", name)
			}
			tokensOf(t, refresh(t, w, second.RefreshToken))
		}
	})
}

// TestTheSuccessorIsOnlyItsHolders: what is kept of an answer opens with the token
// before only, and isn't kept once the answer has arrived.
func TestTheSuccessorIsOnlyItsHolders(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	withPassword(t, w, w.Member, good)
	first := tokenClient(t, w)
	second := tokensOf(t, refresh(t, w, first.RefreshToken))
	var sealed string
	ask := func() string {
		w.Ask(t, db.Scope{}, "SELECT coalesce(max(sealed_successor), '') FROM refresh_tokens WHERE used_at IS NOT NULL AND successor_id IN (SELECT id FROM refresh_tokens WHERE used_at IS NULL OR sealed_successor <> '')", nil, &sealed)
		return sealed
	}
	one := ask()
	if one == "" || strings.Contains(one, second.RefreshToken[4:]) {
		t.Fatalf("kept is %q", one)
	}
	if _, err := w.App.Sealer().Open("refresh successor", one); err == nil {
		t.Error("the installation's own key opens it")
	}
	if sealer, err := token.NewSealer([]byte(second.RefreshToken)); err != nil {
		t.Fatal(err)
	} else if _, err := sealer.Open("refresh successor", one); err == nil {
		t.Error("another token opens it")
	}
	tokensOf(t, refresh(t, w, second.RefreshToken))
	if w.Count(t, "refresh_tokens", "sealed_successor <> ''") != 1 {
		t.Error("an answer that has arrived is still kept")
	}
}

// TestTwentyRefreshesOfOneClientAreOne: on two nodes at once, and on one that is
// started anew: all get the one successor.
func TestTwentyRefreshesOfOneClientAreOne(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		start := tokenClient(t, w)
		got := twenty(t, w, start, func(int) string { return "One/1" })
		_, third := w.ServeNode(t)
		late := w.Anonymous.Post(t, refreshPath, map[string]string{"refresh_token": start.RefreshToken}, otherClient("One/1"), testworld.On(third.URL))
		for _, a := range append(got, late) {
			if p := tokensOf(t, a); p.RefreshToken != tokensOf(t, got[0]).RefreshToken || !p.works(t, w) {
				t.Fatal("there are two successors, or one doesn't work")
			}
		}
		if n := w.Count(t, "refresh_tokens", "used_at IS NULL"); n != 1 {
			t.Errorf("%d tokens of the family can be refreshed", n)
		}
	})
}

// TestOneOfTwentyRefreshesWins: of twenty clients that have the same token, on two
// nodes at once; and then nobody has won, since it was copied. Its person is told once.
//
// ASVS: 10.4.5
func TestOneOfTwentyRefreshesWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		start := tokenClient(t, w)
		var won []pair
		for _, a := range twenty(t, w, start, func(i int) string { return fmt.Sprint("Client/", i) }) {
			if a.Status == http.StatusOK {
				won = append(won, tokensOf(t, a))
			} else if a.Status != http.StatusUnauthorized {
				t.Errorf("answered %d: %s", a.Status, a.Body)
			}
		}
		if len(won) != 1 {
			t.Fatalf("%d of 20 won", len(won))
		}
		_, third := w.ServeNode(t)
		if won[0].works(t, w) || w.Anonymous.Post(t, refreshPath, map[string]string{"refresh_token": won[0].RefreshToken}, testworld.On(third.URL)).Status != http.StatusUnauthorized {
			t.Error("the family of a token that was used twenty times goes on")
		}
		if n := w.Count(t, "audit_events", "name = 'auth.token.reuse'"); n != 19 {
			t.Errorf("the audit log tells of %d reuses of 19", n)
		}
		if _, err := w.App.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, m := range w.Mail.Sent(w.Member.Email) {
			if m.Kind == "auth.token-reuse" {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%d mails tell of it", told)
		}
	})
}

// twenty refreshes one token twenty times at once, on two nodes.
func twenty(t *testing.T, w *testworld.World, start pair, client func(i int) string) []*testworld.Answer {
	t.Helper()
	_, second := w.ServeNode(t)
	answers := make([]*testworld.Answer, 20)
	together(20, func(i int) {
		options := []testworld.RequestOption{otherClient(client(i))}
		if i%2 == 1 {
			options = append(options, testworld.On(second.URL))
		}
		answers[i] = w.Anonymous.Post(t, refreshPath, map[string]string{"refresh_token": start.RefreshToken}, options...)
	})
	return answers
}
