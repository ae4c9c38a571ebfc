package authz

import (
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
type applicable []named

type named struct {
	id     cedar.PolicyID
	policy *cedar.Policy
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

// applyTo returns the policies of set that apply to an action.
func applyTo(set *cedar.PolicySet, action cedar.EntityUID) (applicable, error) {
	var list applicable
	for id, policy := range set.All() {
		head, err := headOf(policy)
		if err != nil {
			return nil, fmt.Errorf("policy %q: %w", id, err)
		}
		if !head.covers(action) {
			continue
		}
		if policy, err = head.anyAction(); err != nil {
			return nil, fmt.Errorf("policy %q: %w", id, err)
		}
		list = append(list, named{id, policy})
	}
	slices.SortFunc(list, func(a, b named) int { return cmpID(a.id, b.id) })
	return list, nil
}

func cmpID(a, b cedar.PolicyID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// head is a policy in Cedar's JSON form, of which only the action is looked at.
type head struct {
	parts  map[string]json.RawMessage
	action actionScope
}

type actionScope struct {
	Op       string      `json:"op"`
	Entity   *actionID   `json:"entity,omitempty"`
	Entities []*actionID `json:"entities,omitempty"`
}

type actionID struct{ Type, ID string }

func headOf(policy *cedar.Policy) (*head, error) {
	text, err := policy.MarshalJSON()
	if err != nil {
		return nil, err
	}
	h := &head{}
	if err := json.Unmarshal(text, &h.parts); err != nil {
		return nil, err
	}
	return h, json.Unmarshal(h.parts["action"], &h.action)
}

// covers tells whether the policy is about the action. Actions have no groups
// here, so that being in a list means being on it. What isn't known covers
// everything: then the policy itself, unchanged, decides.
func (h *head) covers(action cedar.EntityUID) bool {
	names := h.action.Entities
	if h.action.Entity != nil {
		names = append(names, h.action.Entity)
	}
	if h.action.Op != "==" && h.action.Op != "in" {
		return true
	}
	return slices.ContainsFunc(names, func(n *actionID) bool {
		return cedar.NewEntityUID(cedar.EntityType(n.Type), cedar.String(n.ID)) == action
	})
}

// anyAction is the policy without its action, which is known to be covered.
func (h *head) anyAction() (*cedar.Policy, error) {
	if h.action.Op == "==" || h.action.Op == "in" {
		h.parts["action"] = json.RawMessage(`{"op":"All"}`)
	}
	text, err := json.Marshal(h.parts)
	if err != nil {
		return nil, err
	}
	policy := &cedar.Policy{}
	return policy, policy.UnmarshalJSON(text)
}
