package endpoint

import (
	"context"
	"net/http"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/ratelimit"
)

// Endpoint is everything that is true of one endpoint.
//
// In is a struct whose fields are bound by tags (path:"task_id",
// query:"limit", header:"…", and a field Body for the JSON body). Out is the
// JSON body of the answer; Nothing answers 204.
type Endpoint[In, Out any] struct {
	// Name is feature.verb: the operationId, the metric label, the log field.
	Name string
	// Method and Path as in net/http patterns; the tenant is in the path.
	Method string
	Path   string
	// Summary is one line for the reference; Description may be longer.
	Summary     string
	Description string

	Permission authz.Permission
	Rate       ratelimit.Class
	Audit      audit.Event

	// StepUp is how old the latest proof of who asks may be: a password, a
	// second factor or a passkey, shown in the very session (ASVS 5.0 7.5.3).
	// Credentials of machines have no such proof and are refused. 0 asks for none.
	StepUp time.Duration

	// ByProject: what is asked of the whole workspace shows and changes nothing but the
	// projects that the asking key is bound to (Principal.BoundBy). Without it, a key
	// that is bound to projects gets only what is of one of them.
	ByProject bool

	// Target loads what is decided about, in the transaction of the request,
	// and keeps the row in In for the handler. Without it the decision is
	// about the workspace.
	Target func(ctx context.Context, q db.Querier, l authz.Lookup, in *In) (authz.Resource, error)
	// Before does slow work outside any transaction: hashing, parsing. In a
	// workspace it runs only for those who are allowed, and they are asked
	// again afterwards.
	Before func(ctx context.Context, c *Call, in *In) error
	// Handle does the work in the transaction that c holds.
	Handle func(ctx context.Context, c *Call, in *In) (*Out, error)
	// Ask asks for what Show answers with, in the round trip of what is decided
	// on. It comes before the decision, and a refusal drops what it brought: so
	// that not even the time it takes tells an outsider anything, the question
	// itself must name the person and find nothing for one who isn't a member.
	Ask func(ctx context.Context, q db.Querier, c *Call, in *In) error
	// Show answers from what Target and Ask loaded or, where anyone may ask, from what
	// Before made of the input alone: the only POST that changes nothing, for an input
	// that doesn't belong into an address.
	Show func(c *Call, in *In) (*Out, error)
	// Stream writes an answer that doesn't end by itself, or isn't JSON.
	Stream func(ctx context.Context, c *Call, in *In, w http.ResponseWriter) error
	// StreamType is the media type of Stream's answer.
	StreamType string

	// Success is the status of success; 0 means 200, or 204 for Nothing.
	Success int
	// Otherwise is another status of success, for an Out that is Statused.
	Otherwise int
	// MaxBody is the largest body in bytes; 0 means 1 MiB.
	MaxBody int64
	// Upload is the media type of a body that Before reads with
	// Call.ReadUpload: nothing reads or parses it before the decision.
	Upload string
	// CrossSite says why a page of another site may send a browser here with a body. The
	// request comes without cookies that are bound to this site, and must need none.
	CrossSite string
	// Elsewhere sends the browser on, with 303 (RFC 9110 section 15.4.4), to the address of a
	// page of ours that goes on, or explains a refusal. Where it has none for a refusal, and
	// where we ourselves fail, the answer is a problem as everywhere.
	Elsewhere func(in *In, refusal *problem.Problem) string
	// Timeout bounds the transaction of a change that takes longer than
	// others; 0 means the database's own. While it runs on SQLite nobody else writes.
	Timeout time.Duration
	// NoReplay says why an answer must not be kept for a retried request
	// (it holds a secret); empty means Idempotency-Key works.
	NoReplay string
	// SCIM: its clients know no other form of an error than SCIM's (RFC 7644 section 3.12).
	SCIM bool
	// Compress says why the answer may be compressed, which tells by its length how
	// much of it repeats: everybody who can put a text into it reads all of it (ADR
	// 26). Empty means that it isn't.
	Compress string
	// Example is an input that works: the body of a request.
	Example any
}

// DefaultMaxBody is the largest body of an ordinary request, in bytes.
const DefaultMaxBody = 1 << 20

// LongestTimeout is the most that an Endpoint's Timeout may be.
const LongestTimeout = time.Minute

// RecentProof is the StepUp of what changes how people sign in, who may do what, or
// ends what nothing brings back (ASVS 5.0 7.5.1, 7.5.3).
const RecentProof = 15 * time.Minute

// LongestStepUp is the oldest proof that still counts as a step-up.
const LongestStepUp = time.Hour

// Nothing is the Out of an endpoint that answers 204.
type Nothing struct{}

// Versioned is an Out that can be changed: its version becomes the ETag.
type Versioned interface{ EntityVersion() int64 }

// Located is an Out that was made at a place of its own: its address goes into Location (RFC 9110 section 10.2.2).
type Located interface{ MadeAt() string }

// Statused is an Out that says with which status it is answered: the
// endpoint's Success or its Otherwise.
type Statused interface{ AnswerStatus() int }

// Spec is an endpoint without its types, for tables and tests.
type Spec struct {
	Name           string
	Method         string
	Path           string
	Summary        string
	Description    string
	Authentication string
	Permission     authz.Permission
	Rate           ratelimit.Class
	Audit          audit.Event
	StepUp         time.Duration
	ByProject      bool
	Shape          Shape
	HasTarget      bool
	HasBefore      bool
	Success        int
	Otherwise      int
	MaxBody        int64
	Upload         string
	CrossSite      string
	Timeout        time.Duration
	NoReplay       string
	SCIM           bool
	Compress       string
	Example        any
}

// Shape is which of the handler functions an endpoint has.
type Shape string

// The shapes.
const (
	Handles Shape = "handle"
	Shows   Shape = "show"
	Streams Shape = "stream"
)

// Definition is an endpoint of whatever types.
type Definition interface {
	Spec() Spec
	register(m *mounting)
	reasonsAgainst() []string
}

// Spec returns the endpoint without its types.
func (e Endpoint[In, Out]) Spec() Spec {
	s := Spec{
		Name: e.Name, Method: e.Method, Path: e.Path, Summary: e.Summary, Description: e.Description,
		Permission: e.Permission, Rate: e.Rate, Audit: e.Audit, StepUp: e.StepUp, ByProject: e.ByProject, HasTarget: e.Target != nil, HasBefore: e.Before != nil,
		Success: e.Success, Otherwise: e.Otherwise, MaxBody: e.MaxBody, Upload: e.Upload, CrossSite: e.CrossSite, Timeout: e.Timeout,
		NoReplay: e.NoReplay, SCIM: e.SCIM, Compress: e.Compress, Example: e.Example,
		Authentication: "session or token",
	}
	switch {
	case e.Permission.ForAnyone():
		s.Authentication = "none"
	case e.Permission.OfProvisioning():
		s.Authentication = "provisioning token"
	case s.ForMachines():
		s.Authentication = "session, token or key"
	}
	switch {
	case e.Show != nil:
		s.Shape = Shows
	case e.Stream != nil:
		s.Shape = Streams
	default:
		s.Shape = Handles
	}
	if s.MaxBody == 0 {
		s.MaxBody = DefaultMaxBody
	}
	if e.Elsewhere != nil {
		s.Success = http.StatusSeeOther
	}
	if s.Success == 0 {
		s.Success = http.StatusOK
		if _, none := any(new(Out)).(*Nothing); none {
			s.Success = http.StatusNoContent
		}
	}
	return s
}

// ForMachines tells whether API keys and service accounts can use the endpoint.
func (s Spec) ForMachines() bool { return s.Permission.OpenToMachines() && s.StepUp == 0 }

// Reads tells whether the endpoint can't change anything: Show has no transaction to do it in.
func (s Spec) Reads() bool {
	return s.Method == http.MethodGet || s.Method == http.MethodHead || s.Shape == Shows
}
