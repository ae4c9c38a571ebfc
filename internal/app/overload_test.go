package app_test

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// jam is a stage on which one password is hashed at once and one more may wait, and where
// the one that is hashed can be held.
type jam struct {
	*stage
	held   atomic.Pointer[chan struct{}]
	inside chan struct{}
}

func eachJam(t *testing.T, f func(t *testing.T, j *jam)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			j := &jam{inside: make(chan struct{})}
			j.stage = newStage(t, engine, func(o *app.Options) {
				o.Passwords.Concurrent, o.Passwords.Waiting, o.Passwords.Wait, o.Passwords.Meanwhile = 1, 1, time.Minute, j.hashing
			})
			f(t, j)
		})
	}
}

func (j *jam) hashing() {
	if held := j.held.Load(); held != nil {
		j.inside <- struct{}{}
		<-*held
	}
}

// during runs act while every place is taken. Of two who come when one is inside, one waits
// and the other is refused: from then on there is no place. Who had one is served in the end.
func (j *jam) during(t *testing.T, act func()) {
	t.Helper()
	const text = "seven green lamps hum"
	j.SetPassword(t, j.Second, text)
	held, waiting := make(chan struct{}), make(chan *testworld.Answer, 2)
	var inside *testworld.Answer
	var all sync.WaitGroup
	signIn := func(email string) *testworld.Answer {
		return j.Anonymous.Post(t, "/api/v1/auth/login", map[string]string{"email": email, "password": text, "client": "browser"})
	}
	j.held.Store(&held)
	all.Go(func() { inside = signIn(j.Second.Email) })
	<-j.inside
	for range cap(waiting) {
		all.Go(func() { waiting <- signIn("nobody@example.org") })
	}
	func() {
		defer all.Wait()
		defer close(held)
		defer j.held.Store(nil)
		(<-waiting).WantProblem(t, problem.CodeUnavailable)
		act()
	}()
	inside.Want(t, http.StatusOK)
	(<-waiting).WantProblem(t, problem.CodeUnauthenticated)
}

// hash are the endpoints that have passwords hashed.
var hash = []string{"accounts.signup", "recovery.reset", "sessions.change_password", "sessions.login", "sessions.step_up"}

// TestPasswordsThatFindNoPlace: whoever comes when as many wait as may is told to come back,
// with nothing written and nothing used up: the same request works when the others have gone.
// What hashes nothing doesn't notice.
//
// ASVS: 15.2.2
func TestPasswordsThatFindNoPlace(t *testing.T) {
	t.Parallel()
	eachJam(t, func(t *testing.T, j *jam) {
		refused := map[string]bool{}
		for _, o := range j.list {
			if o.inTenant() || o.Reads() {
				continue
			}
			if j.refuses(t, o) {
				refused[o.Name] = true
			}
			j.reset(t)
		}
		if got := slices.Sorted(maps.Keys(refused)); !slices.Equal(got, hash) {
			t.Errorf("%v were refused, want %v", got, hash)
		}
	})
}

// refuses tells whether an endpoint finds no place, and holds its refusal to what is promised of it.
func (j *jam) refuses(t *testing.T, o operation) bool {
	t.Helper()
	d := j.working(t, o, j.Owner)
	var answer *testworld.Answer
	var changed []string
	j.during(t, func() {
		before := j.RowsAtRest(t)
		answer = d.send(t, j.World, j.Owner)
		changed = before.Changed(j.Rows(t))
	})
	if answer.Status != http.StatusServiceUnavailable {
		return false
	}
	if wait := answer.WantProblem(t, problem.CodeUnavailable).Header.Get("Retry-After"); wait != "5" {
		t.Errorf("%s: told to come back after %q seconds", o.Name, wait)
	}
	if len(changed) > 0 {
		t.Errorf("%s was refused and changed %v", o.Name, changed)
	}
	if again := d.send(t, j.World, j.Owner); again.Status >= http.StatusBadRequest {
		t.Errorf("%s answers %d %s when there are places", o.Name, again.Status, again.Body)
	}
	return true
}
