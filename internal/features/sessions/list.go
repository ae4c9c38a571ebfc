package sessions

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// Session is a session as its owner sees it.
type Session struct {
	ID        id.Session  `json:"id"`
	Kind      string      `json:"kind" enum:"browser,token"`
	Scope     string      `json:"scope" doc:"What it is limited to; empty is no limit"`
	Device    string      `json:"device" doc:"A calm name for it, as Firefox on Linux; empty if it can't be told"`
	UserAgent string      `json:"user_agent" doc:"What the client called itself at sign-in"`
	Address   string      `json:"address" doc:"Where it signed in from"`
	City      string      `json:"city" doc:"Where the address is, in English; empty if that isn't known, as wherever the operator has no file of places"`
	Country   string      `json:"country" doc:"The city's country by ISO 3166-1 alpha-2; empty if it isn't known"`
	Ways      []authn.Way `json:"ways" doc:"How you proved who you are: password, magic_link, oidc, saml, totp, recovery_code, passkey"`
	Current   bool        `json:"current" doc:"It is the session that asks"`
	CreatedAt time.Time   `json:"created_at"`
	// LastSeenAt is exact to a few minutes.
	LastSeenAt time.Time `json:"last_seen_at"`
	ExpiresAt  time.Time `json:"expires_at" doc:"When it ends at the latest"`
}

type listIn struct{ endpoint.Page }

// list is in the order of the sign-ins.
func (s *Sessions) list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Session], error) {
	after := id.Lowest[id.Session]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).ListLive(ctx, queries.ListLiveParams{
		UserID: c.Grant.User(), Now: c.Now, After: after, PageSize: in.Fetch(),
	})
	if err != nil {
		return nil, fmt.Errorf("listing sessions: %w", err)
	}
	items := make([]Session, len(rows))
	for i, r := range rows {
		items[i] = shown(r)
		items[i].locate(s.Places)
		items[i].Current = r.ID == c.Principal.Session
	}
	return endpoint.Paged(c, in.Page, items, func(s Session) any { return s.ID })
}

// locate looks the place up when it is asked for, so that none is kept.
func (s *Session) locate(places *geo.Places) {
	address, err := netip.ParseAddr(s.Address)
	if err != nil {
		return
	}
	at := places.Of(address)
	s.City, s.Country = at.City, at.Country
}
