package edge

import (
	"net/http"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/ratelimit"
)

// Liveness is the path that answers even when no place is left: an overloaded
// process must not be taken for a dead one and restarted.
const Liveness = "/healthz"

// Readiness is the path of the other probe. Both are asked under whatever name
// the orchestrator knows, so neither is held to Options.Hosts.
const Readiness = "/readyz"

type edge struct {
	Options
	next         http.Handler
	proxies      proxies
	hosts        hosts
	origins      *origins
	announcement ratelimit.Announcement
	reads        gate
	uploads      gate
	held         gate
}

// New returns the edge as a middleware. Each handler it wraps has its own
// in-flight limits, so wrap the whole server once.
func New(options Options) func(http.Handler) http.Handler {
	options = options.withDefaults()
	return func(next http.Handler) http.Handler {
		return &edge{
			Options:      options,
			next:         next,
			proxies:      options.TrustedProxies,
			hosts:        newHosts(options.Hosts),
			origins:      newOrigins(options.TrustedOrigins, options.CrossSite),
			announcement: ratelimit.Announce(options.Limit),
			reads:        gate{most: int64(options.MaxInFlight)},
			uploads:      gate{most: int64(options.MaxInFlight)},
			held:         gate{most: options.MaxBodyBytes},
		}
	}
}

// ServeHTTP lets a request through or answers with the problem. Everything a
// refusal needs (id, headers, recovery, event) is in place before the first
// check.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := e.begin(w, r)
	defer e.finish(x)
	if err := e.admit(x); err != nil {
		e.refuse(x, err)
		return
	}
	e.next.ServeHTTP(&x.response, x.request)
}

// admit runs the checks in the order of their price, except that the rate
// limit comes first: a refused request is spent like any other.
func (e *edge) admit(x *exchange) error {
	r := x.request
	if err := e.spend(x); err != nil {
		return err
	}
	if err := checkTarget(r); err != nil {
		return err
	}
	if !e.hosts.serve(r) {
		return problem.New(problem.CodeMisdirected, "", nil)
	}
	if err := e.origins.check(r, x.info.Secure); err != nil {
		return err
	}
	if err := e.enter(x); err != nil {
		return err
	}
	return e.guardBody(x)
}

// spend takes from the address's coarse allowance. A limiter that can't answer
// refuses: an unlimited edge is not a fallback.
func (e *edge) spend(x *exchange) error {
	if e.Limiter == nil {
		return nil
	}
	decision, err := e.Limiter.Take(x, e.Limit, ratelimit.AddressKey(x.info.ClientIP), 1)
	if err != nil {
		return problem.Unavailable(err, retrySoon)
	}
	if decision.Allowed {
		return nil
	}
	e.announcement.Set(x.response.Header(), decision)
	return problem.TooManyRequests(decision.RetryAfter)
}

// refuse answers without reading the body: on HTTP/1 the connection ends, as
// what follows on it is the unread rest.
func (e *edge) refuse(x *exchange, err error) {
	if x.request.ContentLength != 0 {
		x.endConnection()
	}
	if problem.CodeOf(err) == problem.CodeMethodNotAllowed {
		x.response.Header()["Allow"] = allowedMethods
	}
	x.note(err)
	problem.Write(&x.response, x.request, err)
}
