package sessions

import (
	"net/http"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/password"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	DB     *db.DB
	Hasher *password.Hasher
	Policy *password.Policy
	Jobs   *jobs.Queue
	Audit  *audit.Log
	Tokens *authn.Tokens
	Keys   *authn.Keys
	// Backoff makes whoever guesses wait.
	Backoff ratelimit.Backoff
	// Places say where an address is; nil for none.
	Places *geo.Places
	// Factors are the second ways to prove who one is, in the order in which they are offered.
	Factors []Factor
	// Scopes returns the names that a token may be limited to.
	Scopes func() []string
}

// Sessions is the feature.
type Sessions struct{ Deps }

// New returns the feature.
func New(d Deps) *Sessions { return &Sessions{d} }

const (
	auth = "/api/v1/auth"
	mine = "/api/v1/me/sessions"
)

// Endpoints are the feature's endpoints.
func (s *Sessions) Endpoints() []endpoint.Definition {
	return append(s.signIn(), s.own()...)
}

func (s *Sessions) signIn() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[loginIn, SignedIn]{
			Name: "sessions.login", Method: http.MethodPost, Path: auth + "/login", Summary: "Sign in",
			Description: "A browser gets a cookie, an API client an access token of 15 minutes and a refresh token.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Before: s.checkPassword, Handle: s.login,
			Example: loginBody{Email: "robin@example.com", Password: "seven green lamps hum", Client: "token"},
		},
		endpoint.Endpoint[mfaIn, SignedIn]{
			Name: "sessions.verify_mfa", Method: http.MethodPost, Path: auth + "/mfa/verify", Summary: "Finish a sign-in with a second factor",
			Description: "A sign-in that waits takes five answers; then it must begin anew.",
			Permission:  authz.Anyone("the token of the waiting sign-in is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Before: s.countAttempt, Handle: s.verifyMFA, Example: mfaBody{Token: "tfm_example", Method: "totp", Code: "123456"},
		},
		endpoint.Endpoint[refreshIn, SignedIn]{
			Name: "sessions.refresh", Method: http.MethodPost, Path: auth + "/refresh", Summary: "Change a refresh token for new tokens",
			Description: "A refresh token works once. Using it again ends all tokens that came from the same sign-in.",
			Permission:  authz.Anyone("the refresh token is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.token.refreshed"), NoReplay: "the answer is a credential",
			Handle: s.refresh, Example: refreshBody{RefreshToken: "tfr_…"},
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "sessions.logout", Method: http.MethodPost, Path: auth + "/logout", Summary: "Sign out",
			Description: "Ends the session of the credential that is shown, with its refresh tokens. It works whatever a token's scope is.",
			Permission:  authz.GiveUp("the very session that is ended"),
			Rate:        ratelimit.Write, Audit: audit.Named("auth.logout"), NoReplay: "the session is over",
			Handle: logout,
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "sessions.keys", Method: http.MethodGet, Path: "/.well-known/jwks.json", Summary: "The public keys of access tokens",
			Permission: authz.Anyone("public keys are public"),
			Rate:       ratelimit.Public, Audit: audit.Skip("reads only"),
			Stream: s.keys, StreamType: jwksType,
		},
	}
}

func (s *Sessions) own() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[listIn, endpoint.List[Session]]{
			Name: "sessions.list", Method: http.MethodGet, Path: mine, Summary: "List where you are signed in",
			Permission: authz.Self("sessions:list", "one's own sessions"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: s.list,
		},
		endpoint.Endpoint[endIn, endpoint.Nothing]{
			Name: "sessions.end", Method: http.MethodDelete, Path: mine + "/{session_id}", Summary: "End one of your sessions",
			Description: "Ending the one that is used here asks for no proof at `/auth/logout`.",
			Permission:  authz.Self("sessions:end", "one's own sessions"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("auth.session.ended"),
			Handle: end,
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "sessions.end_others", Method: http.MethodPost, Path: mine + "/revoke-others", Summary: "End all of your other sessions",
			Permission: authz.Self("sessions:end", "one's own sessions"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("auth.session.others_ended"),
			Handle: endOthers,
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "sessions.end_all", Method: http.MethodPost, Path: mine + "/revoke-all", Summary: "End all of your sessions, this one too",
			Description: "With them end the sign-ins that wait for a second factor and the links that were mailed to you. API keys go on.",
			Permission:  authz.Self("sessions:end", "one's own sessions"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Write, Audit: audit.Named("auth.session.all_ended"), NoReplay: "the session is over",
			Handle: endAll,
		},
		endpoint.Endpoint[nothingIn, StepUpWays]{
			Name: "sessions.step_up_ways", Method: http.MethodGet, Path: auth + "/step-up", Summary: "List how you can prove again who you are",
			Permission: authz.Self("sessions:step_up", "one's own factors").WhenBound(),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: s.stepUpWays,
		},
		endpoint.Endpoint[stepUpIn, SignedIn]{
			Name: "sessions.step_up", Method: http.MethodPost, Path: auth + "/step-up", Summary: "Prove again who you are",
			Description: "What an endpoint that answers the problem `reauthenticate` waits for. A browser gets a new session in place of this one.",
			Permission:  authz.Self("sessions:step_up", "one's own session").WhenBound(),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.step_up.success", "auth.step_up.failure"), NoReplay: "the answer is a credential",
			Before: s.checkStepUp, Handle: s.stepUp,
			Example: stepUpBody{Method: "password", Password: "seven green lamps hum"},
		},
		endpoint.Endpoint[passwordIn, SignedIn]{
			Name: "sessions.change_password", Method: http.MethodPost, Path: "/api/v1/me/password", Summary: "Change your password",
			Description: "Ends all of your sessions and answers with a new one of the same kind as this.",
			Permission:  authz.Self("account:password", "one's own password, which must be shown"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.password_change"), NoReplay: "the answer is a credential",
			Before: s.checkChange, Handle: s.changePassword,
			Example: passwordBody{Current: "seven green lamps hum", New: "eight amber clocks nod"},
		},
	}
}
