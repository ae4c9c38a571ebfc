package identities

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/secret"
	"taskflow/internal/security/authz"
)

// Provider is an OpenID Connect provider as the operator describes it.
type Provider struct {
	ID       string `json:"id"`     // in addresses, such as /auth/oidc/google/callback
	Name     string `json:"name"`   // on the button
	Preset   string `json:"preset"` // google fills issuer and name
	Issuer   string `json:"issuer"`
	ClientID string `json:"client_id"`
	// ClientSecret is a secret or a reference to one: file:PATH or env:NAME.
	ClientSecret string   `json:"client_secret"`
	Scopes       []string `json:"scopes"`
	// GroupsClaim holds the names of groups, which Roles give roles in workspaces.
	GroupsClaim string      `json:"groups_claim"`
	Roles       []GroupRole `json:"roles"`
	// SignUp lets an account be made for whom the provider knows and TaskFlow doesn't.
	SignUp bool `json:"sign_up"`
	// TrustEmail takes addresses for verified without the provider saying so.
	TrustEmail bool `json:"trust_email"`
	// TrustMFA takes the provider's word that it asked for a second factor (amr "mfa").
	TrustMFA bool `json:"trust_mfa"`

	secret secret.Secret
}

// GroupRole gives the people of a provider's group a role in a workspace.
type GroupRole struct {
	Group     string       `json:"group"`
	Workspace id.Workspace `json:"workspace"`
	Role      authz.Role   `json:"role"`
}

const (
	maxFile       = 1 << 20
	mostProviders = 50
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// ReadProviders reads the operator's file: one JSON object with the list "providers".
// Errors name what is wrong and hold no secret.
func ReadProviders(path string, policy egress.Policy) ([]Provider, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	return parseProviders(content, policy)
}

func parseProviders(content []byte, policy egress.Policy) ([]Provider, error) {
	var list struct {
		Providers []Provider `json:"providers"`
	}
	if len(content) > maxFile {
		return nil, fmt.Errorf("is over %d bytes", maxFile)
	}
	if err := strict.Unmarshal(content, &list, strict.RejectUnknownMembers(true)); err != nil {
		return nil, errors.New("must be one JSON object with the list \"providers\", whose members are those of the operators' guide")
	}
	if len(list.Providers) > mostProviders {
		return nil, fmt.Errorf("has more than %d providers", mostProviders)
	}
	seen := map[string]bool{}
	for i := range list.Providers {
		p := &list.Providers[i]
		if err := p.Complete(policy); err != nil {
			return nil, fmt.Errorf("provider %q: %w", p.ID, err)
		}
		if seen[p.ID] {
			return nil, fmt.Errorf("the provider %q is given twice", p.ID)
		}
		seen[p.ID] = true
	}
	return list.Providers, nil
}

// Complete fills what a preset knows, resolves the secret and refuses what can't work.
func (p *Provider) Complete(policy egress.Policy) (err error) {
	switch p.Preset {
	case "":
	case "google":
		p.Issuer, p.Name = orElse(p.Issuer, "https://accounts.google.com"), orElse(p.Name, "Google")
	default:
		return errors.New("preset must be google")
	}
	if p.secret, err = secret.Resolve(p.ClientSecret); err != nil {
		return fmt.Errorf("client_secret: %w", err)
	}
	p.ClientSecret = ""
	if len(p.Scopes) == 0 {
		p.Scopes = []string{"openid", "profile", "email"}
	}
	if err := p.refuse(policy); err != nil {
		return err
	}
	return p.checkRoles()
}

// refuse says what of a provider can't work.
func (p *Provider) refuse(policy egress.Policy) error {
	switch {
	case !idForm.MatchString(p.ID):
		return errors.New("id must be lower-case letters, digits and hyphens")
	case p.Name == "" || len(p.Name) > 60:
		return errors.New("name must have 1 to 60 characters")
	case p.ClientID == "" || !p.secret.IsSet():
		return errors.New("client_id and client_secret must be given")
	case !slices.Contains(p.Scopes, "openid"):
		return errors.New("scopes must contain openid")
	case !visitable(p.Issuer, policy) || strings.ContainsAny(p.Issuer, "?#"):
		return errors.New("issuer must be an https URL without query")
	case len(p.Roles) > 0 && p.GroupsClaim == "":
		return errors.New("roles need a groups_claim")
	}
	return nil
}

// checkRoles lets a provider make nobody more than an admin: owners are made by owners.
func (p *Provider) checkRoles() error {
	for _, r := range p.Roles {
		if r.Group == "" || r.Workspace.IsZero() || !slices.Contains([]authz.Role{authz.Guest, authz.Member, authz.Admin}, r.Role) {
			return errors.New("each of roles needs a group, a workspace and the role guest, member or admin")
		}
	}
	return nil
}

// visitable tells whether a URL is one to send browsers and requests to.
func visitable(address string, policy egress.Policy) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && slices.Contains(policy.Plain, strings.ToLower(u.Hostname()))
}

func orElse(given, otherwise string) string {
	if given != "" {
		return given
	}
	return otherwise
}
