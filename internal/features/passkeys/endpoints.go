package passkeys

import (
	"context"
	"errors"
	"net/http"
	"time"

	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	Sealer *token.Sealer
	Jobs   *jobs.Queue
	Audit  *audit.Log
	// BaseURL says the origin and the RP ID.
	BaseURL string
	// Codes gives who asks recovery codes, unless there are some already: whoever
	// loses the only device must not lose the account.
	Codes func(ctx context.Context, c *endpoint.Call) ([]string, error)
	// Linked tells whether an account can be signed in to by a provider; nil where there are none.
	Linked func(ctx context.Context, q db.Querier, user id.User) (bool, error)
	// MayStandAlone refuses to leave an account to a password that is too short for that.
	MayStandAlone func(ctx context.Context, q db.Querier, user id.User) error
}

// Passkeys is the feature.
type Passkeys struct {
	Deps
	party *party // nil where the base URL has no name
}

// New returns the feature.
func New(d Deps) (*Passkeys, error) {
	p, err := newParty(d.BaseURL)
	if err != nil && !errors.Is(err, errNoName) {
		return nil, err
	}
	return &Passkeys{Deps: d, party: p}, nil
}

// available is the relying party, or the problem that there is none.
func (p *Passkeys) available() (*party, error) {
	if p.party == nil {
		return nil, problem.Conflict("Passkeys need a host name, and the address of this TaskFlow is a number.")
	}
	return p.party, nil
}

// refusal makes the problem of an answer that isn't right. What was wrong stays inside.
type refusal func(cause error) error

const (
	mine = "/api/v1/me/passkeys"
	one  = mine + "/{passkey_id}"
	auth = "/api/v1/auth"

	// Most is how many passkeys an account can have.
	Most = 20
	// recent is how old the proof of who it is may be for a change of factors.
	recent = 15 * time.Minute
)

// Endpoints are the feature's endpoints, whose sign-ins end in s.
func (p *Passkeys) Endpoints(s *sessions.Sessions) []endpoint.Definition {
	return append(p.own(), (&door{p, s}).endpoints()...)
}

func (p *Passkeys) own() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, Held]{
			Name: "passkeys.list", Method: http.MethodGet, Path: mine, Summary: "List your passkeys",
			Permission: authz.Self("factors:read", "one's own factors"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: p.list,
		},
		endpoint.Endpoint[nothingIn, CreationOptions]{
			Name: "passkeys.begin", Method: http.MethodPost, Path: mine + "/begin", Summary: "Get what navigator.credentials.create needs for a passkey",
			Description: "The answer goes through PublicKeyCredential.parseCreationOptionsFromJSON. It is good for one passkey, for five minutes, in this session.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: recent,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.passkey.begun"), NoReplay: "a challenge is answered once",
			Handle: p.begin,
		},
		endpoint.Endpoint[createIn, Added]{
			Name: "passkeys.create", Method: http.MethodPost, Path: mine, Summary: "Add a passkey",
			Description: "Answers with recovery codes, unless you have some already. They are shown this once.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: recent, Success: http.StatusCreated,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"), NoReplay: "the answer may hold recovery codes",
			Before: parseCreation, Handle: p.create, Example: createBody{Name: "Robin's phone", Credential: `{"id":"…","type":"public-key"}`}, //nolint:gosec // an example
		},
		endpoint.Endpoint[renameIn, Passkey]{
			Name: "passkeys.rename", Method: http.MethodPatch, Path: one, Summary: "Rename a passkey",
			Permission: authz.Self("factors:manage", "one's own factors"), StepUp: recent,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"),
			Handle: rename, Example: renameBody{Name: "Robin's old phone"},
		},
		endpoint.Endpoint[removeIn, endpoint.Nothing]{
			Name: "passkeys.remove", Method: http.MethodDelete, Path: one, Summary: "Remove a passkey",
			Description: "An account keeps its last way in: without a password and a provider, its last passkey.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: recent,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"),
			Handle: p.remove,
		},
	}
}
