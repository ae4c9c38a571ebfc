package identities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/identities/queries"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// Offer are the providers of this TaskFlow, in the operator's order.
type Offer struct {
	Providers []Offered `json:"providers"`
}

// Offered is a provider that one can sign in with.
type Offered struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// askNothing: the offer is the operator's, and stands while the database is away.
func askNothing(context.Context, db.Querier, *endpoint.Call, *nothingIn) error { return nil }

func (s *Identities) offer(*endpoint.Call, *nothingIn) (*Offer, error) {
	offer := &Offer{Providers: make([]Offered, len(s.Providers))}
	for i, p := range s.Providers {
		offer.Providers[i] = Offered{ID: p.ID, Name: p.Name}
	}
	return offer, nil
}

// Examine asks a provider what it says of itself and fetches its keys, for operators.
func Examine(ctx context.Context, p Provider, policy egress.Policy) error {
	r := newRelyingParty(p, policy, clock.System())
	d, err := r.discover(ctx)
	if err != nil {
		return err
	}
	keys, err := d.keys.fetch(ctx)
	if err == nil && len(keys) == 0 {
		err = fmt.Errorf("%w: it has no keys", errProvider)
	}
	return err
}

// EndFlows ends the ways to a provider that a person has begun while signed in.
func EndFlows(ctx context.Context, q db.Querier, user id.User, _ string, now time.Time) error {
	return queries.New(q).EndFlows(ctx, queries.EndFlowsParams{UserID: user, Now: &now})
}

// Forget drops what has been over since before.
func Forget(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		q := queries.New(tx)
		return errors.Join(q.ForgetFlows(ctx, before), q.ForgetLogoutTokens(ctx, before))
	})
}
