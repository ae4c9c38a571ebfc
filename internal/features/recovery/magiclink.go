package recovery

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/recovery/queries"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

type verifyIn struct{ Body verifyBody }

type verifyBody struct {
	Token  string `json:"token" minLength:"1" maxLength:"200" doc:"What stands after the # of the link"`
	Client string `json:"client,omitempty" enum:"browser,token" doc:"As at sign-in; browser when it is left out"`
}

// verifyMagicLink signs in as SignIn does for every door.
func (r *Recovery) verifyMagicLink(ctx context.Context, c *endpoint.Call, in *verifyIn) (*sessions.SignedIn, error) {
	hash, err := token.Parse(token.MagicLink, in.Body.Token)
	if err != nil {
		return nil, linkGone()
	}
	q := queries.New(c.Tx)
	link, err := q.UseLink(ctx, queries.UseLinkParams{TokenHash: hash[:], Purpose: toSignIn, Now: &c.Now})
	if errors.Is(err, db.ErrNoRows) {
		return nil, linkGone()
	}
	if err != nil {
		return nil, fmt.Errorf("using a link: %w", err)
	}
	who, err := accounts.Confirm(ctx, c.Tx, link.UserID)
	if errors.Is(err, accounts.ErrChanged) || err == nil && who.TokenVersion != link.TokenVersion {
		return nil, linkGone()
	}
	if err != nil {
		return nil, err
	}
	if err := q.EndLinks(ctx, queries.EndLinksParams{UserID: who.ID, Purpose: toSignIn, Now: &c.Now}); err != nil {
		return nil, fmt.Errorf("ending the other links: %w", err)
	}
	client := in.Body.Client
	if client == "" {
		client = sessions.Browser
	}
	return r.Sessions.SignIn(ctx, c, sessions.Proof{Account: who, Ways: authn.Ways{authn.ByMagicLink}, Client: client})
}
