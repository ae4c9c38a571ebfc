package recovery

import (
	"net/http"

	"taskflow/internal/features/sessions"
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
	DB       *db.DB
	Hasher   *password.Hasher
	Policy   *password.Policy
	Jobs     *jobs.Queue
	Audit    *audit.Log
	Sessions *sessions.Sessions
	BaseURL  string
	// NoMagicLinks is for operators who don't want a mailbox to be a way in.
	NoMagicLinks bool
}

// Recovery is the feature.
type Recovery struct{ Deps }

// New returns the feature. Its jobs must be handled (Handle).
func New(d Deps) *Recovery { return &Recovery{d} }

// Handle has the queue do what was asked.
func (r *Recovery) Handle() { r.Jobs.Handle(sendLink, r.send) }

const auth = "/api/v1/auth"

// Endpoints are the feature's endpoints.
func (r *Recovery) Endpoints() []endpoint.Definition {
	list := []endpoint.Definition{
		endpoint.Endpoint[nothingIn, Ways]{
			Name: "recovery.ways", Method: http.MethodGet, Path: auth + "/ways", Summary: "Show in which ways one can sign in here",
			Permission: authz.Anyone("the sign-in page shows them"),
			Rate:       ratelimit.Public, Audit: audit.Skip("reads only"),
			Handle: r.ways,
		},
		endpoint.Endpoint[askIn, Answer]{
			Name: "recovery.forgot", Method: http.MethodPost, Path: auth + "/password/forgot", Summary: "Ask for a link to set another password",
			Description: "The answer is the same whether or not the address has an account; the link comes by mail and works for 15 minutes.",
			Permission:  authz.Anyone("whoever forgot the password can't sign in"),
			Rate:        ratelimit.Mail, Audit: audit.Named("auth.password_reset.asked"), NoReplay: "nobody is signed in",
			Handle: r.forgot, Example: askBody{Email: "robin@example.com"},
		},
		endpoint.Endpoint[resetIn, Answer]{
			Name: "recovery.reset", Method: http.MethodPost, Path: auth + "/password/reset", Summary: "Set another password by the link that was mailed",
			Description: "Ends all sessions of the account and signs nobody in.",
			Permission:  authz.Anyone("the token is the proof"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.password_reset"), NoReplay: "nobody is signed in",
			Before: r.judge, Handle: r.reset, Example: resetBody{Token: "tfp_example", Password: "eight amber clocks nod"}, //nolint:gosec // an example
		},
	}
	if r.NoMagicLinks {
		return list
	}
	return append(list, r.magicLinks()...)
}

func (r *Recovery) magicLinks() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[askIn, Answer]{
			Name: "recovery.magic_link", Method: http.MethodPost, Path: auth + "/magic-link", Summary: "Ask for a link to sign in with",
			Description: "The answer is the same whether or not the address has an account; the link comes by mail and works for 15 minutes.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Mail, Audit: audit.Named("auth.magic_link.asked"), NoReplay: "nobody is signed in",
			Handle: r.askMagicLink, Example: askBody{Email: "robin@example.com"},
		},
		endpoint.Endpoint[verifyIn, sessions.SignedIn]{
			Name: "recovery.verify_magic_link", Method: http.MethodPost, Path: auth + "/magic-link/verify", Summary: "Sign in with the link that was mailed",
			Description: "It is no second factor: where the account has one, it is asked for as after a password.",
			Permission:  authz.Anyone("the token is the proof"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Handle: r.verifyMagicLink, Example: verifyBody{Token: "tfl_example", Client: "token"},
		},
	}
}
