package authn

import (
	"net/netip"
	"slices"
	"strings"

	"taskflow/internal/platform/id"
)

// Binding is where an API key holds, or a bound sign-in, which has a workspace only. It is
// set when the credential is made and never changed, so it is remembered with whose it is.
type Binding struct {
	Workspace id.Workspace
	// Networks are where it may be used from; none for anywhere.
	Networks []netip.Prefix
	// ToProjects: it reaches Projects only, which may be none any more.
	ToProjects bool
	Projects   []id.Project
}

// HoldsFrom tells whether a credential bound like this holds from an address.
func (b *Binding) HoldsFrom(address netip.Addr) bool {
	if b == nil || len(b.Networks) == 0 {
		return true
	}
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(b.Networks, func(n netip.Prefix) bool { return n.Contains(address) })
}

// BoundToProjects tells whether the principal's credential reaches some projects only.
func (p Principal) BoundToProjects() bool { return p.Binding != nil && p.Binding.ToProjects }

// Reaches tells whether the credential is good for a project. Whether its person
// is, the policies say.
func (p Principal) Reaches(project id.Project) bool {
	return !p.BoundToProjects() || slices.Contains(p.Binding.Projects, project)
}

// BoundBy is the key to whose projects lists are narrowed (key_projects); zero, which
// is NULL, for a principal that isn't bound to any.
func (p Principal) BoundBy() id.APIKey {
	if !p.BoundToProjects() {
		return id.APIKey{}
	}
	return id.APIKey(p.Session)
}

// BoundSignIn is the workspace of a sign-in that is bound to one; zero for everything else.
func (p Principal) BoundSignIn() id.Workspace {
	if p.Method != Cookie {
		return id.Workspace{}
	}
	return p.KeyWorkspace()
}

// KeyWorkspace is the workspace that the credential is bound to; zero for none.
func (p Principal) KeyWorkspace() id.Workspace {
	if p.Binding == nil {
		return id.Workspace{}
	}
	return p.Binding.Workspace
}

// Bucket is whom rate limits count the principal's requests for: its person, but for
// an API key the key, so that neither uses up what the other is allowed.
func (p Principal) Bucket() string {
	switch {
	case !p.SignedIn():
		return ""
	case p.Method == Key:
		return id.APIKey(p.Session).String()
	}
	return p.User.String()
}

// ParseNetworks reads CIDR blocks with spaces between, as FormatNetworks writes them.
func ParseNetworks(text string) (list []netip.Prefix, err error) {
	for word := range strings.FieldsSeq(text) {
		network, err := netip.ParsePrefix(word)
		if err != nil {
			return nil, err
		}
		list = append(list, network)
	}
	return list, nil
}

// FormatNetworks writes what ParseNetworks reads.
func FormatNetworks(list []netip.Prefix) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = n.String()
	}
	return strings.Join(words, " ")
}
