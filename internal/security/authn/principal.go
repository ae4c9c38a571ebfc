package authn

import (
	"slices"
	"strings"

	"taskflow/internal/platform/id"
)

// Method is how a principal has shown who it is.
type Method string

// The methods.
const (
	Anonymous Method = "anonymous"
	Cookie    Method = "session"
	Token     Method = "token"
	// Key is an API key: a secret of a person's, for a machine, in one workspace.
	Key Method = "key"
	// Provisioning is the token by which an identity provider says who is in one workspace.
	Provisioning Method = "provisioning"
	System       Method = "system"
)

// Principal is who makes a request, how that was shown, and what the credential
// is limited to. Whether the account and the session still stand is not its to say.
type Principal struct {
	User    id.User
	Session id.Session
	Method  Method
	Scope   Scope
	// TokenVersion is the account's version that an access token was made for.
	TokenVersion int64
	// Key is the id of the key that signed an access token; empty for what isn't signed.
	Key string
	// Binding is what an API key is bound to, or a sign-in that a workspace's own provider
	// has vouched for; nil for everything else.
	Binding *Binding
}

// SignedIn tells whether a credential was shown at all.
func (p Principal) SignedIn() bool { return !p.User.IsZero() }

// Scope is a list of permissions that a credential is limited to; empty is no limit.
type Scope []string

// ParseScope reads a space-separated list (RFC 6749 section 3.3).
func ParseScope(text string) Scope { return strings.Fields(text) }

// Allows tells whether the scope covers the permission.
func (s Scope) Allows(permission string) bool {
	return len(s) == 0 || slices.Contains(s, permission)
}

// String writes what ParseScope reads.
func (s Scope) String() string { return strings.Join(s, " ") }
