package identities

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"

	"github.com/go-jose/go-jose/v4"
)

// leastRSA is the shortest RSA key that is believed, in bits (RFC 7518 section 3.3).
const leastRSA = 2048

// suits tells whether a key is of the kind that an algorithm signs with.
func suits(key jose.JSONWebKey, algorithm string) bool {
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		return (algorithm == string(jose.RS256) || algorithm == string(jose.PS256)) && public.N.BitLen() >= leastRSA
	case *ecdsa.PublicKey:
		return algorithm == string(jose.ES256) && public.Curve == elliptic.P256() || algorithm == string(jose.ES384) && public.Curve == elliptic.P384()
	case ed25519.PublicKey:
		return algorithm == string(jose.EdDSA)
	}
	return false
}
