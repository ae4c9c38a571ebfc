package accounts

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/password"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	Hasher  *password.Hasher
	Policy  *password.Policy
	Jobs    *jobs.Queue
	Audit   *audit.Log
	BaseURL string
	// Invited closes sign-up to addresses for which it is true, by the
	// canonical form of the address; nil leaves sign-up open to everybody.
	Invited func(ctx context.Context, tx *db.Tx, emailKey string, now time.Time) (bool, error)
}

// Accounts is the feature.
type Accounts struct{ Deps }

// New returns the feature.
func New(d Deps) *Accounts { return &Accounts{d} }

// Endpoints are the feature's endpoints.
func (a *Accounts) Endpoints() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[signupIn, Answer]{
			Name: "accounts.signup", Method: http.MethodPost, Path: "/api/v1/auth/signup", Summary: "Sign up with an e-mail address",
			Description: "The answer is the same whether or not the address has an account; what happens next is told by mail.",
			Permission:  authz.Anyone("whoever signs up has no account yet"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.signup"), NoReplay: "nobody is signed in",
			Before: a.judge, Handle: a.signup, Success: http.StatusAccepted,
			Example: signupBody{Email: "robin@example.com", Password: "seven green lamps hum", Name: "Robin"},
		},
		endpoint.Endpoint[verifyIn, Answer]{
			Name: "accounts.verify", Method: http.MethodPost, Path: "/api/v1/auth/verify", Summary: "Confirm an address by the link that was mailed to it",
			Permission: authz.Anyone("the token is the proof"),
			Rate:       ratelimit.Auth, Audit: audit.Named("auth.verified"), NoReplay: "nobody is signed in",
			Handle: verify, Example: verifyBody{Token: "tfv_…"},
		},
		endpoint.Endpoint[strengthIn, Strength]{
			Name: "accounts.strength", Method: http.MethodPost, Path: "/api/v1/auth/password/strength", Summary: "Ask how good a password would be",
			Description: "For a meter beside the field of a new password. It says what sign-up, change and reset would say.",
			Permission:  authz.Anyone("it is about no account"),
			Rate:        ratelimit.Public, Audit: audit.Skip("reads only"), NoReplay: "it would keep the password's measure",
			Before: a.measure, Show: measured, Example: strengthBody{Password: "seven green lamps hum"},
		},
		endpoint.Endpoint[Me, Account]{
			Name: "accounts.get", Method: http.MethodGet, Path: "/api/v1/me", Summary: "Show your account",
			Permission: authz.Self("account:read", "one's own account").ForMachines(),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Target: load[Me], Show: show,
		},
		endpoint.Endpoint[updateIn, Account]{
			Name: "accounts.update", Method: http.MethodPatch, Path: "/api/v1/me", Summary: "Change your name",
			Permission: authz.Self("account:update", "one's own account"),
			Rate:       ratelimit.Write, Audit: audit.Named("account.updated"),
			Target: load[updateIn], Handle: update, Example: updateBody{Name: new("Robin K.")},
		},
	}
}

// Answer is one sentence for whoever asked.
type Answer struct {
	Status string `json:"status" doc:"What to do next"`
}
