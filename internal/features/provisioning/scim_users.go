package provisioning

import (
	"context"
	"fmt"
	"net/http"

	"taskflow/internal/features/members"
	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/features/provisioning/scim"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

const (
	scimUsers = scimBase + "/Users"
	scimUser  = scimUsers + "/{user_id}"

	// noReplay: what a SCIM client has made it looks for by its name before it makes it again.
	noReplay = "its clients know no Idempotency-Key: a second one of the same name is refused"

	largestUser = 64 << 10
	mostUsers   = 20_000
)

func (s *Provisioning) scimUsers() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[queryUsersIn, scim.Response[scim.UserResource]]{
			Name: "scim.list_users", Method: http.MethodGet, Path: scimUsers, Summary: "Query Users (RFC 7644 section 3.4.2)",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Handle: s.queryUsers,
		},
		endpoint.Endpoint[getUserIn, scim.UserResource]{
			Name: "scim.get_user", Method: http.MethodGet, Path: scimUser, Summary: "Show a User",
			Permission: authz.SCIMRead, Rate: ratelimit.Read, Audit: audit.Skip("reads only"), SCIM: true,
			Target: loadUser[getUserIn], Show: s.showUser,
		},
		endpoint.Endpoint[createUserIn, scim.UserResource]{
			Name: "scim.create_user", Method: http.MethodPost, Path: scimUsers, Summary: "Name somebody who is to be in the workspace",
			Description: "Whether his address has an account elsewhere, no answer tells: he is invited.",
			Permission:  authz.SCIMWrite, Rate: ratelimit.Provisioning, Audit: audit.Named("scim.user_created"), SCIM: true, NoReplay: noReplay,
			Upload: problem.SCIMContentType, MaxBody: largestUser, Before: readUser, Handle: s.createUser, Success: http.StatusCreated,
			Example: map[string]any{"schemas": []string{scim.UserSchema}, "userName": "new@example.org", "displayName": "Robin", "active": true},
		},
		endpoint.Endpoint[replaceUserIn, scim.UserResource]{
			Name: "scim.replace_user", Method: http.MethodPut, Path: scimUser, Summary: "Replace what is said of somebody",
			Permission: authz.SCIMWrite, Rate: ratelimit.Provisioning, Audit: audit.Named("scim.user_replaced"), SCIM: true,
			Upload: problem.SCIMContentType, MaxBody: largestUser, Before: readReplacement, Target: loadUser[replaceUserIn], Handle: s.replaceUser,
			Example: map[string]any{"schemas": []string{scim.UserSchema}, "userName": "new@example.org", "displayName": "Robin", "active": true},
		},
		endpoint.Endpoint[patchUserIn, scim.UserResource]{
			Name: "scim.patch_user", Method: http.MethodPatch, Path: scimUser, Summary: "Change what is said of somebody",
			Permission: authz.SCIMWrite, Rate: ratelimit.Provisioning, Audit: audit.Named("scim.user_patched"), SCIM: true,
			Upload: problem.SCIMContentType, MaxBody: largestUser, Before: readUserPatch, Target: loadUser[patchUserIn], Handle: s.patchUser,
			Example: map[string]any{"schemas": []string{patchSchema}, "Operations": []any{map[string]any{"op": "replace", "path": "displayName", "value": "Robin B."}}},
		},
		endpoint.Endpoint[deleteUserIn, endpoint.Nothing]{
			Name: "scim.delete_user", Method: http.MethodDelete, Path: scimUser, Summary: "Take somebody out and forget him",
			Permission: authz.SCIMWrite, Rate: ratelimit.Write, Audit: audit.Named("scim.user_deleted"), SCIM: true,
			Target: loadUser[deleteUserIn], Handle: s.deleteUser,
		},
	}
}

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// UserPath is the part of the input that every endpoint on one User has.
type UserPath struct {
	WorkspaceID id.Workspace       `path:"workspace_id"`
	UserID      id.ProvisionedUser `path:"user_id"`
	row         queries.UserRow
}

func (p *UserPath) userPath() *UserPath { return p }

func loadUser[In any, P interface {
	*In
	userPath() *UserPath
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.userPath()
	var err error
	if p.row, err = queries.New(q).User(ctx, queries.UserParams{WorkspaceID: l.Workspace(), ID: p.UserID}); err != nil {
		return authz.Resource{}, fmt.Errorf("loading a User: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: p.UserID.String()}, nil
}

type getUserIn struct{ UserPath }

func (s *Provisioning) showUser(c *endpoint.Call, in *getUserIn) (*scim.UserResource, error) {
	u := s.resource(c, in.row)
	return &u, nil
}

func (s *Provisioning) resource(c *endpoint.Call, row queries.UserRow) scim.UserResource {
	return scim.UserResource{
		Schemas: []string{scim.UserSchema}, ID: row.ID.String(), ExternalID: row.ExternalID, UserName: row.UserName,
		Name: scim.Name{GivenName: row.GivenName, FamilyName: row.FamilyName}, DisplayName: row.DisplayName,
		Emails: []scim.Email{{Value: row.Email, Type: "work", Primary: true}}, Active: row.Active, Revision: row.Version,
		Meta: scim.Meta{
			ResourceType: "User", Created: row.CreatedAt, LastModified: row.UpdatedAt,
			Location: s.base(c.Grant.Workspace()) + "/Users/" + row.ID.String(), Version: endpoint.ETag(row.Version),
		},
	}
}

type createUserIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`

	user scim.User
}

// read is a SCIM body, of either media type (RFC 7644 section 3.1).
func read(c *endpoint.Call) ([]byte, error) {
	return c.ReadUploadOf(problem.SCIMContentType, "application/json")
}

func readUser(_ context.Context, c *endpoint.Call, in *createUserIn) error {
	body, err := read(c)
	if err == nil {
		in.user, err = scim.ParseUser(body)
	}
	return err
}

func (s *Provisioning) createUser(ctx context.Context, c *endpoint.Call, in *createUserIn) (*scim.UserResource, error) {
	p, err := s.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	n, err := queries.New(c.Tx).CountUsers(ctx, c.Grant.Workspace())
	if err != nil {
		return nil, fmt.Errorf("counting whom the provider has named: %w", err)
	}
	if n >= mostUsers {
		return nil, problem.Conflict("There are 20,000 Users in this workspace already.")
	}
	p.row = queries.UserRow{ID: id.New[id.ProvisionedUser](), State: off, CreatedAt: c.Now, Version: 0}
	c.Touched(p.row.ID.String())
	if err := p.become(ctx, in.user); err != nil {
		return nil, err
	}
	row := p.row
	err = queries.New(c.Tx.One(errTaken())).AddUser(ctx, queries.AddUserParams{
		WorkspaceID: c.Grant.Workspace(), ID: row.ID, UserName: row.UserName, UserNameKey: nameKey(row), ExternalID: row.ExternalID,
		DisplayName: row.DisplayName, GivenName: row.GivenName, FamilyName: row.FamilyName, Email: row.Email, EmailKey: row.EmailKey,
		Active: row.Active, State: row.State, UserID: row.UserID, Made: row.Made, Role: row.Role, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	row.Version, row.UpdatedAt = 1, c.Now
	u := s.resource(c, row)
	return &u, nil
}

// begin waits for whoever changes the workspace's members.
func (s *Provisioning) begin(ctx context.Context, c *endpoint.Call) (*person, error) {
	if err := members.InTurn(ctx, c); err != nil {
		return nil, err
	}
	own, err := queries.New(c.Tx).Get(ctx, c.Grant.Workspace())
	if err != nil {
		return nil, problem.NotFound(err)
	}
	changed(c)
	return &person{Provisioning: s, c: c, own: own}, nil
}

func nameKey(row queries.UserRow) string { return scim.Key(row.UserName) }

// become makes somebody what the provider says of him.
func (p *person) become(ctx context.Context, said scim.User) (err error) {
	if p.to, err = mail.ParseAddress(said.Email); err != nil {
		return problem.SCIM(problem.InvalidValue, "userName, or one of emails, must be an e-mail address.")
	}
	was := p.row
	p.row.UserName, p.row.ExternalID, p.row.DisplayName = said.UserName, said.ExternalID, said.DisplayName
	p.row.GivenName, p.row.FamilyName, p.row.Active = said.GivenName, said.FamilyName, said.Active
	p.c.Detail("active", fmt.Sprint(said.Active))
	moved := p.to.Canonical() != was.EmailKey
	if moved && was.State == waiting { // what was sent to the old address is for nobody any more
		if err := p.Withdraw(ctx, p.c, was.EmailKey); err != nil {
			return err
		}
	}
	p.row.Email, p.row.EmailKey = p.to.Email, p.to.Canonical()
	if err := p.free(ctx); err != nil {
		return err
	}
	switch {
	case said.Active && (!was.Active || moved && was.State == waiting):
		return p.bringIn(ctx)
	case !said.Active && was.Active:
		return p.takeOut(ctx)
	}
	return p.rename(ctx, was)
}

// rename gives an account another name that was made for this very row. No other's is touched.
func (p *person) rename(ctx context.Context, was queries.UserRow) error {
	if !p.row.Made || p.row.UserID.IsZero() || p.row.State != member || was.DisplayName == p.row.DisplayName {
		return nil
	}
	return queries.New(p.c.Tx).NameAccount(ctx, queries.NameAccountParams{ID: p.row.UserID, Name: p.accountName(), Now: p.c.Now})
}

type replaceUserIn struct {
	UserPath

	user scim.User
}

func readReplacement(_ context.Context, c *endpoint.Call, in *replaceUserIn) error {
	body, err := read(c)
	if err == nil {
		in.user, err = scim.ParseUser(body)
	}
	return err
}

func (s *Provisioning) replaceUser(ctx context.Context, c *endpoint.Call, in *replaceUserIn) (*scim.UserResource, error) {
	p, err := s.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	return p.save(ctx, in.row, in.user)
}

type patchUserIn struct {
	UserPath

	changes []scim.Change
}

func readUserPatch(_ context.Context, c *endpoint.Call, in *patchUserIn) error {
	body, err := read(c)
	if err == nil {
		in.changes, err = scim.ParsePatch(body)
	}
	return err
}

func (s *Provisioning) patchUser(ctx context.Context, c *endpoint.Call, in *patchUserIn) (*scim.UserResource, error) {
	p, err := s.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	row := in.row
	said := scim.User{
		UserName: row.UserName, ExternalID: row.ExternalID, DisplayName: row.DisplayName, GivenName: row.GivenName,
		FamilyName: row.FamilyName, Email: row.Email, Active: row.Active,
	}
	if err := said.Patch(in.changes); err != nil {
		return nil, err
	}
	return p.save(ctx, row, said)
}

// save keeps what somebody has become.
func (p *person) save(ctx context.Context, was queries.UserRow, said scim.User) (*scim.UserResource, error) {
	if err := p.c.MatchVersion(was.Version); err != nil {
		return nil, err
	}
	p.row = was
	if err := p.become(ctx, said); err != nil {
		return nil, err
	}
	row := p.row
	err := queries.New(p.c.Tx.One(problem.EditConflict())).SaveUser(ctx, queries.SaveUserParams{
		WorkspaceID: p.c.Grant.Workspace(), ID: row.ID, UserName: row.UserName, UserNameKey: nameKey(row), ExternalID: row.ExternalID,
		DisplayName: row.DisplayName, GivenName: row.GivenName, FamilyName: row.FamilyName, Email: row.Email, EmailKey: row.EmailKey,
		Active: row.Active, State: row.State, UserID: row.UserID, Made: row.Made, Role: row.Role, Version: was.Version, Now: p.c.Now,
	})
	if err != nil {
		return nil, err
	}
	row.Version, row.UpdatedAt = was.Version+1, p.c.Now
	u := p.resource(p.c, row)
	return &u, nil
}

type deleteUserIn struct{ UserPath }

func (s *Provisioning) deleteUser(ctx context.Context, c *endpoint.Call, in *deleteUserIn) (*endpoint.Nothing, error) {
	p, err := s.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	p.row = in.row
	if p.row.Active {
		if err := p.takeOut(ctx); err != nil {
			return nil, err
		}
	}
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.EditConflict())).DropUser(ctx, queries.DropUserParams{
		WorkspaceID: c.Grant.Workspace(), ID: in.UserID, Version: in.row.Version,
	})
}
