package imports

import (
	"slices"
	"strings"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/platform/id"
)

// people are the workspace's members by what they are called.
type people map[string][]id.User

func called(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func (p people) add(name string, user id.User) {
	key := called(name)
	p[key] = append(p[key], user)
}

// keep forgets everybody else.
func (p people) keep(users map[id.User]bool) {
	for name, list := range p {
		p[name] = slices.DeleteFunc(list, func(u id.User) bool { return !users[u] })
	}
}

// find returns whose name or user name it exactly is, in whatever case. Of two
// candidates it takes none: a task must not reach the wrong person.
func (p people) find(m board.Member) (user id.User, candidates int) {
	var found []id.User
	for _, name := range []string{m.Name, m.Username} {
		if called(name) != "" {
			found = append(found, p[called(name)]...)
		}
	}
	slices.SortFunc(found, func(a, b id.User) int { return slices.Compare(a[:], b[:]) })
	found = slices.Compact(found)
	if len(found) != 1 {
		return id.User{}, len(found)
	}
	return found[0], 1
}
