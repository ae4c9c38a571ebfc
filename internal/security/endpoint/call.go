package endpoint

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
)

// Call is one request on its way through a handler.
type Call struct {
	// Principal is who asks; Grant proves that it is allowed; Now is the time
	// of the whole request.
	Principal authn.Principal
	Grant     authz.Grant
	Now       time.Time
	// Tx is the transaction; nil in Before, Show and Stream.
	Tx *db.Tx
	// Request is the HTTP request, for what isn't bound to the input.
	Request *http.Request

	spec    *Spec
	ifMatch string
	sealer  *token.Sealer
	record  Record
	kept    []KeptWrite
	ended   []func(context.Context, error)
	cookies []*http.Cookie
	again   func(context.Context, []db.Loader) error
	decide  func(context.Context) error
	allow   func(authz.Permission, authz.Resource) error
}

// Record is what a handler adds to the audit entry of its request.
type Record struct {
	// Name replaces the endpoint's audit event, where something else happened than what was asked for.
	Name      string
	Workspace id.Workspace
	Actor     id.User
	Target    string
	Details   map[string]string
	Events    []events.Event
	// Parts have an audit entry each, beside the request's own.
	Parts []Part
}

// Part is one of several changes that a request made.
type Part struct {
	Name    string
	Target  string
	Details map[string]string
}

// KeptWrite is a write that outlives the refusal of its request.
type KeptWrite func(ctx context.Context, q db.Querier) error

// Actor names who did it, where the request itself didn't show it: a sign-in.
func (c *Call) Actor(user id.User) { c.record.Actor = user }

// Happened names the audit event, where something else happened than what was
// asked for: a token was used for the second time.
func (c *Call) Happened(event string) { c.record.Name = event }

// InWorkspace enters a workspace that the path didn't name: from here on the
// transaction sees its rows, and the audit entry is its own.
func (c *Call) InWorkspace(ctx context.Context, workspace id.Workspace) error {
	c.record.Workspace = workspace
	return c.Tx.Enter(ctx, workspace)
}

// Touched names what was made or changed in the audit entry, where it isn't what was decided about.
func (c *Call) Touched(target string) { c.record.Target = target }

// Detail adds a detail to the audit entry: a name of a field, an id, a role.
// Never a secret and never what somebody wrote.
func (c *Call) Detail(key, value string) {
	if c.record.Details == nil {
		c.record.Details = map[string]string{}
	}
	c.record.Details[key] = value
}

// Emit tells the workspace's streams and activity lists what happened.
func (c *Call) Emit(e events.Event) {
	if e.Actor.IsZero() {
		e.Actor = c.Principal.User
	}
	e.At = c.Now
	c.record.Events = append(c.record.Events, e)
}

// Keep makes a security write survive the request's refusal: it runs in a
// transaction of its own after the rollback. When the request succeeds it is
// dropped, because then the handler's own writes count.
func (c *Call) Keep(w KeptWrite) { c.kept = append(c.kept, w) }

// Ended has f told how the request ended, after its commit or its refusal and
// before its answer goes out. It is for what isn't in the database, and is said in
// Before: once, however often the transaction runs.
func (c *Call) Ended(f func(ctx context.Context, err error)) { c.ended = append(c.ended, f) }

// SetCookie sends a cookie with the answer.
func (c *Call) SetCookie(cookie *http.Cookie) { c.cookies = append(c.cookies, cookie) }

// MatchVersion refuses the request when it was made for another version than
// the present one (If-Match, RFC 9110 section 13.1.1). Without If-Match there
// is nothing to refuse.
func (c *Call) MatchVersion(present int64) error {
	if c.ifMatch == "" || c.ifMatch == "*" {
		return nil
	}
	for tag := range strings.SplitSeq(c.ifMatch, ",") {
		if strings.TrimSpace(tag) == ETag(present) {
			return nil
		}
	}
	return problem.EditConflict()
}

// ETag is the entity tag of a version.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// The rest is for the pipeline.

// Run carries the pipeline's view of a Call.
type Run struct {
	Call *Call
	Spec *Spec
	// Writer is where the answer goes.
	Writer http.ResponseWriter
	Target func(ctx context.Context, q db.Querier, l authz.Lookup) (authz.Resource, error)
	Ask    func(ctx context.Context, q db.Querier) error
	Before func(ctx context.Context) error
	Handle func(ctx context.Context) error
	// Answer returns the Out as it is, and Restore puts an earlier one in its
	// place, for retried requests.
	Answer  func() any
	Restore func(body []byte) error
	// Fingerprint is the same for the same request sent again.
	Fingerprint func() ([32]byte, error)
	// WorkspaceID is the tenant in the path; zero for none.
	WorkspaceID id.Workspace
}

// Recorded returns what the handler added to the audit entry.
func (c *Call) Recorded() Record { return c.record }

// Kept returns the writes that outlive a refusal.
func (c *Call) Kept() []KeptWrite { return c.kept }

// End tells how the request ended.
func (c *Call) End(ctx context.Context, err error) {
	for _, f := range c.ended {
		f(ctx, err)
	}
}

// Forget drops what a handler did before its transaction ran again.
func (c *Call) Forget() {
	c.record, c.kept, c.cookies, c.Tx, c.decide, c.allow = Record{}, nil, nil, nil, nil, nil
}

// Runner walks a request through the path.
type Runner interface {
	// Admit authenticates a request and takes from its rate limit.
	Admit(w http.ResponseWriter, r *http.Request, s Spec) (authn.Principal, error)
	// Run begins the transaction, decides, handles, audits and commits.
	Run(ctx context.Context, r *Run) error
	// Now is the clock.
	Now() time.Time
	// Sealer seals the cursors of lists.
	Sealer() *token.Sealer
}
