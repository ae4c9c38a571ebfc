package identities

import (
	"context"
	"fmt"
	"net/url"

	"taskflow/internal/features/identities/queries"
	"taskflow/internal/security/endpoint"
)

type nothingIn struct{}

// SignOut is where a browser signs out of the provider too.
type SignOut struct {
	URL string `json:"url,omitempty" doc:"The provider's own sign-out; empty where the session came from no provider, or it has none"`
}

// signOut names the provider's end of session (OpenID Connect RP-Initiated Logout 1.0). No
// ID token is kept for a hint: the provider asks its person instead.
func (s *Identities) signOut(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*SignOut, error) {
	name, err := queries.New(c.Tx).ProviderOfSession(ctx, c.Principal.Session)
	if err != nil {
		return nil, fmt.Errorf("looking up a session's provider: %w", err)
	}
	r, has := s.parties[name]
	if !has {
		return &SignOut{}, nil
	}
	return &SignOut{URL: r.endSession(s.BaseURL + "/login")}, nil
}

// endSession is read from what is known of the provider: nobody waits for it to sign out.
func (r *relyingParty) endSession(back string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found == nil || r.found.says.EndSession == "" {
		return ""
	}
	u, err := url.Parse(r.found.says.EndSession)
	if err != nil {
		return ""
	}
	query := u.Query()
	query.Set("client_id", r.ClientID)
	query.Set("post_logout_redirect_uri", back)
	u.RawQuery = query.Encode()
	return u.String()
}
