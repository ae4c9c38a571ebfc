package endpoint

import (
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
)

// MachineScope is a permission in a workspace that a machine can have.
type MachineScope string

// Schema lists them.
func (MachineScope) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, name := range authz.OfMachines() {
		s.Enum = append(s.Enum, name)
	}
	return s
}

// ScopesFor are the names of the list, each once and in order. One that the role can't
// hold isn't given: the body's field scopes is refused.
func ScopesFor(policies *authz.Policies, role authz.Role, list []MachineScope) ([]string, error) {
	names := make([]string, len(list))
	for i, scope := range list {
		if !policies.Holds(role, string(scope)) {
			return nil, problem.InvalidField(fmt.Sprintf("body.scopes[%d]", i), "is no permission that the role has and a machine can have")
		}
		names[i] = string(scope)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Network is a CIDR block or an address, as somebody writes it.
type Network string

// Schema bounds it: an IPv6 address in full and its length.
func (Network) Schema(huma.Registry) *huma.Schema {
	most := 50
	return &huma.Schema{Type: huma.TypeString, MaxLength: &most}
}
