package app_test

import (
	"strings"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// persona is a way to stand before an endpoint: a column of the table.
type persona struct {
	name string
	who  func(t testing.TB, s *stage, o operation) *testworld.Person
}

func as(name string, who func(w *testworld.World) *testworld.Person) persona {
	return persona{name, func(_ testing.TB, s *stage, _ operation) *testworld.Person { return who(s.World) }}
}

// withScope is the owner with an access token for the permissions that keep chooses.
func withScope(name string, keep func(permission, needed string) bool) persona {
	return persona{name, func(t testing.TB, s *stage, o operation) *testworld.Person {
		scope := []string{"nothing:else"} // an empty scope is no limit
		for permission := range s.permissions() {
			if keep(permission, o.Permission.Name()) {
				scope = append(scope, permission)
			}
		}
		return s.WithToken(t, s.Owner, scope...)
	}}
}

// byKey is the owner's API key for the permissions that keep chooses, bound to what to says.
func byKey(name string, to func(s *stage) testworld.Bound, keep func(permission, needed string) bool) persona {
	return persona{name, func(t testing.TB, s *stage, o operation) *testworld.Person {
		scope := []string{"nothing:else"}
		for permission := range s.permissions() {
			if keep(permission, o.Permission.Name()) {
				scope = append(scope, permission)
			}
		}
		bound := to(s)
		if bound.Workspace == elsewhere {
			bound.Workspace = id.New[id.Workspace]()
			s.Workspace(t, bound.Workspace, "Third", s.Owner)
		}
		return s.WithKey(t, s.Owner, bound, scope...)
	}}
}

// elsewhere stands for one more workspace of the owner's.
var elsewhere = id.Workspace{15: 1}

func everywhere(*stage) testworld.Bound { return testworld.Bound{} }

func needed(permission, needed string) bool { return permission == needed }

// permissions are all that a credential can be limited to, and whether they change something.
func (s *stage) permissions() map[string]bool {
	names := map[string]bool{}
	for _, o := range s.list {
		if o.Permission.Scoped() {
			names[o.Permission.Name()] = names[o.Permission.Name()] || !o.Reads()
		}
	}
	return names
}

const (
	noScope   = "token: all but the needed"
	theScope  = "token: the needed only"
	sameTopic = "token: the feature's other verbs"

	theKey       = "key: the needed only"
	keyNoScope   = "key: all but the needed"
	keyElsewhere = "key: of another workspace"
	theProvider  = "provisioning token"
	keyProject   = "key: of its project"
	keyOther     = "key: of another project"

	boundHere      = "company: its workspace"
	boundElsewhere = "company: another workspace"
)

// personas are the columns of the table. The member is the creator of the task
// and the author of the comment that requests are about.
var personas = []persona{
	as("anonymous", func(w *testworld.World) *testworld.Person { return w.Anonymous }),
	as("owner", func(w *testworld.World) *testworld.Person { return w.Owner }),
	as("admin", func(w *testworld.World) *testworld.Person { return w.Admin }),
	as("member, its creator", func(w *testworld.World) *testworld.Person { return w.Member }),
	as("member", func(w *testworld.World) *testworld.Person { return w.Second }),
	as("guest", func(w *testworld.World) *testworld.Person { return w.Guest }),
	as("outsider", func(w *testworld.World) *testworld.Person { return w.Outsider }),
	as("disabled", func(w *testworld.World) *testworld.Person { return w.Disabled }),
	{theProvider, func(_ testing.TB, s *stage, _ operation) *testworld.Person { return s.acme.Provisioner }},
	withScope(theScope, func(p, needed string) bool { return p == needed }),
	withScope(noScope, func(p, needed string) bool { return p != needed }),
	withScope(sameTopic, func(p, needed string) bool { return p != needed && topic(p) == topic(needed) }),
	byKey(theKey, everywhere, needed),
	byKey(keyNoScope, everywhere, func(p, needed string) bool { return p != needed }),
	byKey(keyElsewhere, func(*stage) testworld.Bound { return testworld.Bound{Workspace: elsewhere} }, needed),
	byKey(keyProject, func(s *stage) testworld.Bound { return ofShelf(s.acme.Main) }, needed),
	byKey(keyOther, func(s *stage) testworld.Bound { return ofShelf(s.acme.Other) }, needed),
	{boundHere, func(t testing.TB, s *stage, _ operation) *testworld.Person { return s.BoundTo(t, s.Owner, s.Acme) }},
	{boundElsewhere, func(t testing.TB, s *stage, _ operation) *testworld.Person {
		third := id.New[id.Workspace]()
		s.Workspace(t, third, "Third", s.Owner)
		return s.BoundTo(t, s.Owner, third)
	}},
}

func ofShelf(h testworld.Shelf) testworld.Bound {
	return testworld.Bound{Projects: []id.Project{h.Project}}
}

// topic is the feature that a permission is about.
func topic(permission string) string {
	name, _, _ := strings.Cut(permission, ":")
	return name
}
