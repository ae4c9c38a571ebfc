package provisioning_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/features/provisioning"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// TestATokenIsShownOnceAndDoesNothingElse: made by an admin, kept as a hash, good for
// provisioning in one workspace until its last day, to the microsecond; two at a time.
//
// ASVS: 11.4.1 8.2.1
func TestATokenIsShownOnceAndDoesNothingElse(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		if off := w.Admin.Get(t, w.Path("/provisioning")).Want(t, 200); off.Field(t, "enabled") != false || off.Field(t, "version") != float64(0) {
			t.Errorf("it is shown as %s", off.Body)
		}
		w.Admin.Put(t, w.Path("/provisioning"), body{"default_role": "guest"}).Want(t, 200)
		add := func(days int) *testworld.Answer {
			return w.Admin.Post(t, w.Path("/provisioning/tokens"), body{"days": days})
		}
		add(0).WantProblem(t, problem.CodeInvalid)
		add(366).WantProblem(t, problem.CodeInvalid)
		var first, second provisioning.NewToken
		add(1).Want(t, 201).JSON(t, &first)
		add(30).Want(t, 201).JSON(t, &second)
		add(30).WantProblem(t, problem.CodeConflict)
		if !strings.HasPrefix(first.Secret, "tfu_") || strings.Contains(string(w.Admin.Get(t, w.Path("/provisioning")).Body), first.Secret) {
			t.Error("the token has no prefix, or is shown again")
		}
		if w.Count(t, "sessions", "credential = 'client' AND cookie_hash IS NOT NULL") != 2 || w.Count(t, "members", "TRUE") != w.Count(t, "members", "user_id NOT IN (SELECT account_id FROM provisioning)") {
			t.Error("a token isn't kept as a session, or its account is a member")
		}
		as := func(secret string) func(path string) *testworld.Answer {
			return func(path string) *testworld.Answer {
				return w.Anonymous.Get(t, path, testworld.Header("Authorization", "Bearer "+secret))
			}
		}
		users := "/scim/v2/" + w.Acme.String() + "/Users"
		one, two := as(first.Secret), as(second.Secret)
		one(users).Want(t, 200)
		one(w.Path("/members")).WantProblem(t, problem.CodeForbidden)
		one("/api/v1/me").WantProblem(t, problem.CodeForbidden)
		one("/scim/v2/"+w.Umbra.String()+"/Users").WantProblem(t, problem.CodeNotFound)
		as(strings.ToLower(first.Secret))(users).WantProblem(t, problem.CodeUnauthenticated)
		for _, who := range []*testworld.Person{w.Owner, w.WithToken(t, w.Owner), w.WithKey(t, w.Owner, testworld.Bound{}, "members:manage"), w.WithClient(t, w.Acme, w.Owner, authz.Admin, "members:manage")} {
			who.Get(t, users).WantProblem(t, problem.CodeForbidden)
		}
		w.Clock.Advance(24*time.Hour - time.Microsecond)
		one(users).Want(t, 200)
		w.Clock.Advance(time.Microsecond)
		one(users).WantProblem(t, problem.CodeUnauthenticated)
		two(users).Want(t, 200)
		w.SignIn(t, w.Admin)
		w.Admin.Delete(t, w.Path("/provisioning/tokens/%s", second.Token.ID)).Want(t, 204)
		two(users).WantProblem(t, problem.CodeUnauthenticated)
		w.Admin.Delete(t, w.Path("/provisioning/tokens/%s", second.Token.ID)).WantProblem(t, problem.CodeNotFound)
	})
}

// TestNobodyDecidesAboveHimself: no role that isn't his to give, and no owner's by anybody;
// a proof of who decides must be fresh.
func TestNobodyDecidesAboveHimself(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/provisioning")
		for _, c := range []struct {
			who  *testworld.Person
			what body
			want int
		}{
			{w.Owner, body{"default_role": "owner"}, 422}, {w.Member, body{"default_role": "guest"}, 403}, {w.Outsider, body{"default_role": "guest"}, 404},
			{w.Admin, body{"default_role": "guest", "owners": true}, 403}, {w.Owner, body{"default_role": "guest", "owners": true}, 200},
			{w.Admin, body{"default_role": "admin", "owners": true}, 200}, {w.Admin, body{"default_role": "member"}, 200},
		} {
			if got := c.who.Put(t, path, c.what); got.Status != c.want {
				t.Errorf("%s with %v was answered %d", c.who.Name, c.what, got.Status)
			}
		}
		w.Proven(t, w.Owner, w.Clock.Now().Add(-15*time.Minute))
		w.Owner.Put(t, path, body{"default_role": "guest"}).WantProblem(t, problem.CodeReauthenticate)
		w.Owner.Post(t, path+"/tokens", body{"days": 1}).WantProblem(t, problem.CodeReauthenticate)
		w.Owner.Delete(t, path).WantProblem(t, problem.CodeReauthenticate)
	})
}

// TestTurnedOffIsForgotten: the tokens end, whom it brought in stays.
func TestTurnedOffIsForgotten(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		p.group(t, "Ours", p.user(t, w.Member.Email))
		w.Admin.Delete(t, w.Path("/provisioning")).Want(t, 204)
		p.ask(t, "GET", "/Users", nil).WantProblem(t, problem.CodeUnauthenticated)
		if roleOf(t, w, w.Member) != "member" || w.Count(t, "provisioned_users", "TRUE")+w.Count(t, "provisioned_groups", "TRUE")+w.Count(t, "provisioning_tokens", "TRUE") != 0 {
			t.Error("somebody has lost his place, or something is left")
		}
	})
}

// TestOneOfTwentyMakesAName: of twenty at once one makes a User of a name, and the others
// are told that it is taken; with one address by different names as well.
//
// ASVS: 15.4.2
func TestOneOfTwentyMakesAName(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		for round, named := range []func(n int) body{
			func(int) body { return body{"userName": "one@example.org"} },
			func(int) body { return body{"userName": w.Member.Email} },
			func(n int) body {
				return body{"userName": string(rune('a'+n)) + "@example.org", "emails": []body{{"value": "same@example.org"}}}
			},
		} {
			made, refused := atOnce(t, func(n int) *testworld.Answer { return p.ask(t, http.MethodPost, "/Users", named(n)) })
			if made != 1 || refused != 19 {
				t.Errorf("round %d: %d made one, %d were told that there is one", round, made, refused)
			}
		}
		made, refused := atOnce(t, func(int) *testworld.Answer { return p.ask(t, http.MethodPost, "/Groups", body{"displayName": "Ours"}) })
		if made != 1 || refused != 19 || w.Count(t, "provisioned_users", "TRUE") != 3 {
			t.Errorf("%d groups were made, %d refused", made, refused)
		}
	})
}

// atOnce has twenty ask at once, each until he isn't told to come again.
func atOnce(t *testing.T, ask func(n int) *testworld.Answer) (made, refused int) {
	t.Helper()
	var ready, all sync.WaitGroup
	ready.Add(20)
	answers := make([]*testworld.Answer, 20)
	for n := range answers {
		all.Go(func() {
			ready.Done()
			ready.Wait()
			for answers[n] = ask(n); answers[n].Status == http.StatusServiceUnavailable; answers[n] = ask(n) {
			}
		})
	}
	all.Wait()
	for _, answer := range answers {
		switch {
		case answer.Status == http.StatusCreated:
			made++
		case answer.Status == http.StatusConflict && answer.Field(t, "scimType") == "uniqueness":
			refused++
		default:
			t.Errorf("answered %d: %.200s", answer.Status, answer.Body)
		}
	}
	return made, refused
}
