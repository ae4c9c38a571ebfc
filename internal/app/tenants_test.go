package app_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/testworld"
)

// TestNoIDOfAnotherWorkspace puts, into every place of every request where an
// id stands, the same kind's id of a workspace that the asker isn't in.
func TestNoIDOfAnotherWorkspace(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		s.tryEverywhere(t, s.Owner, func(d draft, at slot) []draft {
			foreign, _ := d.onShelf(s.umbra, s.umbra.Main)
			return []draft{at.put(d, foreign[at.prefix])}
		}, nil)
	})
}

// TestNoIDOfAPrivateProject does the same with a project of one's own workspace
// that isn't open to the asker: not even to the workspace's owner.
func TestNoIDOfAPrivateProject(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, who := range []*testworld.Person{s.Owner, s.Second, s.Guest} {
			s.tryEverywhere(t, who, func(d draft, at slot) []draft {
				private, _ := d.onShelf(s.acme, s.acme.Private)
				if private[at.prefix] == d.current(at) || !ofProject[at.prefix] {
					return nil // what belongs to the whole workspace is no secret in it
				}
				return []draft{at.put(d, private[at.prefix]), d.onlyWith(private)}
			}, nil)
		}
	})
}

// TestNoIDBelowAnotherParent names children beside parents that they don't
// belong to: the comment of one task by way of another's path.
func TestNoIDBelowAnotherParent(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		s.tryEverywhere(t, s.Owner, func(d draft, at slot) []draft {
			other, _ := d.onShelf(s.acme, s.acme.Other)
			if !ofProject[at.prefix] || d.relatives(at) == 0 {
				return nil
			}
			return []draft{at.put(d, other[at.prefix])}
		}, acrossProjects)
	})
}

// ofProject are the kinds of things that live in one project.
var ofProject = map[string]bool{"prj": true, "col": true, "tsk": true, "cmt": true, "chk": true, "viw": true}

// acrossProjects are places where something of another project is meant to be
// named, by the endpoint's name and the place.
var acrossProjects = map[string]string{}

// inTenants counts the endpoints of workspaces: what is only one's own has no neighbours,
// and what a provider says is of no project.
func (s *stage) inTenants() int {
	return len(s.those(func(o operation) bool { return o.inTenant() && !o.Permission.OfProvisioning() }))
}

// tryEverywhere asks with each variant of each request. Every one must be
// hidden and leave nothing behind; what is hidden must have worked before.
func (s *stage) tryEverywhere(t *testing.T, who *testworld.Person, variants func(draft, slot) []draft, except map[string]string) {
	t.Helper()
	if tried := s.try(t, who, variants, except); tried < s.inTenants()/5 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// try does that, and returns how many requests there were.
func (s *stage) try(t *testing.T, asks *testworld.Person, variants func(draft, slot) []draft, except map[string]string) (tried int) {
	t.Helper()
	for _, o := range s.list {
		who := asks
		if asks == s.Owner {
			who = s.doer(o)
		}
		d := s.working(t, o, who)
		before := s.RowsAtRest(t)
		for _, at := range d.slots() {
			if own[at.prefix] {
				continue
			}
			for _, wrong := range variants(d, at) {
				if _, meant := except[o.Name+" "+at.where]; meant {
					continue
				}
				tried++
				s.mustBeHidden(t, d, wrong, at, who, before)
			}
		}
	}
	return tried
}

// own are ids that belong to a person, in whichever workspace: TestOwnThings is about them.
var own = map[string]bool{"ses": true, "pky": true}

// mustBeHidden sends a request with an id that isn't the asker's to know. A 403
// tells nothing when the same request with his own id is answered 403 as well.
func (s *stage) mustBeHidden(t *testing.T, right, d draft, at slot, who *testworld.Person, before testworld.Rows) {
	t.Helper()
	answer := d.send(t, s.World, who)
	nothing := strings.HasPrefix(at.where, "query.") && answer.Status == http.StatusOK && strings.Contains(string(answer.Body), `"items":[]`)
	refusedAnyway := answer.Status == http.StatusForbidden && right.send(t, s.World, who).Status == http.StatusForbidden
	if answer.Status != http.StatusNotFound && !nothing && !refusedAnyway {
		t.Errorf("%s with another's %s in %s, as %s, answered %d: %.200s", d.Name, at.prefix, at.where, who.Name, answer.Status, answer.Body)
	}
	if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
		t.Fatalf("%s with another's %s in %s, as %s, changed %v", d.Name, at.prefix, at.where, who.Name, changed)
	}
}

// current is the id that stands in a place now; empty in a query, where none does.
func (d draft) current(at slot) string {
	if name, inPath := strings.CutPrefix(at.where, "path."); inPath {
		return d.segments[name]
	}
	return ""
}

// onlyWith is the request about another shelf and nothing else.
func (d draft) onlyWith(things ids) draft {
	for _, at := range d.slots() {
		if ofProject[at.prefix] && !strings.HasPrefix(at.where, "query.") {
			d = at.put(d, things[at.prefix])
		}
	}
	return d
}

// relatives counts the other places in the request that name something of the same project.
func (d draft) relatives(at slot) (n int) {
	for _, other := range d.slots() {
		if other.where != at.where && ofProject[other.prefix] && !strings.HasPrefix(other.where, "query.") {
			n++
		}
	}
	return n
}

// TestOwnThings: what belongs to another person is ended, renamed and removed by nobody
// else; another's key by nobody but who manages those of the workspace.
func TestOwnThings(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		theirs := map[string]string{"ses": s.spareSession(t, s.Member).String(), "pky": s.AddPasskey(t, s.Member).ID.String()}
		for _, o := range s.list {
			d := s.working(t, o, s.Owner)
			before := s.RowsAtRest(t)
			for _, at := range d.slots() {
				if own[at.prefix] {
					s.mustBeHidden(t, d, at.put(d, theirs[at.prefix]), at, s.Owner, before)
				}
				if at.prefix == "key" && !o.inTenant() {
					s.mustBeHidden(t, d, at.put(d, s.acme.Key.String()), at, s.Owner, before)
				}
			}
		}
	})
}
