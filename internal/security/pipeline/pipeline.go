package pipeline

import (
	"context"
	"errors"
	"net/http"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// Parts are what the path is made of. All of them are needed.
type Parts struct {
	DB            *db.DB
	Clock         clock.Clock
	Authenticator *authn.Authenticator
	Limiter       ratelimit.Limiter
	Limits        ratelimit.Limits
	Policies      *authz.Policies
	Audit         *audit.Log
	Hub           *events.Hub
	Cursors       *token.Sealer
}

// Pipeline is the path.
type Pipeline struct {
	Parts
	classes map[string]allowance
}

// allowance is a rate class as the operator set it, with its headers written once.
type allowance struct {
	class    ratelimit.Class
	announce ratelimit.Announcement
}

// New returns the path made of parts.
func New(parts Parts) *Pipeline {
	p := &Pipeline{Parts: parts, classes: map[string]allowance{}}
	for _, class := range ratelimit.Classes() {
		class = parts.Limits.Apply(class)
		p.classes[class.Name] = allowance{class: class, announce: ratelimit.Announce(class)}
	}
	return p
}

// Now is the clock.
func (p *Pipeline) Now() time.Time { return p.Clock.Now() }

// Sealer seals the cursors of lists.
func (p *Pipeline) Sealer() *token.Sealer { return p.Cursors }

var errNoCredential = errors.New("no credential")

// Admit authenticates a request and takes from the rate limit of its class.
// Where anyone may, a credential isn't even looked at: an ended session must
// not keep somebody from signing in again.
func (p *Pipeline) Admit(w http.ResponseWriter, r *http.Request, s endpoint.Spec) (authn.Principal, error) {
	edge.Annotate(r.Context(), edge.RouteKey, s.Name)
	principal := authn.Principal{Method: authn.Anonymous}
	if !s.Permission.ForAnyone() {
		var err error
		if principal, err = p.principal(r); err != nil {
			return principal, noted(r.Context(), err)
		}
		if !principal.SignedIn() {
			return principal, problem.Unauthenticated(errNoCredential)
		}
		edge.Annotate(r.Context(), "principal", principal.User.String())
	}
	return principal, p.spend(w, r, s, principal)
}

// principal is who makes the request: whom its credential names, or whom the operator acts for.
func (p *Pipeline) principal(r *http.Request) (authn.Principal, error) {
	if operator, ok := r.Context().Value(operatorKey{}).(authn.Principal); ok {
		return operator, nil
	}
	return p.Authenticator.Authenticate(r)
}

// spend takes one from the bucket of the endpoint's class.
func (p *Pipeline) spend(w http.ResponseWriter, r *http.Request, s endpoint.Spec, principal authn.Principal) error {
	a := p.classes[s.Rate.Name]
	decision, err := p.Limiter.Take(r.Context(), a.class, a.class.KeyFor(principal.Bucket(), edge.Info(r.Context()).ClientIP), 1)
	if err != nil {
		return noted(r.Context(), problem.Unavailable(err, time.Second))
	}
	a.announce.Set(w.Header(), decision)
	if !decision.Allowed {
		return problem.TooManyRequests(decision.RetryAfter)
	}
	return nil
}

// Run decides about a request and has it handled, in one transaction.
func (p *Pipeline) Run(ctx context.Context, run *endpoint.Run) error {
	w := &walk{
		Pipeline: p, run: run, call: run.Call, from: edge.Info(ctx).ClientIP,
		scope: db.Scope{Workspace: run.WorkspaceID, User: run.Call.Principal.User},
	}
	err := w.before(ctx)
	if err == nil {
		err = w.transact(ctx)
	}
	if err != nil {
		err = w.refuse(ctx, err)
	}
	run.Call.End(ctx, err)
	w.touch(ctx)
	return noted(ctx, err)
}

// noted puts the private half of an error into the request's one log entry.
func noted(ctx context.Context, err error) error {
	if err != nil {
		edge.Annotate(ctx, "error", err.Error())
	}
	return err
}
