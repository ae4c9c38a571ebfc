package identities

import (
	"context"
	"errors"
	"net/http"
	"time"

	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	DB        *db.DB
	Sessions  *sessions.Sessions
	Audit     *audit.Log
	Hub       *events.Hub
	Clock     clock.Clock
	BaseURL   string
	Providers []Provider
	// Egress is what the operator lets requests to providers reach.
	Egress egress.Policy
	// Invited closes new accounts to addresses for which it isn't true; nil leaves them open.
	Invited func(ctx context.Context, tx *db.Tx, emailKey string, now time.Time) (bool, error)
	// OtherWay tells whether an account has a way in beside passwords and identities; nil is none.
	OtherWay func(ctx context.Context, q db.Querier, user id.User) (bool, error)
}

// Identities is the feature. What it learns of providers it remembers, so there is one.
type Identities struct {
	Deps
	parties map[string]*relyingParty
}

// New returns the feature. No provider is asked before somebody wants to go there.
func New(d Deps) *Identities {
	s := &Identities{Deps: d, parties: map[string]*relyingParty{}}
	for _, p := range d.Providers {
		s.parties[p.ID] = newRelyingParty(p, d.Egress, d.Clock)
	}
	return s
}

var errNoProvider = errors.New("no such provider is configured")

func (s *Identities) party(name string) (*relyingParty, error) {
	if r, has := s.parties[name]; has {
		return r, nil
	}
	return nil, problem.NotFound(errNoProvider)
}

const (
	auth  = "/api/v1/auth"
	door  = "/auth/oidc/{provider}"
	mine  = "/api/v1/me/identities"
	again = auth + "/step-up/oidc"
	// recent is how fresh a proof connecting and disconnecting ask for.
	recent = 15 * time.Minute
)

// Endpoints are the feature's endpoints.
func (s *Identities) Endpoints() []endpoint.Definition {
	return append(s.doors(), s.own()...)
}

func (s *Identities) doors() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, Offer]{
			Name: "identities.providers", Method: http.MethodGet, Path: auth + "/providers", Summary: "List the providers to sign in with",
			Permission: authz.Anyone("the sign-in page shows them"),
			Rate:       ratelimit.Public, Audit: audit.Skip("reads only"),
			Ask: askNothing, Show: s.offer,
		},
		endpoint.Endpoint[startIn, Leave]{
			Name: "identities.start", Method: http.MethodPost, Path: door + "/start", Summary: "Begin to sign in with a provider",
			Description: "The browser goes to the address of the answer, and comes back within ten minutes.",
			Permission:  authz.Anyone("whoever signs in has no credential yet"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.provider.asked"), NoReplay: "the answer is for one browser",
			Before: s.prepareStart, Handle: s.start, Example: startBody{ReturnTo: "/workspaces"},
		},
		endpoint.Endpoint[callbackIn, Arrived]{
			Name: "identities.callback", Method: http.MethodPost, Path: door + "/callback", Summary: "Finish to sign in with a provider",
			Description: "What the provider sent back by way of the browser, which must be the one that began.",
			Permission:  authz.Anyone("the provider's answer is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Outcomes("auth.login.success", "auth.login.failure"), NoReplay: "the answer is a credential",
			Before: s.receive, Handle: s.callback, Example: response{State: "sign-in.tfo_…", Code: "SplxlOBeZQQYbYS6WxSbIA"},
		},
		endpoint.Endpoint[logoutIn, endpoint.Nothing]{
			Name: "identities.backchannel_logout", Method: http.MethodPost, Path: door + "/backchannel-logout", Summary: "Be told by a provider that a session of its has ended",
			Description: "OpenID Connect Back-Channel Logout 1.0: a form with the logout_token, from the provider itself.",
			Permission:  authz.Anyone("the signed logout token is the credential"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.provider.logout"), NoReplay: "a logout token works once",
			Upload: formType, MaxBody: mostForm, Before: s.readLogout, Handle: s.logout,
			Example: map[string]string{"logout_token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"}, //nolint:gosec // an example,
		},
	}
}

func (s *Identities) own() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[listIn, endpoint.List[Identity]]{
			Name: "identities.list", Method: http.MethodGet, Path: mine, Summary: "List the providers that know you",
			Permission: authz.Self("identities:list", "one's own identities"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: s.list,
		},
		endpoint.Endpoint[beginIn, Leave]{
			Name: "identities.begin_link", Method: http.MethodPost, Path: mine, Summary: "Begin to connect a provider with your account",
			Permission: authz.Self("identities:manage", "one's own identities"), StepUp: recent,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.provider.asked"), NoReplay: "the answer is for one browser",
			Before: s.prepareBegin, Handle: s.beginLink, Example: beginBody{Provider: "example", ReturnTo: "/settings/providers"},
		},
		endpoint.Endpoint[endIn, Back]{
			Name: "identities.link", Method: http.MethodPost, Path: mine + "/callback", Summary: "Finish to connect a provider with your account",
			Permission: authz.Self("identities:manage", "one's own identities"), StepUp: recent + FlowLife,
			Rate: ratelimit.Auth, Audit: audit.Named("auth.identity.linked"), NoReplay: "the way to the provider is used up",
			Before: s.receiveLink, Handle: s.linkHere, Example: endBody{Provider: "example", State: "link.tfo_…", Code: "SplxlOBeZQQYbYS6WxSbIA"},
		},
		endpoint.Endpoint[unlinkIn, endpoint.Nothing]{
			Name: "identities.unlink", Method: http.MethodDelete, Path: mine + "/{identity_id}", Summary: "Disconnect a provider from your account",
			Permission: authz.Self("identities:manage", "one's own identities"), StepUp: recent,
			Rate: ratelimit.Write, Audit: audit.Named("auth.identity.unlinked"),
			Handle: s.unlink,
		},
		endpoint.Endpoint[beginIn, Leave]{
			Name: "identities.begin_step_up", Method: http.MethodPost, Path: again, Summary: "Begin to prove again who you are, by a provider",
			Permission: authz.Self("sessions:step_up", "one's own session").WhenBound(),
			Rate:       ratelimit.Auth, Audit: audit.Named("auth.provider.asked"), NoReplay: "the answer is for one browser",
			Before: s.prepareBegin, Handle: s.beginStepUp, Example: beginBody{Provider: "example", ReturnTo: "/settings"},
		},
		endpoint.Endpoint[endIn, Arrived]{
			Name: "identities.step_up", Method: http.MethodPost, Path: again + "/callback", Summary: "Finish to prove again who you are, by a provider",
			Permission: authz.Self("sessions:step_up", "one's own session").WhenBound(),
			Rate:       ratelimit.Auth, Audit: audit.Outcomes("auth.step_up.success", "auth.step_up.failure"), NoReplay: "the answer is a credential",
			Before: s.receiveStepUp, Handle: s.stepUp, Example: endBody{Provider: "example", State: "step-up.tfo_…", Code: "SplxlOBeZQQYbYS6WxSbIA"},
		},
		endpoint.Endpoint[nothingIn, SignOut]{
			Name: "identities.sign_out", Method: http.MethodGet, Path: auth + "/provider-sign-out", Summary: "Show where to sign out of the provider too",
			Permission: authz.Self("sessions:list", "one's own session"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: s.signOut,
		},
	}
}
