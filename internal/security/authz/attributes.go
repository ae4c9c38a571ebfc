package authz

import (
	"bytes"

	"github.com/cedar-policy/cedar-go"
)

// looks says which attributes the policies of an action look at, of those that
// are another value in each request. Records with only the others are made once.
type looks struct{ now, people, completion bool }

// looksIn finds the attributes in a policy's own text.
func looksIn(text []byte) looks {
	return looks{
		now:        mentions(text, "now"),
		people:     mentions(text, "creator") || mentions(text, "assignee"),
		completion: mentions(text, "completed") || mentions(text, "completedAt"),
	}
}

func (l looks) and(m looks) looks {
	return looks{now: l.now || m.now, people: l.people || m.people, completion: l.completion || m.completion}
}

// mentions may say yes where nothing is looked at, which costs time only. An
// attribute that is missing where a policy does look is an error of that
// policy, and so a refusal: this can't let anybody in.
func mentions(text []byte, attribute string) bool {
	return bytes.Contains(text, []byte(`"`+attribute+`"`))
}

var (
	noMember = cedar.NewEntityUID("User", "none")

	// By change, membersEditAll and maintenance.
	steadyContexts = func() (table [2][2][2]cedar.Record) {
		each(3, func(b []bool) {
			table[index(b[0])][index(b[1])][index(b[2])] = cedar.NewRecord(contextOf(b[0], b[1], b[2]))
		})
		return table
	}()
	// By private and reached.
	steadyAttributes = func() (table [2][2]cedar.Record) {
		each(2, func(b []bool) {
			table[index(b[0])][index(b[1])] = cedar.NewRecord(attributesOf(b[0], b[1]))
		})
		return table
	}()
)

// each calls f with every combination of n booleans.
func each(n int, f func([]bool)) {
	for bits := range 1 << n {
		b := make([]bool, n)
		for i := range b {
			b[i] = bits>>i&1 == 1
		}
		f(b)
	}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func contextOf(change, membersEditAll, maintenance bool) cedar.RecordMap {
	return cedar.RecordMap{
		"change": cedar.Boolean(change), "membersEditAll": cedar.Boolean(membersEditAll), "maintenance": cedar.Boolean(maintenance),
	}
}

func (q *question) context(l looks) cedar.Record {
	if !l.now {
		return steadyContexts[index(q.permit.write)][index(q.standing.MembersEditAll)][index(q.standing.Maintenance)]
	}
	context := contextOf(q.permit.write, q.standing.MembersEditAll, q.standing.Maintenance)
	context["now"] = cedar.NewDatetime(q.now)
	return cedar.NewRecord(context)
}

func attributesOf(private, reached bool) cedar.RecordMap {
	return cedar.RecordMap{"private": cedar.Boolean(private), "reached": cedar.Boolean(reached)}
}

func (r *Resource) attributes(l looks) cedar.Record {
	if !l.people && !l.completion {
		return steadyAttributes[index(r.Private)][index(r.Reached)]
	}
	attributes := attributesOf(r.Private, r.Reached)
	attributes["creator"] = person(r.Creator.IsZero(), r.Creator.String)
	attributes["assignee"] = person(r.Assignee.IsZero(), r.Assignee.String)
	attributes["completed"] = cedar.Boolean(r.CompletedAt != nil)
	if r.CompletedAt != nil {
		attributes["completedAt"] = cedar.NewDatetime(*r.CompletedAt)
	}
	return cedar.NewRecord(attributes)
}

func person(none bool, name func() string) cedar.EntityUID {
	if none {
		return noMember
	}
	return cedar.NewEntityUID("User", cedar.String(name()))
}
