package activity_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"taskflow/internal/features/activity"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// soon is how long tests wait for what should happen at once: machines that run
// tests are busy. What is promised is measured and logged.
const soon = 10 * time.Second

type object = map[string]any

func TestStreamShowsChangesOfOthers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Member, false)
		f := follow(t, w, w.Guest)
		if kind, buffering := f.header.Get("Content-Type"), f.header.Get("X-Accel-Buffering"); kind != "text/event-stream" || buffering != "no" {
			t.Errorf("headers: %v", f.header)
		}
		var took []time.Duration
		for range 20 {
			start := clock.System().Now()
			made := task(t, w, w.Member, board)
			f.wantTask(t, made)
			took = append(took, clock.System().Now().Sub(start))
		}
		report(t, "request to event", took)
	})
}

// report logs what was measured.
func report(t *testing.T, what string, took []time.Duration) {
	t.Helper()
	slices.Sort(took)
	t.Logf("%s: p50 %v, max %v, n %d", what, took[len(took)/2].Round(time.Millisecond/10), took[len(took)-1].Round(time.Millisecond/10), len(took))
}

func TestStreamGoesOnWithoutGapOrDouble(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Member, false)
		f := follow(t, w, w.Guest)
		last := f.last // before the first event
		for _, option := range []func(string) testworld.RequestOption{byHeader, byQuery} {
			var missed []string
			f.stop()
			for range 130 { // more than one batch
				missed = append(missed, task(t, w, w.Member, board))
			}
			f = follow(t, w, w.Guest, option(last))
			for _, made := range missed {
				f.wantTask(t, made)
			}
			last = f.last
		}
		f.stop()
		f = follow(t, w, w.Guest, byHeader(last))
		f.wantTask(t, task(t, w, w.Member, board))
	})
}

func byHeader(mark string) testworld.RequestOption { return testworld.Header("Last-Event-ID", mark) }

func byQuery(mark string) testworld.RequestOption {
	return func(r *http.Request) { r.URL.RawQuery = "last_event_id=" + mark }
}

func TestStreamResetsWhatItCannotContinue(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Member, false)
		f := follow(t, w, w.Guest)
		f.wantTask(t, task(t, w, w.Member, board))
		old := f.last
		f.stop()
		w.Join(t, w.Umbra, w.Guest, "guest")
		for name, mark := range map[string]string{"nonsense": "17", "cut": old[:len(old)-2], "foreign": foreignMark(t, w, w.Outsider)} {
			f := follow(t, w, w.Guest, byHeader(mark))
			if m := f.next(t); m.kind != "reset" {
				t.Errorf("%s: %+v", name, m)
			}
			f.wantTask(t, task(t, w, w.Member, board))
			f.stop()
		}
		w.Clock.Advance(events.Kept)
		w.SignIn(t, w.Guest)
		w.SignIn(t, w.Member)
		if n, err := events.Forget(t.Context(), w.App.DB, w.Clock.Now().Add(time.Minute)); err != nil || n == 0 {
			t.Fatalf("forgot %d, %v", n, err)
		}
		f = follow(t, w, w.Guest, byHeader(old))
		if m := f.next(t); m.kind != "reset" || m.id == "" {
			t.Errorf("after the retention: %+v", m)
		}
		f.wantTask(t, task(t, w, w.Member, board))
	})
}

// foreignMark is a mark of Umbra's stream.
func foreignMark(t *testing.T, w *testworld.World, p *testworld.Person) string {
	t.Helper()
	acme := w.Acme
	w.Acme = w.Umbra
	defer func() { w.Acme = acme }()
	f := follow(t, w, p)
	f.stop()
	return f.last
}

func TestStreamHidesPrivateProjects(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		open, hidden := project(t, w, w.Member, false), project(t, w, w.Member, true)
		insider, owner, outsider := follow(t, w, w.Member), follow(t, w, w.Owner), follow(t, w, w.Second)
		secret := task(t, w, w.Member, hidden)
		told := task(t, w, w.Member, open)
		insider.wantTask(t, secret)
		insider.wantTask(t, told)
		owner.wantTask(t, told) // the owner's role doesn't reach it either
		outsider.wantTask(t, told)
		// From the moment of being let in, and only until being taken out.
		member := w.Path("/projects/%s/members/%s", hidden, w.Second.ID)
		w.Member.Put(t, member, nil)
		if m := outsider.next(t); m.kind != "project.member_added" {
			t.Fatalf("let in: %+v", m)
		}
		if m := outsider.next(t); m.kind != "project.shown" {
			t.Fatalf("let in: %+v", m)
		}
		outsider.wantTask(t, task(t, w, w.Member, hidden))
		w.Member.Delete(t, member)
		if m := outsider.next(t); m.kind != "project.hidden" {
			t.Fatalf("taken out: %+v", m)
		}
		task(t, w, w.Member, hidden)
		outsider.wantTask(t, task(t, w, w.Member, open))
		// Nor does going back to before show what is hidden now.
		back := follow(t, w, w.Second, byHeader(outsider.last))
		outsider.wantTask(t, func() string { m := task(t, w, w.Member, open); back.wantTask(t, m); return m }())
	})
}

func TestStreamIsOfOneWorkspace(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Outsider.Get(t, w.Path("/events")).WantProblem(t, problem.CodeNotFound)
		w.Anonymous.Get(t, w.Path("/events")).WantProblem(t, problem.CodeUnauthenticated)
		w.Disabled.Get(t, w.Path("/events")).WantProblem(t, problem.CodeUnauthenticated)
		w.WithToken(t, w.Member, "tasks:read").Get(t, w.Path("/events")).WantProblem(t, problem.CodeForbidden)
		board := project(t, w, w.Member, false)
		f := follow(t, w, w.Guest)
		elsewhere := w.Outsider.Post(t, w.ForeignPath("/projects"), object{"name": "U"}).Want(t, http.StatusCreated).ID(t)
		w.Outsider.Post(t, w.ForeignPath("/tasks"), object{"project_id": elsewhere, "title": "T"}).Want(t, http.StatusCreated)
		f.wantTask(t, task(t, w, w.Member, board))
	})
}

// revocations are what must end a stream within a second.
var revocations = map[string]func(t *testing.T, w *testworld.World, p *testworld.Person){
	"session revoked": func(t *testing.T, w *testworld.World, p *testworld.Person) {
		w.Exec(t, db.Scope{}, "UPDATE sessions SET revoked_at = $1 WHERE id = $2", w.Clock.Now(), p.Session)
	},
	"signed out": func(t *testing.T, _ *testworld.World, p *testworld.Person) {
		p.Post(t, "/api/v1/auth/logout", nil).Want(t, http.StatusNoContent)
	},
	"membership removed": func(t *testing.T, w *testworld.World, p *testworld.Person) {
		w.Exec(t, db.Scope{Workspace: w.Acme}, "DELETE FROM members WHERE workspace_id = $1 AND user_id = $2", w.Acme, p.ID)
	},
	"account disabled": func(t *testing.T, w *testworld.World, p *testworld.Person) {
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE id = $1", p.ID)
	},
}

func TestStreamEndsWithinASecondOfRevocation(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var took []time.Duration
		for name, revoke := range revocations {
			for range 3 {
				p := w.NewPerson(t, "Leaver")
				w.Join(t, w.Acme, p, "member")
				f := follow(t, w, p)
				start := clock.System().Now()
				revoke(t, w, p)
				if rest := f.ended(t); len(rest) > 0 {
					t.Errorf("%s: afterwards came %+v", name, rest)
				}
				took = append(took, clock.System().Now().Sub(start))
			}
		}
		report(t, "revocation to end", took)
		if slowest := slices.Max(took); slowest > 3*time.Second {
			t.Errorf("took %v", slowest)
		}
	})
}

func TestStreamEndsWhenTheCompanysSignInIsRequired(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Owner, false)
		outside, within, owner := follow(t, w, w.Member), follow(t, w, w.BoundTo(t, w.Second, w.Acme)), follow(t, w, w.Owner)
		w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE workspaces SET company_from = $1 WHERE id = $2", w.Clock.Now(), w.Acme)
		if rest := outside.ended(t); len(rest) > 0 {
			t.Errorf("afterwards came %+v", rest)
		}
		made := task(t, w, w.Owner, board)
		within.wantTask(t, made)
		owner.wantTask(t, made)
	})
}

func TestStreamEndsWithItsToken(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	p := w.WithToken(t, w.Member)
	f := follow(t, w, p)
	w.Clock.Advance(16 * time.Minute) // a token lives for 15
	f.ended(t)
}

func TestStreamsOfTwoNodes(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		if w.Engine == db.SQLite {
			t.Skip("SQLite has one node")
		}
		_, other := w.ServeNode(t)
		board := project(t, w, w.Member, false)
		f := follow(t, w, w.Guest, testworld.On(other.URL))
		var took []time.Duration
		for range 10 {
			start := clock.System().Now()
			f.wantTask(t, task(t, w, w.Member, board))
			took = append(took, clock.System().Now().Sub(start))
		}
		report(t, "request on one node to event on the other", took)
		// The place is known on every node.
		f.stop()
		missed := task(t, w, w.Member, board, testworld.On(other.URL))
		f = follow(t, w, w.Guest, byHeader(f.last))
		f.wantTask(t, missed)
		f = follow(t, w, w.Second, testworld.On(other.URL))
		start := clock.System().Now()
		w.Second.Post(t, "/api/v1/auth/logout", nil).Want(t, http.StatusNoContent)
		f.ended(t)
		report(t, "revocation on one node to end on the other", []time.Duration{clock.System().Now().Sub(start)})
	})
}

func TestStreamsArePerPersonBounded(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	var open []*following
	for range activity.MostStreamsPerson {
		open = append(open, follow(t, w, w.Guest))
	}
	refused := w.Guest.Get(t, w.Path("/events")).WantProblem(t, problem.CodeTooManyRequests)
	if refused.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	follow(t, w, w.Second) // others aren't kept out
	open[0].stop()
	for range 500 { // the server notices that a client left a moment later
		r := w.Guest.Request(t, http.MethodGet, w.Path("/events"), nil)
		ctx, cancel := context.WithCancel(t.Context())
		response, err := w.Server.Client().Do(r.WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		status := response.StatusCode
		cancel()
		_ = response.Body.Close()
		if status == http.StatusOK {
			return
		}
	}
	t.Error("the seat wasn't given back")
}

func TestStreamRefusesLongMarks(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	w.Guest.Get(t, w.Path("/events"), byHeader(strings.Repeat("x", 4000))).WantProblem(t, problem.CodeInvalid)
}
