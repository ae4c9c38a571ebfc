package emailchange

import (
	"net/http"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Deps are what the feature needs.
type Deps struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Audit   *audit.Log
	BaseURL string
}

// EmailChange is the feature.
type EmailChange struct{ Deps }

// New returns the feature. Its jobs must be handled (Handle).
func New(d Deps) *EmailChange { return &EmailChange{d} }

// Handle has the queue send what was asked for.
func (e *EmailChange) Handle() { e.Jobs.Handle(sendLinks, e.send) }

const (
	mine  = "/api/v1/me/email"
	links = "/api/v1/auth/email-change"
)

// Endpoints are the feature's endpoints.
func (e *EmailChange) Endpoints() []endpoint.Definition {
	return append(e.own(), e.byLink()...)
}

func (e *EmailChange) own() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[nothingIn, Pending]{
			Name: "email_change.get", Method: http.MethodGet, Path: mine, Summary: "Show whether a change of your address waits",
			Permission: authz.Self("account:email", "one's own address"),
			Rate:       ratelimit.Read, Audit: audit.Skip("reads only"),
			Handle: show,
		},
		endpoint.Endpoint[askIn, Pending]{
			Name: "email_change.ask", Method: http.MethodPost, Path: mine, Summary: "Ask for another address",
			Description: "Nothing changes until the links that are mailed to the present and to the new address were both used; they work for 15 minutes. " +
				"The answer is the same whether or not the new address has an account. A request replaces the one that waits.",
			Permission: authz.Self("account:email", "one's own address"), StepUp: endpoint.RecentProof,
			Rate: ratelimit.Mail, Audit: audit.Named("auth.email_change.asked"),
			Handle: e.ask, Success: http.StatusAccepted, Example: askBody{Email: "robin@example.net"},
		},
		endpoint.Endpoint[nothingIn, endpoint.Nothing]{
			Name: "email_change.cancel", Method: http.MethodDelete, Path: mine, Summary: "Cancel the change of your address that waits",
			Permission: authz.Self("account:email", "one's own address"),
			Rate:       ratelimit.Write, Audit: audit.Named("auth.email_change.cancelled"),
			Handle: cancel,
		},
	}
}

func (e *EmailChange) byLink() []endpoint.Definition {
	return []endpoint.Definition{
		endpoint.Endpoint[linkIn, Answer]{
			Name: "email_change.confirm", Method: http.MethodPost, Path: links + "/confirm", Summary: "Confirm another address by one of the links that were mailed",
			Description: "The second of both links changes the address and ends all sessions but the one that asked. Nobody is signed in by it.",
			Permission:  authz.Anyone("the token is the proof"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.email_change.confirmed"), NoReplay: "nobody is signed in",
			Handle: e.confirm, Example: linkBody{Token: "tfe_example"},
		},
		endpoint.Endpoint[linkIn, endpoint.Nothing]{
			Name: "email_change.refuse", Method: http.MethodPost, Path: links + "/refuse", Summary: "Say by the link to the present address that it wasn't you who asked for another",
			Description: "Ends the request and all sessions and access tokens of the account.",
			Permission:  authz.Anyone("the token is the proof"),
			Rate:        ratelimit.Auth, Audit: audit.Named("auth.email_change.refused"), NoReplay: "nobody is signed in",
			Handle: refuse, Example: linkBody{Token: "tfe_example"},
		},
	}
}
