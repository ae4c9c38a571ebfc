package authn

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn/queries"
)

const (
	// KeysMaxAge is how long the public keys may be kept by whoever reads them.
	KeysMaxAge = 5 * time.Minute
	// publishedFor is how long a key is published before it signs: nobody who kept
	// the list of before meets a token that it can't check.
	publishedFor = KeysMaxAge + time.Minute
	// rememberedFor is how long a retired key is kept: longer than its last token lives.
	rememberedFor = 2 * AccessTokenLife

	// keyPurpose binds a sealed private key to what it is.
	keyPurpose = "signing-key:"
)

var errMadeMeanwhile = errors.New("another key was made in the meantime")

// SigningKey says of a key what may be told.
type SigningKey struct {
	ID, Algorithm        string
	CreatedAt, SignsFrom time.Time
	RetiredAt, RevokedAt *time.Time
}

// State is one word for it: waits, signs, retired or revoked.
func (k SigningKey) State(now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case now.Before(k.SignsFrom):
		return "waits"
	case k.RetiredAt != nil && !now.Before(*k.RetiredAt):
		return "retired"
	}
	return "signs"
}

func shown(row queries.SigningKey) SigningKey {
	k := SigningKey{ID: row.ID, Algorithm: row.Algorithm, CreatedAt: row.CreatedAt, SignsFrom: row.CreatedAt, RetiredAt: row.RetiredAt, RevokedAt: row.RevokedAt}
	if row.SignsFrom != nil {
		k.SignsFrom = *row.SignsFrom
	}
	return k
}

// List returns the keys in the order in which they were made.
func (k *Keys) List() []SigningKey {
	list := []SigningKey{}
	for _, row := range k.loaded.Load().rows {
		list = append(list, shown(row))
	}
	return list
}

// FreshKey is a key that isn't in use yet.
type FreshKey struct{ row queries.AddSigningKeyParams }

// Make makes a key outside any transaction, since that may take a while. Without
// an algorithm it is of the newest key's, or of the default.
func (k *Keys) Make(algorithm string) (FreshKey, error) {
	if newest := k.newest(); algorithm == "" && newest != nil {
		algorithm = newest.Algorithm
	}
	if algorithm == "" {
		algorithm = Algorithms[0]
	}
	made, err := newKey(jose.SignatureAlgorithm(algorithm))
	if err != nil {
		return FreshKey{}, err
	}
	raw, err := made.bytes()
	if err != nil {
		return FreshKey{}, fmt.Errorf("writing the signing key: %w", err)
	}
	row := queries.AddSigningKeyParams{ID: rand.Text(), Algorithm: algorithm}
	if !made.symmetric() {
		public, err := json.Marshal(made.jwk(row.ID))
		if err != nil {
			return FreshKey{}, fmt.Errorf("writing the public key: %w", err)
		}
		row.PublicJwk = string(public)
	}
	if row.SealedPrivate, err = k.sealer.ForPayloads(largestKey).Seal(keyPurpose+row.ID, raw); err != nil {
		return FreshKey{}, fmt.Errorf("sealing the private key: %w", err)
	}
	return FreshKey{row: row}, nil
}

// largestKey is more than an RSA key takes, in bytes.
const largestKey = 8 << 10

// add makes the key the one after before, which signs on until this one does.
func (f FreshKey) add(ctx context.Context, tx *db.Tx, before *queries.SigningKey, now time.Time) (SigningKey, error) {
	f.row.Number, f.row.CreatedAt, f.row.SignsFrom = 1, now, &now
	if before != nil {
		from := now.Add(publishedFor)
		f.row.Number, f.row.SignsFrom = before.Number+1, &from
	}
	return f.store(ctx, tx)
}

func (f FreshKey) store(ctx context.Context, tx *db.Tx) (SigningKey, error) {
	if err := queries.New(tx.One(errMadeMeanwhile)).AddSigningKey(ctx, f.row); err != nil {
		return SigningKey{}, fmt.Errorf("keeping the signing key: %w", err)
	}
	err := queries.New(tx).RetireSigningKeys(ctx, queries.RetireSigningKeysParams{At: f.row.SignsFrom, Number: f.row.Number})
	if err != nil {
		return SigningKey{}, fmt.Errorf("retiring the keys before: %w", err)
	}
	return SigningKey{ID: f.row.ID, Algorithm: f.row.Algorithm, CreatedAt: f.row.CreatedAt, SignsFrom: *f.row.SignsFrom}, nil
}

// Rotate has the fresh key published at once, and sign after everybody can know it.
func (k *Keys) Rotate(ctx context.Context, tx *db.Tx, fresh FreshKey, now time.Time) (SigningKey, error) {
	rows, err := queries.New(tx).SigningKeys(ctx)
	if err != nil {
		return SigningKey{}, fmt.Errorf("reading the signing keys: %w", err)
	}
	if len(rows) == 0 {
		return fresh.add(ctx, tx, nil, now)
	}
	newest := rows[len(rows)-1]
	if last := shown(newest); last.State(now) == "waits" {
		return SigningKey{}, problem.Conflict("The key " + last.ID + " was made by an earlier rotation and doesn't sign yet.")
	}
	return fresh.add(ctx, tx, &newest, now)
}

// Revoke has nobody believe a key any more, from this transaction on. If none is
// left that signs, the one that waits or else the fresh one signs at once.
func (k *Keys) Revoke(ctx context.Context, tx *db.Tx, kid string, fresh FreshKey, now time.Time) error {
	q := queries.New(tx)
	_, err := q.RevokeSigningKey(ctx, queries.RevokeSigningKeyParams{ID: kid, Now: &now})
	if errors.Is(err, db.ErrNoRows) {
		return problem.New(problem.CodeNotFound, "There is no key with this id, or it was revoked before.", err)
	}
	if err != nil {
		return fmt.Errorf("revoking a signing key: %w", err)
	}
	rows, err := q.SigningKeys(ctx)
	if err != nil {
		return fmt.Errorf("reading the signing keys: %w", err)
	}
	signs := slices.ContainsFunc(rows, func(r queries.SigningKey) bool { return shown(r).State(now) == "signs" })
	last := rows[len(rows)-1]
	switch from := now.Add(publishedFor); {
	case last.RetiredAt == nil && signs:
		return nil
	case last.RetiredAt == nil:
		return q.SignWith(ctx, queries.SignWithParams{Number: last.Number, Now: &now})
	case !signs:
		from = now
		fallthrough
	default:
		fresh.row.Number, fresh.row.CreatedAt, fresh.row.SignsFrom = last.Number+1, now, &from
		_, err = fresh.store(ctx, tx)
		return err
	}
}

// Forget drops the keys whose last token is over.
func (k *Keys) Forget(ctx context.Context) error {
	before := k.clock.Now().Add(-rememberedFor)
	err := k.db.Update(ctx, db.Scope{}, func(tx *db.Tx) error { return queries.New(tx).ForgetSigningKeys(ctx, &before) })
	if err != nil {
		return fmt.Errorf("forgetting retired signing keys: %w", err)
	}
	return k.Reload(ctx)
}
