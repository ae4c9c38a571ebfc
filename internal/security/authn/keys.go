package authn

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn/queries"
)

// keyPurpose binds a sealed private key to what it is.
const keyPurpose = "signing-key:"

// Keys are the keys that access tokens are signed with and checked against.
// They live in the database, sealed with the master key, so that all nodes share them.
type Keys struct {
	db     *db.DB
	sealer *token.Sealer
	clock  clock.Clock
	loaded atomic.Pointer[keySet]
}

type keySet struct {
	signing signingKey
	public  map[string]*ecdsa.PublicKey
	jwks    jose.JSONWebKeySet
}

type signingKey struct {
	kid     string
	private *ecdsa.PrivateKey
}

// LoadKeys reads the keys, making the first one on a fresh installation.
func LoadKeys(ctx context.Context, database *db.DB, sealer *token.Sealer, clk clock.Clock) (*Keys, error) {
	k := &Keys{db: database, sealer: sealer, clock: clk}
	if err := k.Reload(ctx); err != nil {
		return nil, err
	}
	if k.loaded.Load().signing.private != nil {
		return k, nil
	}
	if err := k.add(ctx); err != nil {
		return nil, err
	}
	return k, k.Reload(ctx)
}

// Reload reads the keys again. The newest that isn't retired signs.
func (k *Keys) Reload(ctx context.Context) error {
	set := &keySet{public: map[string]*ecdsa.PublicKey{}}
	err := k.db.View(ctx, db.Scope{}, func(tx *db.Tx) error {
		rows, err := queries.New(tx.Last()).SigningKeys(ctx)
		if err != nil {
			return fmt.Errorf("reading the signing keys: %w", err)
		}
		for _, row := range rows {
			if err := k.take(set, row); err != nil {
				return fmt.Errorf("signing key %s: %w", row.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	k.loaded.Store(set)
	return nil
}

func (k *Keys) take(set *keySet, row queries.SigningKey) error {
	der, err := k.sealer.Open(keyPurpose+row.ID, row.SealedPrivate)
	if err != nil {
		return fmt.Errorf("opening it with the master key: %w", err)
	}
	private, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return fmt.Errorf("parsing it: %w", err)
	}
	set.public[row.ID] = &private.PublicKey
	set.jwks.Keys = append(set.jwks.Keys, publicJWK(row.ID, &private.PublicKey))
	if row.RetiredAt == nil {
		set.signing = signingKey{kid: row.ID, private: private}
	}
	return nil
}

func publicJWK(kid string, key *ecdsa.PublicKey) jose.JSONWebKey {
	return jose.JSONWebKey{Key: key, KeyID: kid, Algorithm: string(jose.ES256), Use: "sig"}
}

// add makes a key, unless another node that starts at the same time has just
// made one: then that one is found by the reload that must follow.
func (k *Keys) add(ctx context.Context) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("making a signing key: %w", err)
	}
	der, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		return fmt.Errorf("writing the signing key: %w", err)
	}
	sum := sha256.Sum256(der)
	kid := base64.RawURLEncoding.EncodeToString(sum[:12])
	public, err := json.Marshal(publicJWK(kid, &private.PublicKey))
	if err != nil {
		return fmt.Errorf("writing the public key: %w", err)
	}
	sealed, err := k.sealer.Seal(keyPurpose+kid, der)
	if err != nil {
		return fmt.Errorf("sealing the private key: %w", err)
	}
	return k.db.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		return queries.New(tx).AddSigningKey(ctx, queries.AddSigningKeyParams{
			ID: kid, Algorithm: string(jose.ES256), PublicJwk: string(public), SealedPrivate: sealed, CreatedAt: k.clock.Now(),
		})
	})
}

// JWKS returns the public keys (RFC 7517 section 5).
func (k *Keys) JWKS() jose.JSONWebKeySet { return k.loaded.Load().jwks }

// newTokenID returns a jti.
func newTokenID() string { return id.New[id.RefreshToken]().String() }
