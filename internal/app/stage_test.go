package app_test

import (
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// stage is a world in which any endpoint can be asked for anything that works.
type stage struct {
	*testworld.World
	acme, umbra *testworld.Stock
	idp         *testworld.IDP
	list        []operation
}

func newStage(t testing.TB, engine db.Engine, options ...testworld.Option) *stage {
	t.Helper()
	idp := testworld.NewIDP(t)
	s := &stage{World: testworld.New(t, engine, append(options, idp.Option(t))...), idp: idp}
	s.acme, s.umbra = s.Stock(t)
	s.list = operations(t, s.App)
	return s
}

// eachStage runs f on every engine, in parallel.
func eachStage(t *testing.T, f func(t *testing.T, s *stage)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, newStage(t, engine))
		})
	}
}

// reset makes everybody and everything anew.
func (s *stage) reset(t testing.TB) {
	t.Helper()
	s.Clear(t) // what is read again and again to see changes stays small
	s.Resettle(t)
	s.acme, s.umbra = s.Stock(t)
}

// doer is who may do most: for what only an identity provider may, who holds its token.
func (s *stage) doer(o operation) *testworld.Person {
	if o.Permission.OfProvisioning() {
		return s.acme.Provisioner
	}
	return s.Owner
}

// working is a request for o that works for whoever may, as asked by who.
func (s *stage) working(t testing.TB, o operation, who *testworld.Person) draft {
	t.Helper()
	inPath, inBody := o.onShelf(s.acme, s.acme.Main)
	s.spare(t, o, who, inPath)
	d := newDraft(t, o, inPath, inBody)
	if arrange, ok := arrangements[o.Name]; ok {
		arrange(t, s, who, &d)
	}
	return d
}

// spare adds what is of a person and not of a workspace, for the endpoints that name such a thing: making one
// takes requests, and each is one more row for all that follows.
func (s *stage) spare(t testing.TB, o operation, who *testworld.Person, inPath ids) {
	t.Helper()
	for _, found := range segment.FindAllStringSubmatch(o.Path, -1) {
		if found[1] == "provider" {
			continue
		}
		switch prefix := o.pathID(t, found[1]); {
		case prefix == "ses":
			inPath[prefix] = s.spareSession(t, who).String()
		case prefix == "key" && !o.inTenant():
			inPath[prefix] = s.spareKey(t, who).String()
		case prefix == "idn":
			inPath[prefix] = s.Identity(t, who, s.idp).String()
		}
	}
}

// spareSession is another session of the same person.
func (s *stage) spareSession(t testing.TB, p *testworld.Person) id.Session {
	t.Helper()
	if p.ID.IsZero() {
		return id.New[id.Session]()
	}
	other := *p
	s.SignIn(t, &other)
	return other.Session
}

// spareKey is an API key of a person's, in a workspace of his.
func (s *stage) spareKey(t testing.TB, p *testworld.Person) id.APIKey {
	t.Helper()
	switch {
	case p.ID.IsZero(), p.Name == s.acme.Provisioner.Name: // nobody, or no member
		return id.New[id.APIKey]()
	case p.ID == s.Outsider.ID:
		return id.APIKey(s.WithKey(t, p, testworld.Bound{Workspace: s.Umbra}, "tasks:read").Session)
	}
	return id.APIKey(s.WithKey(t, p, testworld.Bound{}, "tasks:read").Session)
}
