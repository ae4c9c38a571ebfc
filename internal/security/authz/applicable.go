package authz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// applicable are the policies that may have a say about one action. A policy
// whose head names other actions says nothing about it, whatever else is asked:
// so it is left out once, when the policies are loaded, and from those that are
// left the naming is taken off.
type applicable []*named

// named is a policy without the action that its head names, and what it looks at.
type named struct {
	id     cedar.PolicyID
	policy *cedar.Policy
	action actionScope
	looks  looks
}

// All makes applicable a cedar.PolicyIterator.
func (a applicable) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, n := range a {
			if !yield(n.id, n.policy) {
				return
			}
		}
	}
}

// readAll takes each policy of a set apart, in the order of their names.
func readAll(set *cedar.PolicySet) (list applicable, err error) {
	for id, policy := range set.All() {
		n := &named{id: id}
		if err := n.read(policy); err != nil {
			return nil, fmt.Errorf("policy %q: %w", id, err)
		}
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b *named) int { return cmp.Compare(a.id, b.id) })
	return list, nil
}

// to is those of the policies that apply to an action, and what they look at.
func (a applicable) to(action cedar.EntityUID) (list applicable, l looks) {
	for _, n := range a {
		if n.action.covers(action) {
			list = append(list, n)
			l = l.and(n.looks)
		}
	}
	return list, l
}

// actionScope is the action in the head of a policy, in Cedar's JSON form.
type actionScope struct {
	Op       string      `json:"op"`
	Entity   *actionID   `json:"entity,omitempty"`
	Entities []*actionID `json:"entities,omitempty"`
}

type actionID struct{ Type, ID string }

// read takes a policy apart by its JSON form, of which only the action is changed: one that
// covers an action needn't be asked about it again.
func (n *named) read(policy *cedar.Policy) error {
	text, err := policy.MarshalJSON()
	if err != nil {
		return err
	}
	n.looks = looksIn(text)
	parts := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	if err := json.Unmarshal(parts["action"], &n.action); err != nil {
		return err
	}
	if n.action.names() {
		parts["action"] = json.RawMessage(`{"op":"All"}`)
	}
	if text, err = json.Marshal(parts); err != nil {
		return err
	}
	n.policy = &cedar.Policy{}
	return n.policy.UnmarshalJSON(text)
}

// names tells whether actions are named. What isn't known covers everything: then the
// policy itself, unchanged, decides.
func (s *actionScope) names() bool { return s.Op == "==" || s.Op == "in" }

// covers tells whether the policy is about the action. Actions have no groups
// here, so that being in a list means being on it.
func (s *actionScope) covers(action cedar.EntityUID) bool {
	names := s.Entities
	if s.Entity != nil {
		names = append(names, s.Entity)
	}
	return !s.names() || slices.ContainsFunc(names, func(n *actionID) bool {
		return cedar.NewEntityUID(cedar.EntityType(n.Type), cedar.String(n.ID)) == action
	})
}
