package apikeys

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"taskflow/internal/features/apikeys/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// mostKeys is how many live keys somebody has in a workspace: each has an allowance of its own.
const mostKeys = 50

type createIn struct {
	Body createBody
}

type createBody struct {
	Name        string                  `json:"name" minLength:"1" maxLength:"100"`
	WorkspaceID id.Workspace            `json:"workspace_id"`
	Scopes      []endpoint.MachineScope `json:"scopes" minItems:"1" maxItems:"100" doc:"Permissions of the workspace, none of them beyond your role"`
	ProjectIDs  []id.Project            `json:"project_ids,omitempty" maxItems:"20" doc:"The only projects that it reaches; all that you reach when nothing is said"`
	Networks    []endpoint.Network      `json:"networks,omitempty" maxItems:"20" doc:"The only networks that it may be used from, as 192.0.2.0/24; anywhere when nothing is said"`
	Days        int64                   `json:"days" minimum:"1" maximum:"365" doc:"How many days it lives"`
}

// create makes a key for somebody who has just shown who he is. The workspace isn't in
// the path, so what a request in it would be held against is asked for here.
func (k *APIKeys) create(ctx context.Context, c *endpoint.Call, in *createIn) (*Created, error) {
	b := &in.Body
	name, err := named(b.Name)
	if err != nil {
		return nil, err
	}
	networks, err := readNetworks(b.Networks)
	if err != nil {
		return nil, err
	}
	scopes, err := k.mayEnter(ctx, c, b)
	if err != nil {
		return nil, err
	}
	key := &APIKey{
		ID: id.New[id.APIKey](), WorkspaceID: b.WorkspaceID, UserID: c.Grant.User(), Name: name, Scopes: scopes, Bound: len(b.ProjectIDs) > 0,
		ProjectIDs: b.ProjectIDs, Networks: networks, CreatedAt: c.Now, UpdatedAt: c.Now, ExpiresAt: c.Now.Add(time.Duration(b.Days) * 24 * time.Hour), Version: 1,
	}
	secret, err := k.keep(ctx, c, key)
	if err != nil {
		return nil, err
	}
	c.Touched(key.ID.String())
	c.Detail("scopes", strings.Join(key.Scopes, " "))
	c.Detail("days", fmt.Sprint(b.Days))
	return &Created{APIKey: *key, Secret: secret}, k.remind(ctx, c.Tx, key, c.Now)
}

// mayEnter holds the person against the workspace as any request there would be, its
// policy of factors included, and each scope against what his role can hold.
func (k *APIKeys) mayEnter(ctx context.Context, c *endpoint.Call, b *createBody) ([]string, error) {
	if err := c.InWorkspace(ctx, b.WorkspaceID); err != nil {
		return nil, err
	}
	standing, err := authz.Stand(ctx, c.Tx, c.Principal, b.WorkspaceID, c.Now)
	if err != nil {
		return nil, err
	}
	err = authz.Admit(authz.Request{
		Principal:  authn.Principal{User: c.Principal.User, Session: c.Principal.Session, Method: c.Principal.Method},
		Permission: authz.WorkspaceRead, Workspace: b.WorkspaceID, Standing: standing, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	if err := seesAll(ctx, c, b); err != nil {
		return nil, err
	}
	return endpoint.ScopesFor(k.Policies(), standing.Role, b.Scopes)
}

// seesAll tells whether the person sees each project that he names.
func seesAll(ctx context.Context, c *endpoint.Call, b *createBody) error {
	for _, project := range b.ProjectIDs {
		n, err := queries.New(c.Tx).Visible(ctx, queries.VisibleParams{WorkspaceID: b.WorkspaceID, ProjectID: project, UserID: c.Grant.User()})
		if err != nil {
			return fmt.Errorf("looking for a project: %w", err)
		}
		if n == 0 {
			return problem.NotFound(nil)
		}
	}
	return nil
}

// keep stores the key and returns its secret.
func (k *APIKeys) keep(ctx context.Context, c *endpoint.Call, key *APIKey) (string, error) {
	q := queries.New(c.Tx)
	count, err := q.Count(ctx, queries.CountParams{WorkspaceID: key.WorkspaceID, UserID: key.UserID, Now: c.Now})
	if err != nil {
		return "", fmt.Errorf("counting keys: %w", err)
	}
	if count >= mostKeys {
		return "", problem.Conflict("You have 50 keys in this workspace already. Revoke one first.")
	}
	plain, hash := token.New(token.APIKey)
	secret := plain.Reveal()
	key.Hint = secret[:len(token.APIKey.Prefix())+hintLength]
	err = q.Open(ctx, queries.OpenParams{
		ID: id.Session(key.ID), UserID: key.UserID, KeyHash: hash[:], Scope: strings.Join(key.Scopes, " "), Now: c.Now, ExpiresAt: key.ExpiresAt,
	})
	if err != nil {
		return "", err
	}
	err = q.Insert(ctx, queries.InsertParams{
		WorkspaceID: key.WorkspaceID, ID: key.ID, UserID: key.UserID, Name: key.Name, Hint: key.Hint,
		Networks: authn.FormatNetworks(key.Networks), Bound: key.Bound, Now: c.Now,
	})
	if err != nil {
		return "", err
	}
	return secret, k.bind(ctx, c, key)
}

// hintLength is how much of the random part tells one key from another: 24 bits of 256.
const hintLength = 4

func (k *APIKeys) bind(ctx context.Context, c *endpoint.Call, key *APIKey) error {
	if key.Networks == nil {
		key.Networks = []netip.Prefix{}
	}
	key.ProjectIDs = slices.Clone(key.ProjectIDs)
	slices.SortFunc(key.ProjectIDs, func(a, b id.Project) int { return slices.Compare(a[:], b[:]) })
	key.ProjectIDs = slices.Compact(key.ProjectIDs)
	for _, project := range key.ProjectIDs {
		err := queries.New(c.Tx).Bind(ctx, queries.BindParams{WorkspaceID: key.WorkspaceID, KeyID: key.ID, ProjectID: project})
		if err != nil {
			return err
		}
	}
	return nil
}
