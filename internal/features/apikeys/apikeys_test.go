package apikeys_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/features/apikeys"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/ratelimit"
	"taskflow/internal/testworld"
)

const mine = "/api/v1/me/api-keys"

type body = map[string]any

func wanted(w *testworld.World) body {
	return body{"name": " Report ", "workspace_id": w.Acme, "scopes": []string{"tasks:read", "projects:read", "tasks:read"}, "days": 30}
}

func make201(t *testing.T, p *testworld.Person, of body) apikeys.Created {
	t.Helper()
	var made apikeys.Created
	p.Post(t, mine, of).Want(t, http.StatusCreated).JSON(t, &made)
	return made
}

func bearer(secret string) testworld.RequestOption {
	return testworld.Header("Authorization", "Bearer "+secret)
}

// TestAKeyIsShownOnceAndActsAsItsPerson: only a hash of it is stored, and no list shows it.
//
// ASVS: 11.4.1
func TestAKeyIsShownOnceAndActsAsItsPerson(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		if !strings.HasPrefix(made.Secret, "tfk_") || made.APIKey.Name != "Report" || !slices.Equal(made.APIKey.Scopes, []string{"projects:read", "tasks:read"}) {
			t.Fatalf("made %+v", made)
		}
		if n := w.Count(t, "sessions", "credential = 'api-key' AND user_id <> id AND expires_at > created_at"); n != 1 {
			t.Errorf("%d sessions of keys", n)
		}
		var me struct{ ID id.User }
		w.Anonymous.Get(t, "/api/v1/me", bearer(made.Secret)).Want(t, http.StatusOK).JSON(t, &me)
		if me.ID != w.Member.ID {
			t.Errorf("the key is %s's", me.ID)
		}
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).Want(t, http.StatusOK)
		w.Anonymous.Post(t, w.Path("/projects"), body{"name": "Mine"}, bearer(made.Secret)).WantProblem(t, problem.CodeForbidden)
		w.Anonymous.Get(t, "/api/v1/me", bearer(strings.ToLower(made.Secret))).WantProblem(t, problem.CodeUnauthenticated)
		for _, path := range []string{mine, mine + "/" + made.APIKey.ID.String()} {
			if answer := w.Member.Get(t, path).Want(t, http.StatusOK); strings.Contains(string(answer.Body), made.Secret) {
				t.Errorf("%s shows the secret", path)
			}
		}
		if answer := w.Member.Get(t, "/api/v1/me/sessions").Want(t, http.StatusOK); strings.Contains(string(answer.Body), made.APIKey.ID.String()[4:]) {
			t.Error("the key stands among the sign-ins")
		}
		w.Member.Delete(t, "/api/v1/me/sessions/"+id.Session(made.APIKey.ID).String()).WantProblem(t, problem.CodeNotFound)
	})
}

// TestNobodyGivesAKeyMoreThanHeHas: no scope beyond his role, no workspace and no project
// that he isn't in, nothing that is no limit.
func TestNobodyGivesAKeyMoreThanHeHas(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		acme, umbra := w.Stock(t)
		for name, c := range map[string]struct {
			who  *testworld.Person
			set  string
			to   any
			code problem.Code
		}{
			"a guest's change":     {w.Guest, "scopes", []string{"tasks:update"}, problem.CodeInvalid},
			"a member's admin":     {w.Member, "scopes", []string{"members:manage"}, problem.CodeInvalid},
			"no such permission":   {w.Owner, "scopes", []string{"tasks:read", "everything"}, problem.CodeInvalid},
			"an account's":         {w.Owner, "scopes", []string{"account:update"}, problem.CodeInvalid},
			"other keys":           {w.Owner, "scopes", []string{"api_keys:manage"}, problem.CodeInvalid},
			"no scope":             {w.Owner, "scopes", []string{}, problem.CodeInvalid},
			"no last day":          {w.Owner, "days", 0, problem.CodeInvalid},
			"more than a year":     {w.Owner, "days", 366, problem.CodeInvalid},
			"no network":           {w.Owner, "networks", []string{"10.0.0.0/33"}, problem.CodeInvalid},
			"a name of blanks":     {w.Owner, "name", "  ", problem.CodeInvalid},
			"another's workspace":  {w.Owner, "workspace_id", w.Umbra, problem.CodeNotFound},
			"another's project":    {w.Owner, "project_ids", []id.Project{umbra.Main.Project}, problem.CodeNotFound},
			"a project out of his": {w.Owner, "project_ids", []id.Project{acme.Main.Project, acme.Private.Project}, problem.CodeNotFound},
		} {
			of := wanted(w)
			of[c.set] = c.to
			answer := c.who.Post(t, mine, of)
			if answer.Status != c.code.Status() {
				t.Errorf("%s: answered %d, want %d: %.200s", name, answer.Status, c.code.Status(), answer.Body)
			}
		}
		if n := w.Count(t, "api_keys", "name = 'Report'"); n != 0 {
			t.Errorf("%d keys were made", n)
		}
		make201(t, w.Member, body{"name": "x", "workspace_id": w.Acme, "scopes": []string{"projects:manage", "comments:update"}, "project_ids": []id.Project{acme.Private.Project}, "days": 365})
	})
}

// TestAKeyIsMadeByWhoSatisfiesTheWorkspace: where the workspace asks for a second factor,
// a key is no way around it.
func TestAKeyIsMadeByWhoSatisfiesTheWorkspace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Policy(t, "everyone", "any", w.Clock.Now())
		w.Ways(t, w.Member, "password")
		w.Member.Post(t, mine, wanted(w)).WantProblem(t, problem.CodeSecondFactor)
		w.Ways(t, w.Member, "password totp")
		made := make201(t, w.Member, wanted(w))
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).Want(t, http.StatusOK)
		w.Anonymous.Post(t, mine, wanted(w), bearer(made.Secret)).WantProblem(t, problem.CodeForbidden)
	})
}

// TestAKeyCanDoWhatItsPersonCanNow: another role holds at the next request.
func TestAKeyCanDoWhatItsPersonCanNow(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		key := w.WithKey(t, w.Admin, testworld.Bound{}, "labels:manage", "members:manage")
		key.Post(t, w.Path("/labels"), body{"name": "one", "color": "red"}).Want(t, http.StatusCreated)
		w.Owner.Patch(t, w.Path("/members/%s", w.Admin.ID), body{"role": "guest"}).Want(t, http.StatusOK)
		key.Post(t, w.Path("/labels"), body{"name": "two", "color": "red"}).WantProblem(t, problem.CodeForbidden)
	})
}

// TestWhoLeavesLosesHisKeys: and coming back doesn't bring them back.
func TestWhoLeavesLosesHisKeys(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		w.Owner.Delete(t, w.Path("/members/%s", w.Member.ID)).Want(t, http.StatusNoContent)
		w.Anonymous.Get(t, "/api/v1/me", bearer(made.Secret)).WantProblem(t, problem.CodeUnauthenticated)
		w.Join(t, w.Acme, w.Member, "member")
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestAKeyOutlivesAPassword: it wasn't made from one. Disabling the account ends it for good.
func TestAKeyOutlivesAPassword(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		w.SetPassword(t, w.Member, "seven green lamps hum")
		w.Member.Post(t, "/api/v1/me/password", body{"current_password": "seven green lamps hum", "new_password": "eight amber clocks nod"}).Want(t, http.StatusOK)
		w.Member.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).Want(t, http.StatusOK)
	})
}

// TestAKeyEndsOnItsDay: it works to the last microsecond, and is shown for a while as one that has ended.
func TestAKeyEndsOnItsDay(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		w.Clock.Advance(testworld.Days(30) - time.Microsecond)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).WantProblem(t, problem.CodeUnauthenticated)
		w.SignIn(t, w.Member)
		if answer := w.Member.Get(t, mine).Want(t, http.StatusOK); !strings.Contains(string(answer.Body), made.APIKey.ID.String()) {
			t.Error("nothing says why it stopped")
		}
	})
}

// TestThePersonIsToldOfTheEnd: once a week before and once a day before, not of a key that was revoked.
//
// ASVS: 6.4.5
func TestThePersonIsToldOfTheEnd(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		make201(t, w.Member, wanted(w))
		gone := make201(t, w.Member, wanted(w))
		short := wanted(w)
		short["days"] = 1
		make201(t, w.Second, short)
		w.Member.Delete(t, mine+"/"+gone.APIKey.ID.String()).Want(t, http.StatusNoContent)
		sent := func() (n int) {
			if _, err := w.App.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if w.Count(t, "jobs", "kind = 'mail.send'") > 0 {
				return -1 // a clock that is set on now would let its lease run out
			}
			for _, m := range w.Mail.Sent(w.Member.Email) {
				if m.Kind == "api_key.expiry" {
					n++
				}
			}
			return n
		}
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{0, 0}, {testworld.Days(23) - time.Second, 0}, {time.Second, 1}, {time.Hour, 1}, {testworld.Days(6), 2}, {testworld.Days(3), 2}} {
			w.Clock.Advance(step.after)
			waitFor(t, step.want, sent)
		}
	})
}

// waitFor waits for what the world's own worker may be doing.
func waitFor(t *testing.T, want int, count func() int) {
	t.Helper()
	for range 400 {
		if count() == want {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("%d mails, want %d", count(), want)
}

// TestItsLastUseIsNoted: the first at once, others to a few minutes, with a pseudonym of the address.
func TestItsLastUseIsNoted(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		used := func() apikeys.APIKey {
			var key apikeys.APIKey
			w.Member.Get(t, mine+"/"+made.APIKey.ID.String()).Want(t, http.StatusOK).JSON(t, &key)
			return key
		}
		if key := used(); key.LastUsedAt != nil {
			t.Errorf("used at %s before its first use", key.LastUsedAt)
		}
		for _, step := range []struct{ after, known time.Duration }{{0, 0}, {4 * time.Minute, 0}, {time.Minute, 5 * time.Minute}} {
			w.Clock.Advance(step.after)
			w.Anonymous.Get(t, w.Path("/tasks"), bearer(made.Secret)).Want(t, http.StatusOK)
			key := used()
			if key.LastUsedAt == nil || key.LastUsedAt.Sub(made.APIKey.CreatedAt) != step.known || key.LastUsedFrom == "" || strings.Contains(key.LastUsedFrom, "127.0.0.1") {
				t.Errorf("after %s: used at %v from %q", step.after, key.LastUsedAt, key.LastUsedFrom)
			}
		}
	})
}

// TestAdminsSeeAndEndTheKeysOfTheirWorkspace: members don't, and those of other workspaces aren't there.
func TestAdminsSeeAndEndTheKeysOfTheirWorkspace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Owner, wanted(w))
		foreign := w.WithKey(t, w.Outsider, testworld.Bound{Workspace: w.Umbra}, "tasks:read")
		w.Member.Get(t, w.Path("/api-keys")).WantProblem(t, problem.CodeForbidden)
		list := string(w.Admin.Get(t, w.Path("/api-keys")).Want(t, http.StatusOK).Body)
		if !strings.Contains(list, made.APIKey.ID.String()) || strings.Contains(list, made.Secret) || strings.Contains(list, id.APIKey(foreign.Session).String()) {
			t.Errorf("the workspace's keys are %s", list)
		}
		w.Admin.Delete(t, w.Path("/api-keys/%s", made.APIKey.ID)).Want(t, http.StatusNoContent)
		w.Anonymous.Get(t, "/api/v1/me", bearer(made.Secret)).WantProblem(t, problem.CodeUnauthenticated)
		w.Admin.Delete(t, w.Path("/api-keys/%s", made.APIKey.ID)).WantProblem(t, problem.CodeNotFound)
		if n := w.Count(t, "audit_events", "name = 'api_key.revoked' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestTwentyUsesWhileItIsRevoked: no use that begins after the answer works, on either node.
func TestTwentyUsesWhileItIsRevoked(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := make201(t, w.Member, wanted(w))
		_, second := w.ServeNode(t)
		revoked := make(chan struct{})
		var users sync.WaitGroup
		for i := range 20 {
			on := []testworld.RequestOption{bearer(made.Secret)}
			if i%2 == 1 {
				on = append(on, testworld.On(second.URL))
			}
			users.Go(func() {
				for late := false; !late; {
					select {
					case <-revoked:
						late = true
					default:
					}
					if status := w.Anonymous.Get(t, w.Path("/tasks"), on...).Status; late && status != http.StatusUnauthorized {
						t.Errorf("after it was revoked the key was answered %d", status)
					}
				}
			})
		}
		w.Member.Delete(t, mine+"/"+made.APIKey.ID.String()).Want(t, http.StatusNoContent)
		close(revoked)
		users.Wait()
	})
}

// TestAKeyHasAnAllowanceOfItsOwn: what one script spends, neither its person nor another script misses.
func TestAKeyHasAnAllowanceOfItsOwn(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite, func(o *app.Options) { o.Limits = ratelimit.Limits{"read": {Burst: 50, Per: time.Minute}} })
	flooding := w.WithKey(t, w.Member, testworld.Bound{}, "tasks:read")
	other := w.WithKey(t, w.Member, testworld.Bound{}, "tasks:read")
	passed := 0
	for range 500 {
		if flooding.Get(t, w.Path("/tasks")).Status == http.StatusOK {
			passed++
		}
	}
	if passed != 50 {
		t.Errorf("%d of 500 requests passed, want 50", passed)
	}
	for _, who := range []*testworld.Person{w.Member, other, w.Second} {
		for range 25 {
			who.Get(t, w.Path("/tasks")).Want(t, http.StatusOK)
		}
	}
}

// TestABoundKeyMovesNothingOut: neither one task nor many go where it doesn't reach, and
// when its project is gone it reaches nothing.
func TestABoundKeyMovesNothingOut(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		acme, _ := w.Stock(t)
		key := w.WithKey(t, w.Owner, testworld.Bound{Projects: []id.Project{acme.Main.Project}}, "tasks:update", "tasks:read", "tasks:create", "projects:read")
		to := body{"project_id": acme.Other.Project, "column_id": acme.Other.Column, "position": "top"}
		key.Post(t, w.Path("/tasks/%s/move", acme.Main.Task), to).WantProblem(t, problem.CodeNotFound)
		one := []body{{"id": acme.Main.Task}}
		key.Post(t, w.Path("/tasks/bulk"), body{"tasks": one, "changes": body{"move": to}}).WantProblem(t, problem.CodeNotFound)
		key.Post(t, w.Path("/tasks/bulk"), body{"tasks": append(one, body{"id": acme.Other.Task}), "changes": body{"priority": "high"}}).WantProblem(t, problem.CodeNotFound)
		key.Post(t, w.Path("/tasks/bulk"), body{"tasks": one, "changes": body{"priority": "high"}}).Want(t, http.StatusOK)
		key.Post(t, w.Path("/tasks"), body{"project_id": acme.Other.Project, "title": "x"}).WantProblem(t, problem.CodeNotFound)
		w.Owner.Delete(t, w.Path("/projects/%s", acme.Main.Project)).Want(t, http.StatusNoContent)
		for _, node := range []string{"", "another"} {
			var options []testworld.RequestOption
			if node != "" { // which has never seen the key
				_, second := w.ServeNode(t)
				options = append(options, testworld.On(second.URL))
			}
			for _, path := range []string{"/tasks", "/projects", "/tasks?text=task"} {
				if answer := key.Get(t, w.Path("%s", path), options...).Want(t, http.StatusOK); !strings.Contains(string(answer.Body), `"items":[]`) {
					t.Errorf("without its project the key sees %s", answer.Body)
				}
			}
		}
	})
}
