package saml

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"taskflow/internal/features/saml/protocol"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

type setIn struct {
	Path
	Body setBody

	is protocol.IdentityProvider
}

type setBody struct {
	Company         string      `json:"company" minLength:"2" maxLength:"63" doc:"What people type to sign in with it: lower-case letters, digits and hyphens"`
	Metadata        string      `json:"metadata,omitempty" maxLength:"262144" doc:"The provider's metadata; or, without them, the three below"`
	EntityID        string      `json:"entity_id,omitempty" maxLength:"1024"`
	SignOnURL       string      `json:"sign_on_url,omitempty" maxLength:"2048" doc:"Where the provider takes requests by HTTP-Redirect"`
	Certificates    []Pasted    `json:"certificates,omitempty" maxItems:"3" doc:"Two while one follows the other"`
	DefaultRole     authz.Role  `json:"default_role" enum:"admin,member,guest" doc:"Of whoever is let in and whose groups stand for no role"`
	LetIn           bool        `json:"let_in,omitempty" doc:"Let people in who have no account yet: they get one, and become members"`
	GroupsAttribute string      `json:"groups_attribute,omitempty" maxLength:"200" doc:"The attribute that holds the names of groups"`
	Roles           []GroupRole `json:"roles,omitempty" maxItems:"50" doc:"What groups stand for; the highest counts, and is given at each sign-in"`
}

// Pasted is a certificate as somebody brings it.
type Pasted struct {
	PEM string `json:"pem" minLength:"1" maxLength:"16384"`
}

func exampleSet() setBody {
	return setBody{
		Company: "acme", EntityID: "https://idp.example.com", SignOnURL: "https://idp.example.com/sso", Certificates: []Pasted{{PEM: exampleCertificate}},
		DefaultRole: authz.Member,
	}
}

var companyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*[a-z0-9]$`)

// prepareSet parses outside the transaction.
func (s *SAML) prepareSet(_ context.Context, _ *endpoint.Call, in *setIn) error {
	b := in.Body
	if !companyForm.MatchString(b.Company) {
		return problem.InvalidField("body.company", "must be lower-case letters, digits and hyphens")
	}
	if (b.Metadata == "") == (b.EntityID == "" && b.SignOnURL == "" && len(b.Certificates) == 0) {
		return problem.InvalidField("body.metadata", "must be given, or else entity_id, sign_on_url and certificates")
	}
	if len(b.Roles) > 0 && b.GroupsAttribute == "" {
		return problem.InvalidField("body.groups_attribute", "must be given, so that groups can stand for roles")
	}
	if err := in.identify(); err != nil {
		return err
	}
	if in.is.EntityID == "" || len(in.is.EntityID) > 1024 || strings.TrimSpace(in.is.EntityID) != in.is.EntityID {
		return problem.InvalidField(in.from("entity_id"), "must be 1 to 1024 characters")
	}
	if !visitable(in.is.SignOn, s.Egress) {
		return problem.InvalidField(in.from("sign_on_url"), "must be an https URL")
	}
	return nil
}

// from is where in the body something of the provider came from.
func (in *setIn) from(field string) string {
	if in.Body.Metadata != "" {
		return "body.metadata"
	}
	return "body." + field
}

func (in *setIn) identify() error {
	if in.Body.Metadata != "" {
		p, err := protocol.ReadMetadata([]byte(in.Body.Metadata))
		if err != nil {
			return problem.InvalidField("body.metadata", "isn't the metadata of one SAML identity provider with HTTP-Redirect and RSA certificates")
		}
		in.is = *p
		return nil
	}
	in.is.EntityID, in.is.SignOn = in.Body.EntityID, in.Body.SignOnURL
	if len(in.Body.Certificates) == 0 {
		return problem.InvalidField("body.certificates", "must hold one at least")
	}
	for i, pasted := range in.Body.Certificates {
		c, err := protocol.ReadCertificate(pasted.PEM)
		if err != nil {
			return problem.InvalidField(fmt.Sprintf("body.certificates[%d].pem", i), "must be a certificate with an RSA key of 2048 to 8192 bits")
		}
		in.is.Certificates = append(in.is.Certificates, c)
	}
	return nil
}

// visitable tells whether a URL is one to send browsers to.
func visitable(address string, policy egress.Policy) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" || len(address) > 2048 {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && slices.Contains(policy.Plain, strings.ToLower(u.Hostname()))
}

var (
	errNameTaken = problem.InvalidField("body.company", "is taken by another company")
	errOver      = problem.InvalidField("body.certificates", "must hold one that is still valid")
)

// set makes the provider the workspace's, or changes it.
func (s *SAML) set(ctx context.Context, c *endpoint.Call, in *setIn) (*Provider, error) {
	if !slices.ContainsFunc(in.is.Certificates, func(k *x509.Certificate) bool { return c.Now.Before(k.NotAfter) }) {
		return nil, errOver
	}
	roles, err := json.Marshal(append([]GroupRole{}, in.Body.Roles...))
	if err != nil {
		return nil, fmt.Errorf("writing roles: %w", err)
	}
	provider, err := s.keep(ctx, c, in, string(roles))
	if err != nil {
		return nil, err
	}
	if err := named(ctx, c, in.WorkspaceID, provider, in.Body.Company); err != nil {
		return nil, err
	}
	p, err := providerOf(ctx, c.Tx, in.WorkspaceID)
	if err != nil {
		return nil, err
	}
	c.Touched(provider.String())
	return s.shown(in.WorkspaceID, p)
}

func (s *SAML) keep(ctx context.Context, c *endpoint.Call, in *setIn, roles string) (id.SAMLProvider, error) {
	b, present := in.Body, int64(0)
	if in.provider != nil {
		present = in.provider.Version
	}
	if err := c.MatchVersion(present); err != nil {
		return id.SAMLProvider{}, err
	}
	if in.provider == nil {
		made := id.New[id.SAMLProvider]()
		return made, queries.New(c.Tx.One(problem.EditConflict())).Insert(ctx, queries.InsertParams{
			WorkspaceID: in.WorkspaceID, ID: made, EntityID: in.is.EntityID, SignOnUrl: in.is.SignOn, Certificates: kept(in.is.Certificates),
			DefaultRole: string(b.DefaultRole), LetIn: b.LetIn, GroupsAttribute: b.GroupsAttribute, Roles: roles, CreatedBy: c.Grant.User(), Now: c.Now,
		})
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: in.WorkspaceID, EntityID: in.is.EntityID, SignOnUrl: in.is.SignOn, Certificates: kept(in.is.Certificates),
		DefaultRole: string(b.DefaultRole), LetIn: b.LetIn, GroupsAttribute: b.GroupsAttribute, Roles: roles, Version: in.provider.Version, Now: c.Now,
	})
	if err != nil || in.provider.EntityID == in.is.EntityID {
		return in.provider.ID, err
	}
	c.Detail("provider", "another")
	return in.provider.ID, end(ctx, c, in.provider)
}

// named gives the workspace its name at the door.
func named(ctx context.Context, c *endpoint.Call, workspace id.Workspace, provider id.SAMLProvider, name string) error {
	if err := queries.New(c.Tx).DropName(ctx, workspace); err != nil {
		return fmt.Errorf("dropping a name: %w", err)
	}
	return queries.New(c.Tx.One(errNameTaken)).TakeName(ctx, queries.TakeNameParams{Name: name, WorkspaceID: workspace, ProviderID: provider})
}

type removeIn struct{ Path }

func (s *SAML) remove(ctx context.Context, c *endpoint.Call, in *removeIn) (*endpoint.Nothing, error) {
	if in.provider == nil {
		return nil, problem.NotFound(errNoProvider)
	}
	if err := c.MatchVersion(in.provider.Version); err != nil {
		return nil, err
	}
	c.Touched(in.provider.ID.String())
	err := queries.New(c.Tx.One(problem.EditConflict())).Delete(ctx, queries.DeleteParams{WorkspaceID: in.WorkspaceID, Version: in.provider.Version})
	if err != nil {
		return nil, err
	}
	if err := queries.New(c.Tx).RequireNothing(ctx, queries.RequireNothingParams{WorkspaceID: in.WorkspaceID, Now: c.Now}); err != nil {
		return nil, err
	}
	return &endpoint.Nothing{}, end(ctx, c, in.provider)
}

// end ends all that came by a provider. It is locked by now: a sign-in beside this has its
// session, or will find the provider gone.
func end(ctx context.Context, c *endpoint.Call, p *known) error {
	q := queries.New(c.Tx)
	return errors.Join(
		q.EndFlowsOf(ctx, p.workspace), q.Unlink(ctx, p.ID.String()),
		sessions.EndAllOfProvider(ctx, c.Tx, p.ID.String(), c.Now),
	)
}

// describe is a certificate as people look at it.
func describe(c *x509.Certificate) Certificate {
	return Certificate{
		PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})), Subject: c.Subject.String(), NotBefore: c.NotBefore, NotAfter: c.NotAfter,
	}
}
