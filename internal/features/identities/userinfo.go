package identities

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/oauth2"
)

var errUserInfo = errors.New("userinfo is somebody else's, or can't be read")

// complement asks the provider's userinfo for what the ID token left out (OpenID Connect
// Core section 5.3). What the token says is signed and goes before.
func (r *relyingParty) complement(ctx context.Context, d *discovered, said *claims, got *oauth2.Token) error {
	_, grouped := said.all[r.GroupsClaim]
	if said.Email != "" && said.Name != "" && (r.GroupsClaim == "" || grouped) || d.provider.UserInfoEndpoint() == "" {
		return nil
	}
	if !visitable(d.provider.UserInfoEndpoint(), r.policy) {
		return errUserInfo
	}
	more, err := r.userInfo(ctx, d.provider.UserInfoEndpoint(), got.AccessToken)
	if err != nil {
		return err
	}
	var about struct {
		Subject string `json:"sub"`
		person  person
	}
	// The subject must be compared, or a swapped access token makes somebody another (section 5.3.2).
	if strict.Unmarshal(more, &about) != nil || strict.Unmarshal(more, &about.person) != nil || about.Subject != said.Subject {
		return errUserInfo
	}
	said.fill(about.person)
	all := map[string]jsontext.Value{}
	if strict.Unmarshal(more, &all) != nil {
		return errUserInfo
	}
	if groups, has := all[r.GroupsClaim]; has && !grouped {
		said.all[r.GroupsClaim] = groups
	}
	return nil
}

// fill takes what the token left out.
func (c *claims) fill(p person) {
	if c.Email == "" {
		c.Email, c.EmailVerified = p.Email, p.EmailVerified
	}
	if c.Name == "" {
		c.Name = p.Name
	}
}

func (r *relyingParty) userInfo(ctx context.Context, address, access string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, unanswered("userinfo", err)
	}
	request.Header.Set("Authorization", "Bearer "+access)
	response, err := r.client.Do(request)
	if err != nil {
		return nil, unanswered("userinfo", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, unanswered("userinfo", err)
	}
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK || media != "application/json" {
		return nil, fmt.Errorf("%w: answered %d", errUserInfo, response.StatusCode)
	}
	return body, nil
}
