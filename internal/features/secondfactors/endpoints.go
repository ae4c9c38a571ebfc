package secondfactors

import (
	"context"
	"net/http"

	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
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
	// Issuer is what an authenticator app shows beside the account.
	Issuer string
	// MayStandAlone refuses to leave an account to a password that is too short for that.
	MayStandAlone func(ctx context.Context, q db.Querier, user id.User) error
}

// SecondFactors is the feature.
type SecondFactors struct{ Deps }

// New returns the feature.
func New(d Deps) *SecondFactors { return &SecondFactors{d} }

// Factors are what a sign-in may ask for.
func (f *SecondFactors) Factors() []sessions.Factor { return []sessions.Factor{app{f}, recovery{}} }

const (
	totpPath  = "/api/v1/me/totp"
	codesPath = "/api/v1/me/recovery-codes"
)

type nothingIn struct{}

// Endpoints are the feature's endpoints.
func (f *SecondFactors) Endpoints() []endpoint.Definition {
	return append(f.apps(), f.codes()...)
}

func (f *SecondFactors) apps() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, App]{
			Name: "totp.get", Method: http.MethodGet, Path: totpPath, Summary: "Show whether you have an authenticator app",
			Permission: authz.Self("factors:read", "one's own factors"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: showApp,
		},
		endpoint.Endpoint[nothingIn, Secret]{
			Name: "totp.begin", Method: http.MethodPost, Path: totpPath, Summary: "Get a secret for an authenticator app",
			Description: "Nothing is asked of a sign-in until the app has shown a code at /confirm.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.totp.begun"), NoReplay: "the answer is a secret",
			Handle: f.begin,
		},
		endpoint.Endpoint[confirmIn, Codes]{
			Name: "totp.confirm", Method: http.MethodPost, Path: totpPath + "/confirm", Summary: "Turn the authenticator app on with its first code",
			Description: "Answers with recovery codes, unless you have some already. They are shown this once.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"), NoReplay: "the answer is a secret",
			Handle: f.confirm, Example: confirmBody{Code: "123456"},
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "totp.remove", Method: http.MethodDelete, Path: totpPath, Summary: "Turn the authenticator app off",
			Permission: authz.Self("factors:manage", "one's own factors"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"),
			Handle: f.removeApp,
		},
	}
}

func (f *SecondFactors) codes() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, CodesLeft]{
			Name: "recovery_codes.get", Method: http.MethodGet, Path: codesPath, Summary: "Show how many recovery codes you have left",
			Permission: authz.Self("factors:read", "one's own factors"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: left,
		},
		endpoint.Endpoint[nothingIn, Codes]{
			Name: "recovery_codes.renew", Method: http.MethodPost, Path: codesPath, Summary: "Get new recovery codes",
			Description: "Ends those that you have. The new ones are shown this once.",
			Permission:  authz.Self("factors:manage", "one's own factors"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.mfa_change"), NoReplay: "the answer is a secret",
			Handle: f.renew,
		},
	}
}
