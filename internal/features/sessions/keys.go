package sessions

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

const jwksType = "application/jwk-set+json" // RFC 7517 section 8.5.2

// keys may be kept for a while; a kid that isn't among them sends clients here again.
func (s *Sessions) keys(_ context.Context, _ *endpoint.Call, _ *nothingIn, w http.ResponseWriter) error {
	text, err := json.Marshal(s.Keys.JWKS())
	if err != nil {
		return fmt.Errorf("writing the public keys: %w", err)
	}
	w.Header().Set("Content-Type", jwksType)
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", authn.KeysMaxAge/time.Second))
	_, _ = w.Write(text) // the client is gone: nobody is left to be told
	return nil
}
