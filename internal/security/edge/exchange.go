package edge

import (
	"context"
	"net/http"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// Details are what the edge knows of a request.
type Details struct {
	RequestID id.Request
	// ClientIP is unmapped and without a zone; invalid when the connection
	// has no address.
	ClientIP netip.Addr
	// Secure means TLS, here or at a trusted proxy.
	Secure bool
	// UserAgent is the client's word, bounded and without control characters.
	UserAgent string
	// Correlation is the client's X-Request-Id when it is short and plain.
	// It is never an id of ours.
	Correlation string
	Start       time.Time
}

// exchange is everything of one request, in one allocation. It is the
// request's context too, so that handing it on costs nothing more.
type exchange struct {
	context.Context
	info     Details
	request  *http.Request
	response response
	body     body
	place    *gate
	idText   [1]string
	mu       sync.Mutex
	notes    []note
	room     [8]note
}

type exchangeKey struct{}

// Value implements context.Context.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

func of(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// Info is what the edge knows of the request behind ctx; zero when there is no
// request.
func Info(ctx context.Context) Details {
	if x := of(ctx); x != nil {
		return x.info
	}
	return Details{}
}

func (e *edge) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{Context: r.Context()}
	x.notes = x.room[:0]
	x.response.ResponseWriter = w
	x.request = r.WithContext(x)
	requestID := id.New[id.Request]()
	x.idText[0] = requestID.String()
	client, secure := e.proxies.client(r)
	x.info = Details{
		RequestID: requestID, ClientIP: client, Secure: secure, Start: e.Clock.Now(),
		UserAgent:   inert(first(r.Header["User-Agent"]), maxUserAgent),
		Correlation: correlation(first(r.Header["X-Request-Id"])),
	}
	h := w.Header()
	secureHeaders(h, secure)
	h["X-Request-Id"] = x.idText[:1:1]
	return x
}

// finish runs whatever happened: it gives the place back, turns a panic into
// the generic problem, and writes the event. A response that had begun can't
// become a problem any more; the connection is broken off instead, so that no
// client takes the half for the whole.
func (e *edge) finish(x *exchange) {
	panicked := recover()
	if x.place != nil {
		x.place.leave(1)
	}
	e.held.leave(x.body.held)
	abort := panicked != nil
	if panicked != nil && panicked != any(http.ErrAbortHandler) {
		x.notePanic(panicked, debug.Stack())
		if abort = x.response.status != 0; !abort {
			x.endConnection()
			problem.Write(&x.response, x.request, problem.Internal(nil))
		}
	}
	e.record(x, abort)
	if abort {
		panic(http.ErrAbortHandler)
	}
}

func (x *exchange) endConnection() {
	if x.request.ProtoMajor == 1 {
		x.response.Header()["Connection"] = closing
	}
}

var closing = []string{"close"}
