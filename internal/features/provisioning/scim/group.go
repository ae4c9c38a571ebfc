package scim

import (
	"strings"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// MostMembers is how many members a group has at most.
const MostMembers = 10_000

// Group is what is kept of a Group (RFC 7643 section 4.2).
type Group struct {
	DisplayName string
	ExternalID  string
	Members     Members
}

// Members are the members of a group.
type Members map[id.ProvisionedUser]bool

// ParseGroup reads a Group as it is made or replaced.
func ParseGroup(body []byte) (Group, error) {
	o, err := parse(body)
	if err != nil {
		return Group{}, err
	}
	g := Group{Members: Members{}}
	for _, name := range []string{"displayname", "externalid", "members"} {
		if value, there := o[name]; there && value != nil {
			if err := g.set(Change{replaces, path{attribute: name}, value}); err != nil {
				return Group{}, err
			}
		}
	}
	return g, g.complete()
}

// Patch makes the changes, each after the other.
func (g *Group) Patch(changes []Change) error {
	for _, c := range changes {
		outside, err := c.outside()
		if err != nil {
			return err
		}
		if outside {
			continue
		}
		if err := g.set(c); err != nil {
			return err
		}
	}
	return g.complete()
}

func (g *Group) complete() error {
	if g.DisplayName == "" {
		return invalid("displayName", "must not be empty")
	}
	if len(g.Members) > MostMembers {
		return problem.SCIM(problem.TooMany, "A group has at most 10,000 members.")
	}
	return nil
}

func (g *Group) set(c Change) (err error) {
	switch c.target.attribute {
	case "displayname":
		g.DisplayName, err = c.text("displayName")
	case "externalid":
		g.ExternalID, err = c.text("externalId")
	case "members":
		err = g.Members.change(c)
	default:
		err = badPath()
	}
	return err
}

// change adds, replaces or removes members. Who is to be removed and isn't there is no
// fault: that he isn't is what was asked for.
func (m Members) change(c Change) error {
	if c.target.where != nil {
		return m.changeOne(c)
	}
	if c.target.sub != "" {
		return badPath()
	}
	if c.op == removes && c.value == nil || c.op == replaces {
		clear(m)
	}
	if c.value == nil {
		return nil
	}
	return m.changeThose(c)
}

func (m Members) changeThose(c Change) error {
	list, is := c.value.([]any)
	if !is {
		list = []any{c.value}
	}
	if len(list) > MostMembers {
		return problem.SCIM(problem.TooMany, "A group has at most 10,000 members.")
	}
	for _, item := range list {
		value, err := member(item)
		if err != nil {
			return err
		}
		who, unknown := id.Parse[id.ProvisionedUser](value)
		switch {
		case c.op == removes:
			delete(m, who)
		case unknown != nil:
			return NoMember(unknown)
		default:
			m[who] = true
		}
	}
	return nil
}

// NoMember refuses a member that is no User of the workspace.
func NoMember(cause error) error {
	return problem.New(problem.CodeNotFound, "A member is no User that was made here.", cause)
}

// member is the id of a member, which clients write as an object or as itself.
func member(item any) (string, error) {
	if value, is := item.(string); is {
		return value, nil
	}
	o, err := fold(item)
	if err != nil {
		return "", err
	}
	if kind, _ := o["type"].(string); strings.EqualFold(kind, "Group") {
		return "", invalid("members", "must be Users: groups within groups aren't kept")
	}
	value, _ := o["value"].(string)
	return value, nil
}

// changeOne is for a path that selects a member by his id.
func (m Members) changeOne(c Change) error {
	name, value, simple := c.target.selects()
	said, isText := value.(string)
	if !simple || name != "value" || !isText || c.op != removes || c.target.sub != "" {
		return badPath()
	}
	if who, err := id.Parse[id.ProvisionedUser](said); err == nil {
		delete(m, who)
	}
	return nil
}
