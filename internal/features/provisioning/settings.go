package provisioning

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/provisioning/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Settings are how a workspace's people are provisioned.
type Settings struct {
	Enabled     bool       `json:"enabled" doc:"Whether it is on; the rest says nothing while it isn't"`
	BaseURL     string     `json:"base_url" doc:"What the identity provider is given beside a token"`
	DefaultRole authz.Role `json:"default_role" enum:"admin,member,guest," doc:"The role of whose groups stand for none"`
	Owners      bool       `json:"owners" doc:"The provider may take out owners, but for the last; an owner allows it"`
	Tokens      []Token    `json:"tokens" maxItems:"2" doc:"Those that are good now"`
	CreatedBy   id.User    `json:"created_by,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	UpdatedAt   time.Time  `json:"updated_at"`
	Version     int64      `json:"version"`
}

// EntityVersion makes the version the ETag.
func (s Settings) EntityVersion() int64 { return s.Version }

// Path is the part of the input that every endpoint on a workspace's provisioning has.
type Path struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	row         queries.GetRow
}

func (p *Path) inPath() *Path { return p }

func load[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	p := in.inPath()
	var err error
	if p.row, err = queries.New(q).Get(ctx, l.Workspace()); err != nil {
		return authz.Resource{}, fmt.Errorf("loading how people are provisioned: %w", err)
	}
	return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
}

var (
	errAbove  = errors.New("a role above one's own, or an owner's")
	errOwners = errors.New("only an owner lets owners be taken out")
)

// mayDecide refuses a role that the asking person may not give, and an owner's to anybody.
// That owners may be taken out, an owner says.
func mayDecide(mine, role authz.Role, owners bool) error {
	if role == authz.Owner || !mine.MayGrant(role) {
		return problem.Forbidden(errAbove)
	}
	if owners && mine != authz.Owner {
		return problem.Forbidden(errOwners)
	}
	return nil
}

type getIn struct{ Path }

func (s *Provisioning) get(ctx context.Context, c *endpoint.Call, in *getIn) (*Settings, error) {
	return s.shown(ctx, c, in.row)
}

func (s *Provisioning) shown(ctx context.Context, c *endpoint.Call, row queries.GetRow) (*Settings, error) {
	live, err := liveTokens(ctx, c)
	return &Settings{
		Enabled: row.Version > 0, BaseURL: s.base(c.Grant.Workspace()), DefaultRole: authz.Role(row.DefaultRole), Owners: row.Owners, Tokens: live,
		CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version,
	}, err
}

// base is where a workspace's SCIM is.
func (s *Provisioning) base(workspace id.Workspace) string {
	return s.BaseURL + "/scim/v2/" + workspace.String()
}

type configureIn struct {
	Path
	Body settingsBody
}

type settingsBody struct {
	DefaultRole authz.Role `json:"default_role" enum:"admin,member,guest"`
	Owners      bool       `json:"owners,omitempty" doc:"Whether the provider may take out owners; an owner allows it"`
}

// loadMaybe is load for what may not be there yet.
func loadMaybe[In any, P interface {
	*In
	inPath() *Path
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	resource, err := load[In](ctx, q, l, in)
	if errors.Is(err, db.ErrNoRows) {
		return authz.Resource{Kind: authz.OfWorkspace, ID: l.Workspace().String()}, nil
	}
	return resource, err
}

func (s *Provisioning) configure(ctx context.Context, c *endpoint.Call, in *configureIn) (*Settings, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if err := mayDecide(c.Grant.Role(), in.Body.DefaultRole, in.Body.Owners && !in.row.Owners); err != nil {
		return nil, err
	}
	c.Detail("default_role", string(in.Body.DefaultRole))
	c.Detail("owners", fmt.Sprint(in.Body.Owners))
	changed(c)
	row, keep := in.row, s.change
	if row.Version == 0 {
		row.AccountID, row.CreatedBy, row.CreatedAt, keep = id.New[id.User](), c.Grant.User(), c.Now, s.enable
	}
	row.DefaultRole, row.Owners, row.UpdatedAt, row.Version = string(in.Body.DefaultRole), in.Body.Owners, c.Now, row.Version+1
	if err := keep(ctx, c, row); err != nil {
		return nil, err
	}
	return s.shown(ctx, c, row)
}

func (s *Provisioning) enable(ctx context.Context, c *endpoint.Call, row queries.GetRow) error {
	c.Detail("provisioning", "turned on")
	// No address is written like an id, so no sign-in ever finds the account by one.
	err := queries.New(c.Tx).AddAccount(ctx, queries.AddAccountParams{
		ID: row.AccountID, EmailKey: row.AccountID.String(), Name: "Provisioning", OwnedBy: c.Grant.Workspace(), Now: c.Now,
	})
	if err != nil {
		return err
	}
	return queries.New(c.Tx.One(problem.EditConflict())).Enable(ctx, queries.EnableParams{
		WorkspaceID: c.Grant.Workspace(), AccountID: row.AccountID, DefaultRole: row.DefaultRole, Owners: row.Owners, CreatedBy: row.CreatedBy, Now: c.Now,
	})
}

func (s *Provisioning) change(ctx context.Context, c *endpoint.Call, row queries.GetRow) error {
	return queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), DefaultRole: row.DefaultRole, Owners: row.Owners, Version: row.Version - 1, Now: c.Now,
	})
}

// changed has open pages look again. It says nothing of what has changed: every member is told.
func changed(c *endpoint.Call) { c.Emit(events.Event{Kind: "provisioning.changed"}) }

type disableIn struct{ Path }

// disable takes the account with its tokens, and all that the provider has said (ON DELETE CASCADE).
func (s *Provisioning) disable(ctx context.Context, c *endpoint.Call, in *disableIn) (*endpoint.Nothing, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	workspace := c.Grant.Workspace()
	if err := s.WithdrawAll(ctx, c, in.row.AccountID); err != nil {
		return nil, err
	}
	err := queries.New(c.Tx.One(problem.EditConflict())).Disable(ctx, queries.DisableParams{WorkspaceID: workspace, Version: in.row.Version})
	if err != nil {
		return nil, err
	}
	changed(c)
	return &endpoint.Nothing{}, queries.New(c.Tx).DropAccount(ctx, queries.DropAccountParams{ID: in.row.AccountID, OwnedBy: workspace})
}
