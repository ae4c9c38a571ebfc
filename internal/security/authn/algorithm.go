package authn

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// Algorithms are what access tokens can be signed with, the default first. HS256
// is for an installation whose tokens nobody else checks: its keys aren't public.
var Algorithms = []string{string(jose.ES256), string(jose.RS256), string(jose.EdDSA), string(jose.HS256)}

const (
	rsaBits     = 3072
	leastRSA    = 2048 // RFC 7518 section 3.3
	secretBytes = 32   // RFC 7518 section 3.2: no fewer than the hash has
)

var errKeyUnfit = errors.New("not a key of its algorithm")

// key is one key with the one algorithm that it is for: what a token's header
// says is compared with that and never followed (RFC 8725 section 3.1).
type key struct {
	algorithm jose.SignatureAlgorithm
	// signing signs; public checks, and is the same for a symmetric key.
	signing, public any
}

// symmetric tells whether whoever can check can also sign.
func (k key) symmetric() bool { return k.algorithm == jose.HS256 }

// newKey makes a key for an algorithm of the list.
func newKey(algorithm jose.SignatureAlgorithm) (key, error) {
	var private any
	var err error
	switch algorithm {
	case jose.ES256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case jose.RS256:
		private, err = rsa.GenerateKey(rand.Reader, rsaBits)
	case jose.EdDSA:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	case jose.HS256:
		secret := make([]byte, secretBytes)
		_, err = rand.Read(secret)
		private = secret
	default:
		return key{}, fmt.Errorf("%w: %q is none of %v", errKeyUnfit, algorithm, Algorithms)
	}
	if err != nil {
		return key{}, fmt.Errorf("making a signing key: %w", err)
	}
	return fit(algorithm, private)
}

// fit holds a private key against its algorithm.
func fit(algorithm jose.SignatureAlgorithm, private any) (key, error) {
	k := key{algorithm: algorithm, signing: private, public: private}
	if signer, ok := private.(crypto.Signer); ok {
		k.public = signer.Public()
	}
	if !fits(algorithm, k.public) {
		return key{}, errKeyUnfit
	}
	return k, nil
}

// fits holds what checks signatures against its algorithm.
func fits(algorithm jose.SignatureAlgorithm, public any) bool {
	switch p := public.(type) {
	case *ecdsa.PublicKey:
		return algorithm == jose.ES256 && p.Curve == elliptic.P256()
	case *rsa.PublicKey:
		return algorithm == jose.RS256 && p.N.BitLen() >= leastRSA && p.E > 1
	case ed25519.PublicKey:
		return algorithm == jose.EdDSA
	case []byte:
		return algorithm == jose.HS256 && len(p) >= secretBytes
	}
	return false
}

// parseKey reads what bytes has written.
func parseKey(algorithm jose.SignatureAlgorithm, raw []byte) (key, error) {
	var private any
	var err error
	switch algorithm {
	case jose.ES256:
		private, err = x509.ParseECPrivateKey(raw)
	case jose.RS256, jose.EdDSA:
		private, err = x509.ParsePKCS8PrivateKey(raw)
	case jose.HS256:
		private = raw
	default:
		return key{}, errKeyUnfit
	}
	if err != nil {
		return key{}, fmt.Errorf("parsing it: %w", err)
	}
	return fit(algorithm, private)
}

// bytes writes the private half.
func (k key) bytes() ([]byte, error) {
	switch p := k.signing.(type) {
	case *ecdsa.PrivateKey:
		return x509.MarshalECPrivateKey(p)
	case []byte:
		return p, nil
	}
	return x509.MarshalPKCS8PrivateKey(k.signing)
}

// jwk is the public half as others are told it (RFC 7517).
func (k key) jwk(kid string) jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.public, KeyID: kid, Algorithm: string(k.algorithm), Use: "sig"}
}
