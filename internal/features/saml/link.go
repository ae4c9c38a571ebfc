package saml

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

var errTaken = problem.Conflict("This identity is connected with an account already.")

// Company is a workspace that has an identity provider of its own.
type Company struct {
	WorkspaceID id.Workspace    `json:"workspace_id"`
	Workspace   string          `json:"workspace" doc:"The workspace's name"`
	Company     string          `json:"company" doc:"What people type to sign in with it"`
	ProviderID  id.SAMLProvider `json:"provider_id" doc:"The provider of identities that are known by it"`
}

type companiesIn struct{ endpoint.Page }

func companies(ctx context.Context, c *endpoint.Call, in *companiesIn) (*endpoint.List[Company], error) {
	after := id.Lowest[id.Workspace]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).Companies(ctx, queries.CompaniesParams{UserID: c.Grant.User(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing companies: %w", err)
	}
	items := make([]Company, len(rows))
	for i, row := range rows {
		items[i] = Company{WorkspaceID: row.WorkspaceID, Workspace: row.Workspace, Company: row.Name, ProviderID: row.ProviderID}
	}
	return endpoint.Paged(c, in.Page, items, func(one Company) any { return one.WorkspaceID })
}

// beginIn begins a way to a provider for somebody who is signed in.
type beginIn struct {
	Body beginBody

	provider *known
}

type beginBody struct {
	WorkspaceID id.Workspace `json:"workspace_id"`
	ReturnTo    string       `json:"return_to,omitempty" maxLength:"2000" doc:"A path of this TaskFlow to show afterwards"`
}

// prepareBegin is for members: nobody else learns whether there is a provider.
func (s *SAML) prepareBegin(ctx context.Context, c *endpoint.Call, in *beginIn) error {
	if !safeReturn(in.Body.ReturnTo) {
		return problem.InvalidField("body.return_to", "must be a path of this TaskFlow")
	}
	var err error
	in.provider, err = s.ofMember(ctx, in.Body.WorkspaceID, c.Principal.User)
	return err
}

// ofMember is the provider of a workspace, for a member.
func (s *SAML) ofMember(ctx context.Context, workspace id.Workspace, user id.User) (p *known, err error) {
	err = s.DB.View(ctx, db.Scope{Workspace: workspace}, func(tx *db.Tx) (err error) {
		if err := isMember(ctx, tx, workspace, user); err != nil {
			return err
		}
		p, err = providerOf(ctx, tx, workspace)
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil, problem.NotFound(errNoProvider)
	}
	return p, err
}

// isMember answers db.ErrNoRows for who isn't one.
func isMember(ctx context.Context, q db.Querier, workspace id.Workspace, user id.User) error {
	_, err := queries.New(q).RoleOf(ctx, queries.RoleOfParams{WorkspaceID: workspace, UserID: user})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return fmt.Errorf("looking up a role: %w", err)
	}
	return err
}

func (s *SAML) beginLink(ctx context.Context, c *endpoint.Call, in *beginIn) (*Leave, error) {
	return s.begin(ctx, c, in.provider, toLink, in.Body.ReturnTo)
}

// linkIn ends a way that somebody signed in has begun.
type linkIn struct {
	Body linkBody

	from *fetched
}

type linkBody struct {
	WorkspaceID id.Workspace `json:"workspace_id"`
	Handle      string       `json:"handle" minLength:"1" maxLength:"200" doc:"From the address of the page that the provider's answer led to"`
}

// Back is where to go on.
type Back struct {
	ReturnTo string `json:"return_to,omitempty"`
}

// fetchLink asks first whether somebody is a member: nobody else spends anything.
func (s *SAML) fetchLink(ctx context.Context, c *endpoint.Call, in *linkIn) (err error) {
	if _, err := s.ofMember(ctx, in.Body.WorkspaceID, c.Principal.User); err != nil {
		return err
	}
	in.from, err = s.fetch(ctx, c, in.Body.WorkspaceID, toLink, in.Body.Handle)
	return err
}

// linkHere connects the account of whoever began with whom the provider named.
func (s *SAML) linkHere(ctx context.Context, c *endpoint.Call, in *linkIn) (*Back, error) {
	c.SetCookie(browserSecret("", 0))
	if in.from.flow.UserID != c.Grant.User() {
		return nil, problem.Forbidden(errFlow)
	}
	c.Detail("provider", in.from.said.Provider.String())
	c.Touched(c.Grant.User().String())
	if err := c.InWorkspace(ctx, in.from.workspace); err != nil {
		return nil, err
	}
	if _, err := in.from.using(ctx, c); err != nil {
		return nil, err
	}
	return &Back{ReturnTo: in.from.flow.ReturnTo}, in.from.link(ctx, c, c.Grant.User())
}

// link connects an account with who the provider says is there.
func (f *fetched) link(ctx context.Context, c *endpoint.Call, user id.User) error {
	return queries.New(c.Tx.One(errTaken)).Link(ctx, queries.LinkParams{
		ID: id.New[id.Identity](), UserID: user, Provider: f.said.Provider.String(), Issuer: f.said.Issuer, Subject: f.said.Subject,
		Email: f.said.address().Email, Now: c.Now,
	})
}
