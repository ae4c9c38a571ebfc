package saml

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"taskflow/internal/features/saml/protocol"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Provider is a workspace's own identity provider, and TaskFlow towards it.
type Provider struct {
	Configured bool `json:"configured" doc:"Whether there is one; the addresses below stand all the same"`
	// What the provider has to know.
	AudienceURI string `json:"audience_uri" doc:"Our entity ID"`
	ACSURL      string `json:"acs_url" doc:"Where the provider's answers go: the assertion consumer service"`
	MetadataURL string `json:"metadata_url" doc:"Both as metadata, once there is a provider"`
	Metadata    string `json:"metadata" doc:"The same metadata as text"`
	// What we know of it.
	Company         string        `json:"company" doc:"What people type to sign in with it"`
	EntityID        string        `json:"entity_id"`
	SignOnURL       string        `json:"sign_on_url"`
	Certificates    []Certificate `json:"certificates"`
	DefaultRole     string        `json:"default_role" enum:"admin,member,guest,"`
	LetIn           bool          `json:"let_in" doc:"Whether people who have no account yet get one, and become members"`
	GroupsAttribute string        `json:"groups_attribute"`
	Roles           []GroupRole   `json:"roles"`
	UpdatedAt       *time.Time    `json:"updated_at,omitempty"`
	LastUsedAt      *time.Time    `json:"last_used_at,omitempty"`
	Version         int64         `json:"version"`
}

// EntityVersion makes the version the ETag.
func (p Provider) EntityVersion() int64 { return p.Version }

// Certificate is one that the provider signs with.
type Certificate struct {
	PEM       string    `json:"pem"`
	Subject   string    `json:"subject"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after" doc:"Nothing that it signs is believed afterwards"`
}

// GroupRole gives the people of a provider's group a role in the workspace.
type GroupRole struct {
	Group string     `json:"group" minLength:"1" maxLength:"200"`
	Role  authz.Role `json:"role" enum:"admin,member,guest"`
}

// known is a provider as it is kept.
type known struct {
	queries.ProviderRow
	workspace    id.Workspace
	certificates []*x509.Certificate
	roles        []GroupRole
}

// Path is the input of what is about a workspace's provider.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`

	provider *known // nil while there is none
}

func (p *Path) inPath() *Path { return p }

// load reads the provider of the workspace, if it has one.
func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	p.provider, err = providerOf(ctx, q, l.Workspace())
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, err
}

// providerOf reads a workspace's provider; db.ErrNoRows where it has none.
func providerOf(ctx context.Context, q db.Querier, workspace id.Workspace) (*known, error) {
	row, err := queries.New(q).Provider(ctx, workspace)
	if err != nil {
		if errors.Is(err, db.ErrNoRows) {
			return nil, err
		}
		return nil, fmt.Errorf("loading a provider: %w", err)
	}
	p := &known{ProviderRow: row, workspace: workspace}
	for text := range strings.FieldsSeq(row.Certificates) {
		c, err := protocol.ReadCertificate(text)
		if err != nil {
			return nil, fmt.Errorf("reading a kept certificate: %w", err)
		}
		p.certificates = append(p.certificates, c)
	}
	if p.roles, err = readRoles(row.Roles); err != nil {
		return nil, err
	}
	return p, nil
}

func readRoles(text string) (list []GroupRole, err error) {
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("reading kept roles: %w", err)
	}
	return list, nil
}

// kept writes certificates as providerOf reads them.
func kept(list []*x509.Certificate) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = base64.StdEncoding.EncodeToString(c.Raw)
	}
	return strings.Join(words, " ")
}

type getIn struct{ Path }

func (s *SAML) show(_ *endpoint.Call, in *getIn) (*Provider, error) {
	return s.shown(in.WorkspaceID, in.provider)
}

func (s *SAML) shown(workspace id.Workspace, p *known) (*Provider, error) {
	us := s.party(workspace)
	text, err := us.Metadata()
	if err != nil {
		return nil, err
	}
	out := &Provider{AudienceURI: us.EntityID, ACSURL: us.Consumer, MetadataURL: us.EntityID, Metadata: string(text), Certificates: []Certificate{}, Roles: []GroupRole{}}
	if p == nil {
		return out, nil
	}
	out.Configured, out.Company, out.EntityID, out.SignOnURL = true, p.Name, p.EntityID, p.SignOnUrl
	out.DefaultRole, out.LetIn, out.GroupsAttribute, out.Roles = p.DefaultRole, p.LetIn, p.GroupsAttribute, append(out.Roles, p.roles...)
	out.UpdatedAt, out.LastUsedAt, out.Version = &p.UpdatedAt, p.LastUsedAt, p.Version
	for _, c := range p.certificates {
		out.Certificates = append(out.Certificates, describe(c))
	}
	return out, nil
}
