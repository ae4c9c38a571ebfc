package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/testworld"
)

// signedIn are the endpoints that somebody must be signed in for.
func (s *stage) signedIn() []operation {
	return s.those(func(o operation) bool { return !o.Permission.ForAnyone() })
}

// scoped are the endpoints that a token can be kept from.
func (s *stage) scoped() []operation {
	return s.those(func(o operation) bool { return o.Permission.Scoped() })
}

func (s *stage) those(are func(operation) bool) (list []operation) {
	for _, o := range s.list {
		if are(o) {
			list = append(list, o)
		}
	}
	return list
}

// traces counts the audit entries of the request that got answer, of those that fulfil a condition.
func (s *stage) traces(t *testing.T, answer *testworld.Answer, condition string) int64 {
	t.Helper()
	request, err := id.Parse[id.Request](answer.Header.Get("X-Request-Id"))
	if err != nil {
		t.Fatal(err)
	}
	return s.Count(t, "audit_events", "request_id = "+s.literal(request)+" AND "+condition)
}

// literal is an id in the SQL of the engine.
func (s *stage) literal(one [16]byte) string {
	if s.Engine == db.PostgreSQL {
		return fmt.Sprintf("'%x'::uuid", one[:])
	}
	return fmt.Sprintf("x'%x'", one[:])
}

// withParts are how many changes the example of an endpoint makes that leave entries of their own.
var withParts = map[string]int64{"tasks.bulk": 1, "saml.finish": 1}

// mustTrace holds a request to one entry, which says what was asked, how it ended and by whom.
func (s *stage) mustTrace(t *testing.T, o operation, answer *testworld.Answer, outcome audit.Outcome, who *testworld.Person) {
	t.Helper()
	name := o.Audit.NameOf(outcome)
	if name == "" {
		name = audit.Denied
	}
	says := fmt.Sprintf("name = '%s' AND outcome = '%s' AND (reason = '') = %v", name, outcome, outcome == audit.Success)
	if !who.ID.IsZero() {
		says += " AND actor_id = " + s.literal(who.ID) + " AND session_id = " + s.literal(who.Session)
	}
	if o.inTenant() {
		says += " AND workspace_id = " + s.literal(s.Acme)
	}
	want := int64(1)
	if outcome == audit.Success {
		want += withParts[o.Name]
	}
	if all, right := s.traces(t, answer, "TRUE"), s.traces(t, answer, says); all != want || right != 1 {
		t.Errorf("%s as %s answered %d and left %d entries, %d of them with %s", o.Name, who.Name, answer.Status, all, right, says)
	}
}

// TestEveryChangeLeavesOneEntry: who changes something is written down, once;
// who reads what is his to read isn't.
func TestEveryChangeLeavesOneEntry(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, o := range s.list {
			answer, who := s.done(t, o)
			if o.Reads() {
				if n := s.traces(t, answer, "TRUE"); n != 0 {
					t.Errorf("%s left %d entries", o.Name, n)
				}
				continue
			}
			s.mustTrace(t, o, answer, audit.Success, who)
			s.reset(t)
		}
	})
}

// done asks an endpoint as somebody for whom it works; as nobody, where anyone may.
func (s *stage) done(t *testing.T, o operation) (*testworld.Answer, *testworld.Person) {
	t.Helper()
	doers := []*testworld.Person{s.Owner, s.Member}
	if o.Permission.ForAnyone() {
		doers = []*testworld.Person{s.Anonymous}
	}
	if o.Permission.OfProvisioning() {
		doers = []*testworld.Person{s.acme.Provisioner}
	}
	for _, who := range doers {
		d := s.working(t, o, who)
		if o.Name == "columns.delete" {
			d.segments["column_id"] = s.acme.Main.Backlog.String() // a column with tasks stays
		}
		if answer := d.send(t, s.World, who); answer.Status < http.StatusBadRequest {
			return answer, who
		}
	}
	t.Fatalf("%s works for nobody", o.Name)
	return nil, nil
}

// TestEveryRefusalLeavesOneEntry: so is who tries what isn't his to do, reads
// included: an outsider, a token of another scope, a guest.
func TestEveryRefusalLeavesOneEntry(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		limited := s.WithToken(t, s.Owner, "nothing:else")
		for _, o := range s.scoped() {
			for _, who := range []*testworld.Person{limited, s.Outsider, s.Guest} {
				d := s.working(t, o, who)
				if who != limited && (!o.inTenant() || who == s.Guest && (o.Reads() || o.Name == guestsOwn)) {
					continue // it may be his
				}
				before := s.RowsAtRest(t)
				answer := d.send(t, s.World, who)
				if want := map[bool]int{true: http.StatusNotFound, false: http.StatusForbidden}[who == s.Outsider]; answer.Status != want {
					t.Errorf("%s as %s answered %d, want %d", o.Name, who.Name, answer.Status, want)
				}
				s.mustTrace(t, o, answer, audit.Denial, who)
				if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
					t.Errorf("%s was refused and changed %v", o.Name, changed)
				}
			}
		}
	})
}

// TestEveryFailedChangeLeavesOneEntry: a change that was tried and didn't come
// about, because what it is about isn't there or the proof is wrong.
func TestEveryFailedChangeLeavesOneEntry(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		failed := 0
		for _, o := range s.list {
			if o.Reads() {
				continue
			}
			answer, who := s.failing(t, o)
			if answer == nil {
				continue
			}
			s.mustTrace(t, o, answer, audit.Failed, who)
			failed++
		}
		if failed < 25 {
			t.Errorf("only %d changes failed", failed)
		}
	})
}

// failing asks for a change that can't be: of a thing that isn't there, or with
// the example's own token or password, which are nobody's. Nil when neither is in the request.
func (s *stage) failing(t *testing.T, o operation) (*testworld.Answer, *testworld.Person) {
	t.Helper()
	who := s.doer(o)
	if o.Permission.ForAnyone() {
		who = s.Anonymous
	}
	inPath, inBody := onShelf(s.acme, s.acme.Main)
	inPath["ses"] = id.New[id.Session]().String()
	d := newDraft(t, o, inPath, inBody)
	if strings.Contains(d.body, `"token"`) || strings.Contains(d.body, `"refresh_token"`) || strings.Contains(d.body, `assword"`) && o.Name != "accounts.signup" {
		return d.send(t, s.World, who), who
	}
	for _, at := range d.slots() {
		if at.prefix == "wsp" || !strings.HasPrefix(at.where, "path.") {
			continue
		}
		answer := at.put(d, gone(at.prefix)).send(t, s.World, who)
		if answer.Status != http.StatusNotFound {
			t.Errorf("%s of what isn't there answered %d", o.Name, answer.Status)
		}
		return answer, who
	}
	return nil, nil
}

// gone is an id of a kind that nothing has.
func gone(prefix string) string {
	text := id.New[id.Task]().String()
	return prefix + text[len(prefix):]
}
