package authn

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/security/authn/queries"
)

// keySet is what was read at one moment; it is never changed.
type keySet struct {
	rows []queries.SigningKey
	// byID has those that may be believed.
	byID map[string]key
	jwks jose.JSONWebKeySet
}

func (k *Keys) open(rows []queries.SigningKey) (*keySet, error) {
	set := &keySet{rows: rows, byID: map[string]key{}}
	sealer := k.sealer.ForPayloads(largestKey)
	for _, row := range rows {
		if row.RevokedAt != nil {
			continue
		}
		raw, err := sealer.Open(keyPurpose+row.ID, row.SealedPrivate)
		if err != nil {
			return nil, fmt.Errorf("opening the signing key %s with the master key: %w", row.ID, err)
		}
		opened, err := parseKey(jose.SignatureAlgorithm(row.Algorithm), raw)
		if err != nil {
			return nil, fmt.Errorf("the signing key %s: %w", row.ID, err)
		}
		set.take(row.ID, opened)
	}
	return set, nil
}

func (s *keySet) take(kid string, k key) {
	s.byID[kid] = k
	if !k.symmetric() {
		s.jwks.Keys = append(s.jwks.Keys, k.jwk(kid))
	}
}

// signing is the newest key whose time to sign has come.
func (s *keySet) signing(now time.Time) (kid string, k key, err error) {
	for _, row := range slices.Backward(s.rows) {
		if k, ok := s.byID[row.ID]; ok && (row.SignsFrom == nil || !now.Before(*row.SignsFrom)) {
			return row.ID, k, nil
		}
	}
	return "", key{}, errNoKey
}
