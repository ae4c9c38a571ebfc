package identities

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/identities/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// Identity is whom a provider knows as oneself.
type Identity struct {
	ID         id.Identity `json:"id"`
	Kind       string      `json:"kind" doc:"oidc, saml or scim"`
	Provider   string      `json:"provider"`
	Name       string      `json:"name" doc:"What the provider is called; empty where it isn't offered any more"`
	Email      string      `json:"email" doc:"The address that the provider said last; empty where it said none"`
	CreatedAt  time.Time   `json:"created_at"`
	LastUsedAt time.Time   `json:"last_used_at"`
}

type listIn struct{ endpoint.Page }

func (s *Identities) list(ctx context.Context, c *endpoint.Call, in *listIn) (*endpoint.List[Identity], error) {
	after := id.Lowest[id.Identity]()
	if _, err := in.Position(c, &after); err != nil {
		return nil, err
	}
	rows, err := queries.New(c.Tx.Last()).OfUser(ctx, queries.OfUserParams{UserID: c.Grant.User(), After: after, PageSize: in.Fetch()})
	if err != nil {
		return nil, fmt.Errorf("listing identities: %w", err)
	}
	items := make([]Identity, len(rows))
	for i, row := range rows {
		items[i] = Identity{ID: row.ID, Kind: row.Kind, Provider: row.Provider, Email: row.Email, CreatedAt: row.CreatedAt, LastUsedAt: row.LastUsedAt}
		if r, known := s.parties[row.Provider]; known {
			items[i].Name = r.Name
		}
	}
	return endpoint.Paged(c, in.Page, items, func(i Identity) any { return i.ID })
}

// beginIn begins a way to a provider for somebody who is signed in.
type beginIn struct {
	Body beginBody

	party *relyingParty
	found *discovered
}

type beginBody struct {
	Provider string `json:"provider" minLength:"1" maxLength:"32"`
	ReturnTo string `json:"return_to,omitempty" maxLength:"2000" doc:"A path of this TaskFlow to show afterwards"`
}

func (s *Identities) prepareBegin(ctx context.Context, _ *endpoint.Call, in *beginIn) (err error) {
	in.party, in.found, err = s.prepare(ctx, in.Body.Provider, in.Body.ReturnTo)
	return err
}

func (s *Identities) beginLink(ctx context.Context, c *endpoint.Call, in *beginIn) (*Leave, error) {
	return s.begin(ctx, c, in.party, in.found, toLink, in.Body.ReturnTo, oauth2.SetAuthURLParam("prompt", "select_account"))
}

// endIn ends a way that somebody signed in has begun.
type endIn struct {
	Body endBody

	from *arrived
}

type endBody struct {
	Provider string `json:"provider" minLength:"1" maxLength:"32"`
	State    string `json:"state" minLength:"1" maxLength:"200"`
	Code     string `json:"code,omitempty" maxLength:"4096"`
	Iss      string `json:"iss,omitempty" maxLength:"2048"`
	Error    string `json:"error,omitempty" maxLength:"200"`
}

func (b endBody) response() response {
	return response{State: b.State, Code: b.Code, Iss: b.Iss, Error: b.Error}
}

// Back is where to go on.
type Back struct {
	ReturnTo string `json:"return_to,omitempty"`
}

func (s *Identities) receiveLink(ctx context.Context, c *endpoint.Call, in *endIn) (err error) {
	in.from, err = s.finish(ctx, c, in.Body.Provider, toLink, in.Body.response())
	return err
}

// linkHere connects the account of whoever began with whom the provider named.
func (s *Identities) linkHere(ctx context.Context, c *endpoint.Call, in *endIn) (*Back, error) {
	c.SetCookie(browserSecret("", 0))
	if in.from.flow.UserID != c.Grant.User() {
		return nil, problem.Forbidden(errFlow)
	}
	c.Detail("provider", in.from.party.ID)
	c.Touched(c.Grant.User().String())
	return &Back{ReturnTo: in.from.flow.ReturnTo}, link(ctx, c, in.from, c.Grant.User())
}

type unlinkIn struct {
	IdentityID id.Identity `path:"identity_id"`
}

// unlink leaves a way in: a password, a passkey, or another identity.
func (s *Identities) unlink(ctx context.Context, c *endpoint.Call, in *unlinkIn) (*endpoint.Nothing, error) {
	c.Touched(in.IdentityID.String())
	// The account is locked: of two identities that go at once the second is the last.
	if _, err := accounts.Confirm(ctx, c.Tx, c.Grant.User()); err != nil {
		return nil, problem.Conflict("The account was changed in the meantime.")
	}
	stays, err := s.wayStays(ctx, c, in.IdentityID)
	if err != nil {
		return nil, err
	}
	if !stays {
		return nil, problem.Conflict("It is the only way into your account. Set a password or connect another provider first.")
	}
	return &endpoint.Nothing{}, queries.New(c.Tx.One(problem.NotFound(nil))).Unlink(ctx, queries.UnlinkParams{ID: in.IdentityID, UserID: c.Grant.User()})
}

func (s *Identities) wayStays(ctx context.Context, c *endpoint.Call, going id.Identity) (bool, error) {
	own, err := accounts.CredentialByID(ctx, c.Tx, c.Grant.User())
	if err != nil || own.Hash != "" {
		return err == nil, err
	}
	others, err := linked(ctx, c.Tx, s.Providers, c.Grant.User(), going)
	if err != nil || others || s.OtherWay == nil {
		return others, err
	}
	return s.OtherWay(ctx, c.Tx, c.Grant.User())
}

// mostLooked is how many identities of one person are looked at.
const mostLooked = 1000

// Linked tells whether a person can sign in with one of the providers that are offered.
func Linked(offered []Provider) func(ctx context.Context, q db.Querier, user id.User) (bool, error) {
	return func(ctx context.Context, q db.Querier, user id.User) (bool, error) {
		return linked(ctx, q, offered, user, id.Identity{})
	}
}

// linked leaves one out. An identity of a provider that isn't offered any more is no way in.
func linked(ctx context.Context, q db.Querier, offered []Provider, user id.User, but id.Identity) (bool, error) {
	rows, err := queries.New(q).OfUser(ctx, queries.OfUserParams{UserID: user, After: id.Lowest[id.Identity](), PageSize: mostLooked})
	if err != nil {
		return false, fmt.Errorf("looking for identities: %w", err)
	}
	return slices.ContainsFunc(rows, func(row queries.OfUserRow) bool {
		return row.ID != but && slices.ContainsFunc(offered, func(p Provider) bool { return p.ID == row.Provider && p.Issuer == row.Issuer })
	}), nil
}
