package app_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// takesKey tells whether a retried request is answered as the first one was.
func (o operation) takesKey() bool {
	return o.Method == http.MethodPost && !o.Permission.ForAnyone() && o.NoReplay == "" && o.Shape == endpoint.Handles
}

// endsTheRight are the endpoints after which one may not ask again: the right
// to an answer is decided anew for each retry (docs/adr/0004-idempotency.md).
var endsTheRight = map[string]int{"members.leave": http.StatusNotFound}

// eachRetried runs f for every endpoint that takes an Idempotency-Key, each on
// a fresh stage, with what one such request does.
func (w *ward) eachRetried(t *testing.T, f func(t *testing.T, o operation, once effect)) {
	t.Helper()
	n := 0
	for _, o := range w.list {
		if o.takesKey() {
			once := w.effectOf(t, o)
			w.reset(t)
			f(t, o, once)
			w.reset(t)
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d endpoints take an Idempotency-Key", n)
	}
}

// effect is what a request that works does.
type effect struct {
	who    func(*ward) *testworld.Person
	answer *testworld.Answer
	rows   map[string]int64 // how many more of each table
}

// doers are people one of whom may do anything; not the last owner, who can't leave.
var doers = []func(*ward) *testworld.Person{
	func(w *ward) *testworld.Person { return w.Owner },
	func(w *ward) *testworld.Person { return w.Member },
}

// effectOf sends one request with a key, as somebody for whom it works.
func (w *ward) effectOf(t *testing.T, o operation) effect {
	t.Helper()
	for _, who := range doers {
		d := w.working(t, o, who(w))
		before := w.Counts(t)
		answer := d.send(t, w.World, who(w), withKey("first"))
		if answer.Status < http.StatusBadRequest {
			return effect{who, answer, more(before, w.Counts(t))}
		}
	}
	t.Fatalf("%s works for nobody", o.Name)
	return effect{}
}

func withKey(key string) testworld.RequestOption { return testworld.Header("Idempotency-Key", key) }

// more is how many rows came to each table.
func more(before, now map[string]int64) map[string]int64 {
	rows := map[string]int64{}
	for table := range now {
		if n := now[table] - before[table]; n != 0 {
			rows[table] = n
		}
	}
	return rows
}

// twenty sends the same request twenty times at once.
func (w *ward) twenty(t *testing.T, send func(n int) *testworld.Answer) []*testworld.Answer {
	t.Helper()
	answers := make([]*testworld.Answer, 20)
	var senders sync.WaitGroup
	start := make(chan struct{})
	for n := range answers {
		senders.Go(func() {
			<-start
			answers[n] = send(n)
		})
	}
	close(start)
	senders.Wait()
	return answers
}

// TestTwentyRetriesAtOnceDoItOnce: of twenty equal requests with one key one
// does its work, and all are answered alike.
func TestTwentyRetriesAtOnceDoItOnce(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		w.eachRetried(t, func(t *testing.T, o operation, once effect) {
			who := once.who(w)
			d := w.working(t, o, who)
			before := w.Counts(t)
			answers := w.twenty(t, func(int) *testworld.Answer { return d.send(t, w.World, who, withKey("k")) })
			entries := w.Count(t, "audit_events", "outcome = 'success' AND name = '"+o.Audit.Name()+"'")
			got := more(before, w.Counts(t))
			w.mustBeAlike(t, o, answers, once)
			if _, ends := endsTheRight[o.Name]; ends {
				delete(got, "audit_events") // those who came too late left an entry each
				once.rows = maps.Clone(once.rows)
				delete(once.rows, "audit_events")
			}
			if diff := cmp.Diff(once.rows, got); diff != "" || entries == 0 {
				t.Errorf("%s twenty times changed (-once +twenty times):\n%s", o.Name, diff)
			}
		})
	})
}

// mustBeAlike: every answer is what a single request gets, and all are the same.
func (w *ward) mustBeAlike(t *testing.T, o operation, answers []*testworld.Answer, once effect) {
	t.Helper()
	var first *testworld.Answer
	for n, answer := range answers {
		if late, ends := endsTheRight[o.Name]; ends && answer.Status == late {
			continue
		}
		if o.Upload != "" && answer.Status == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "" {
			continue // there are few places for files: to be sent again
		}
		if answer.Status != once.answer.Status {
			t.Errorf("%s, request %d of 20, answered %d, want %d: %.300s", o.Name, n, answer.Status, once.answer.Status, answer.Body)
			continue
		}
		if first == nil {
			first = answer
		}
		if !bytes.Equal(answer.Body, first.Body) || answer.Header.Get("Etag") != first.Header.Get("Etag") {
			t.Errorf("%s answered two retries differently:\n%.300s %s\n%.300s %s", o.Name, first.Body, first.Header.Get("Etag"), answer.Body, answer.Header.Get("Etag"))
		}
	}
	if first == nil {
		t.Errorf("%s worked for none of twenty", o.Name)
	}
}

// TestAKeyIsOfOnePersonAndOneRequest: another request with the same key is
// refused and does nothing; another person's key is another key.
func TestAKeyIsOfOnePersonAndOneRequest(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		w.eachRetried(t, func(t *testing.T, o operation, once effect) {
			if _, ends := endsTheRight[o.Name]; ends {
				return
			}
			who := once.who(w)
			d := w.working(t, o, who)
			d.send(t, w.World, who, withKey("k")).Want(t, once.answer.Status)
			before := w.RowsAtRest(t)
			who.Post(t, "/api/v1/workspaces", map[string]any{"name": "Another"}, withKey("k")).WantProblem(t, problem.CodeIdempotencyReuse)
			w.mustRefuseOthers(t, d, who)
			if changed := before.Changed(w.Rows(t)); len(changed) > 0 {
				t.Errorf("%s: what was refused changed %v", o.Name, changed)
			}
			mine := w.Count(t, "idempotency_keys", "TRUE")
			other := w.working(t, o, w.Admin)
			answer := other.send(t, w.World, w.Admin, withKey("k"))
			kept := w.Count(t, "idempotency_keys", "TRUE") - mine
			if conflict := answer.Status == http.StatusConflict; answer.Status >= http.StatusBadRequest && !conflict || !conflict && kept != 1 {
				t.Errorf("%s answered %d to another person with the same key, and kept %d answers: %.300s", o.Name, answer.Status, kept, answer.Body)
			}
		})
	})
}

// mustRefuseOthers sends the key with each part of the body changed.
func (w *ward) mustRefuseOthers(t *testing.T, d draft, who *testworld.Person) {
	t.Helper()
	refused := d.body == ""
	for part, wrong := range w.otherBodies(t, d) {
		answer := wrong.send(t, w.World, who, withKey("k"))
		if answer.Status < http.StatusBadRequest {
			t.Errorf("%s with another %s and the same key answered %d", d.Name, part, answer.Status)
		}
		refused = refused || strings.Contains(string(answer.Body), string(problem.CodeIdempotencyReuse))
	}
	if !refused {
		t.Errorf("%s: no other body came as far as its key", d.Name)
	}
}

// otherBodies are the request with another text, number or id in its body.
func (w *ward) otherBodies(t *testing.T, d draft) map[string]draft {
	t.Helper()
	list := map[string]draft{}
	if d.body == "" {
		return list
	}
	other, _ := onShelf(w.acme, w.acme.Main)
	for _, at := range d.slots() {
		if wrong := at.put(d, other[at.prefix]); strings.HasPrefix(at.where, "body") && wrong.body != d.body {
			list[at.where] = wrong
		}
	}
	for name, value := range d.object(t) {
		wrong := d
		switch value := value.(type) {
		case string:
			wrong.put(t, name, value+"x")
		case float64:
			wrong.put(t, name, value+1)
		case bool:
			wrong.put(t, name, !value)
		default:
			continue
		}
		list[name] = wrong
	}
	return list
}

// TestAfterAFailureTheSameKeyWorks: only what succeeded is answered again. What
// was refused before or failed inside may be tried again with the same key.
func TestAfterAFailureTheSameKeyWorks(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		w.eachRetried(t, func(t *testing.T, o operation, once effect) {
			who := once.who(w)
			d := w.working(t, o, who)
			before := w.RowsAtRest(t)
			w.fault.During(unwritten, func() { d.send(t, w.World, who, withKey("k")).Want(t, http.StatusInternalServerError) })
			w.setState(t, who, "disabled")
			d.send(t, w.World, who, withKey("k")).WantProblem(t, problem.CodeUnauthenticated)
			w.setState(t, who, "active")
			malformed := d
			malformed.query = "unknown=1"
			malformed.send(t, w.World, who, withKey("k")).WantProblem(t, problem.CodeInvalid)
			if changed := before.Changed(w.Rows(t)); len(changed) > 0 {
				t.Errorf("%s failed and changed %v", o.Name, changed)
			}
			first := d.send(t, w.World, who, withKey("k")).Want(t, once.answer.Status)
			second := d.send(t, w.World, who, withKey("k"))
			if late, ends := endsTheRight[o.Name]; ends {
				second.Want(t, late)
			} else if second.Want(t, once.answer.Status); !bytes.Equal(first.Body, second.Body) {
				t.Errorf("%s answered %.300s and then %.300s", o.Name, first.Body, second.Body)
			}
		})
	})
}

// setState opens or shuts an account.
func (w *ward) setState(t *testing.T, who *testworld.Person, state string) {
	t.Helper()
	w.Administer(t, "UPDATE users SET state = '"+state+"' WHERE email = '"+who.Email+"'")
}

// TestARefusalIsNotKept: a conflict that somebody has cleared away since is none for the same key.
func TestARefusalIsNotKept(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		first := w.Owner.Post(t, w.Path("/labels"), json.RawMessage(`{"name":"bug","color":"red"}`)).Want(t, http.StatusCreated)
		again := func() *testworld.Answer {
			return w.Owner.Post(t, w.Path("/labels"), json.RawMessage(`{"name":"bug","color":"red"}`), withKey("k"))
		}
		again().WantProblem(t, problem.CodeConflict)
		again().WantProblem(t, problem.CodeConflict)
		w.Owner.Delete(t, w.Path("/labels/%s", first.ID(t))).Want(t, http.StatusNoContent)
		made := again().Want(t, http.StatusCreated)
		if again().Want(t, http.StatusCreated).ID(t) != made.ID(t) {
			t.Error("the retry made another label")
		}
	})
}
