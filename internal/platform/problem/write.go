package problem

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// TypeBase precedes a code in a problem's type URI. It is relative to no host,
// so that the answer is the same wherever TaskFlow runs.
const TypeBase = "urn:taskflow:problem:"

// ContentType is the media type of a problem (RFC 9457 section 6.1).
const ContentType = "application/problem+json"

// Body is the public half of a problem as it goes over the wire (RFC 9457 section 3).
type Body struct {
	Type      string  `json:"type" doc:"Stable name of the kind of problem" maxLength:"200"`
	Title     string  `json:"title" doc:"The same for every problem of this type" maxLength:"200"`
	Status    int     `json:"status" doc:"The HTTP status" minimum:"400" maximum:"599"`
	Detail    string  `json:"detail,omitempty" doc:"What is particular to this one" maxLength:"500"`
	Errors    []Field `json:"errors,omitempty" doc:"What in the input was wrong" maxItems:"100"`
	RequestID string  `json:"request_id,omitempty" doc:"Tell this to the operator" maxLength:"60"`
}

// Public returns the half of the problem that a client may see.
func (p *Problem) Public() Body {
	return Body{
		Type: TypeBase + string(p.Code), Title: p.Code.Title(), Status: p.Code.Status(),
		Detail: p.Detail, Errors: p.Fields,
	}
}

// Write answers a request with the public half of err. The request id is taken
// from the response's X-Request-Id, which the edge has set.
func Write(w http.ResponseWriter, _ *http.Request, err error) {
	p := From(err)
	body := p.Public()
	body.RequestID = w.Header().Get("X-Request-Id")
	p.write(w, ContentType, body.Status, body)
}

// WriteSCIM is Write in SCIM's form.
func WriteSCIM(w http.ResponseWriter, err error) {
	p := From(err)
	body, status := p.SCIM()
	body.RequestID = w.Header().Get("X-Request-Id")
	p.write(w, SCIMContentType, status, body)
}

func (p *Problem) write(w http.ResponseWriter, contentType string, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(RetryAfterSeconds(p.RetryAfter), 10))
	}
	if status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
		h.Set("WWW-Authenticate", p.Challenge())
	}
	text, jsonErr := json.Marshal(body)
	if jsonErr != nil { // a Body holds nothing that can't be written
		text = []byte(`{"type":"` + TypeBase + `internal","status":500}`)
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client is gone: nobody is left to be told
}

// Challenge says what a credential lacks (RFC 6750 section 3, RFC 9470 section 3).
func (p *Problem) Challenge() string {
	if p.oauth != "" {
		return `Basic realm="taskflow"`
	}
	if p.Code != CodeReauthenticate {
		return `Bearer realm="taskflow"`
	}
	return fmt.Sprintf(`Bearer realm="taskflow", error="insufficient_user_authentication", max_age=%d`, int64(p.age/time.Second))
}

// RetryAfterSeconds rounds up: a client that waits so long finds room.
func RetryAfterSeconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

func bytesText(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
