package identities

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"time"

	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taskflow/internal/features/identities/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// OpenID Connect Back-Channel Logout 1.0.
const (
	logoutEvent = "http://schemas.openid.net/event/backchannel-logout"
	logoutType  = "logout+jwt"
	// oldestLogout is how old a logout token may be: an old one ends nobody's session any more.
	oldestLogout = 2 * time.Minute
	formType     = "application/x-www-form-urlencoded"
	mostForm     = 64 << 10
)

var errLogoutToken = errors.New("the logout token isn't one")

type logoutIn struct {
	Provider string `path:"provider" maxLength:"32"`

	party *relyingParty
	said  *logoutClaims
}

type logoutClaims struct {
	Issuer    string                    `json:"iss"`
	Subject   string                    `json:"sub"`
	Audience  jsontext.Value            `json:"aud"`
	IssuedAt  float64                   `json:"iat"`
	Expires   float64                   `json:"exp"`
	ID        string                    `json:"jti"`
	Events    map[string]jsontext.Value `json:"events"`
	SessionID string                    `json:"sid"`
	Nonce     jsontext.Value            `json:"nonce"`
}

// readLogout verifies the token outside the transaction. What is wrong with it is answered
// 400 without more (section 2.8).
func (s *Identities) readLogout(ctx context.Context, c *endpoint.Call, in *logoutIn) (err error) {
	if in.party, err = s.party(in.Provider); err != nil {
		return err
	}
	c.Detail("provider", in.party.ID)
	body, err := c.ReadUpload()
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["logout_token"]) != 1 {
		return notALogout(err)
	}
	d, err := in.party.discover(ctx)
	if err != nil {
		return away(err)
	}
	payload, err := d.keys.verify(ctx, form.Get("logout_token"), logoutType)
	if err != nil {
		return notALogout(err)
	}
	in.said = &logoutClaims{}
	if err := strict.Unmarshal(payload, in.said); err != nil {
		return notALogout(errLogoutToken)
	}
	return in.said.check(in.party, c.Now)
}

func notALogout(cause error) error {
	return problem.New(problem.CodeBadRequest, "", errors.Join(errLogoutToken, cause))
}

func (l *logoutClaims) check(r *relyingParty, now time.Time) error {
	issued, object := unix(l.IssuedAt), map[string]jsontext.Value{}
	audience := texts(l.Audience)
	for _, rule := range []struct {
		broken bool
		why    string
	}{
		{l.Issuer != r.Issuer, "its issuer is another"},
		{len(audience) != 1 || audience[0] != r.ClientID, "it is for somebody else"},
		{l.IssuedAt == 0 || issued.After(now.Add(skew)) || now.Sub(issued) > oldestLogout+skew, "it wasn't issued just now"},
		{l.Expires != 0 && !now.Before(unix(l.Expires)), "it is over"},
		{l.ID == "", "it has no jti"},
		{strict.Unmarshal(l.Events[logoutEvent], &object) != nil, "it tells of no logout"},
		{len(l.Nonce) > 0, "it has a nonce, and could be an ID token"},
		{l.Subject == "" && l.SessionID == "", "it names nobody"},
	} {
		if rule.broken {
			return notALogout(fmt.Errorf("%w: %s", errLogoutToken, rule.why))
		}
	}
	return nil
}

// logout ends what came from the provider's session. The token works once.
func (s *Identities) logout(ctx context.Context, c *endpoint.Call, in *logoutIn) (*endpoint.Nothing, error) {
	c.Detail("provider", in.party.ID)
	jti := sha256.Sum256([]byte(in.said.ID))
	err := queries.New(c.Tx.One(notALogout(errors.New("it was seen before")))).SpendLogoutToken(ctx, queries.SpendLogoutTokenParams{
		Provider: in.party.ID, JtiHash: jti[:], ExpiresAt: unix(in.said.IssuedAt).Add(oldestLogout + 2*skew),
	})
	if err != nil {
		return nil, err
	}
	from := sessions.ProviderSession{Provider: in.party.ID, Subject: in.said.Subject, Session: in.said.SessionID}
	return &endpoint.Nothing{}, sessions.EndOfProvider(ctx, c.Tx, from, c.Now)
}
