package accounts

import (
	"context"
	"fmt"

	"taskflow/internal/features/accounts/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Me is the input of what is about the asking person's own account; the row
// is the one that was decided about.
type Me struct{ row queries.ByIDRow }

func (m *Me) me() *Me { return m }

// load reads the asking person's account.
func load[In any, P interface {
	*In
	me() *Me
}](ctx context.Context, q db.Querier, l authz.Lookup, in P) (authz.Resource, error) {
	m := in.me()
	var err error
	if m.row, err = queries.New(q).ByID(ctx, l.User()); err != nil {
		return authz.Resource{}, fmt.Errorf("loading the account: %w", err)
	}
	return authz.Resource{Kind: authz.OfUser, ID: m.row.ID.String()}, nil
}

func show(c *endpoint.Call, in *Me) (*Account, error) {
	account := in.account()
	account.BoundTo = Bound(c.Principal.BoundSignIn())
	return account, nil
}

func (m *Me) account() *Account {
	r := m.row
	return &Account{ID: r.ID, Email: r.Email, Name: r.Name, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version}
}

type updateIn struct {
	Me
	Body updateBody
}

type updateBody struct {
	Name *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Account, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if in.Body.Name == nil {
		return in.account(), nil
	}
	name, err := trimmed(*in.Body.Name)
	if err != nil {
		return nil, err
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Rename(ctx, queries.RenameParams{
		ID: in.row.ID, Version: in.row.Version, Name: name, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	in.row.Name, in.row.UpdatedAt, in.row.Version = name, c.Now, in.row.Version+1
	return in.account(), nil
}
