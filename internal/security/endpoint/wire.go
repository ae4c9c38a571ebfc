package endpoint

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"taskflow/internal/platform/problem"
)

// wireProblem is a problem as huma writes it.
type wireProblem struct {
	problem.Body
	of *problem.Problem
}

func (w *wireProblem) Error() string             { return w.of.Error() }
func (w *wireProblem) GetStatus() int            { return w.Status }
func (w *wireProblem) ContentType(string) string { return problem.ContentType }

func (w *wireProblem) GetHeaders() http.Header {
	h := http.Header{}
	if w.of.RetryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(problem.RetryAfterSeconds(w.of.RetryAfter), 10))
	}
	if w.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", w.of.Challenge())
	}
	return h
}

// wire makes err an answer: the public half goes out, the rest stays in the log.
func wire(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	p := problem.From(err)
	if body, ok := p.OAuth(); ok {
		if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
			body.RequestID = requestID(x.w)
		}
		return &oauthProblem{OAuthBody: body, wireProblem: wireProblem{Body: p.Public(), of: p}}
	}
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok && x.scim {
		return inSCIM(p, x)
	}
	body := p.Public()
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		body.RequestID = requestID(x.w)
	}
	return &wireProblem{Body: body, of: p}
}

// oauthProblem is a problem of a token endpoint, whose clients know OAuth's form only.
type oauthProblem struct {
	problem.OAuthBody
	wireProblem `json:"-"`
}

// Error is for both of the embedded, one of which has a field of that name.
func (o *oauthProblem) Error() string { return o.of.Error() }

// ContentType is not that of problems.
func (o *oauthProblem) ContentType(string) string { return "application/json" }

// scimProblem is a problem as SCIM's clients know it.
type scimProblem struct {
	problem.SCIMBody
	wireProblem `json:"-"`
	status      int
}

func inSCIM(p *problem.Problem, x *exchange) *scimProblem {
	body, status := p.SCIM()
	body.RequestID = requestID(x.w)
	return &scimProblem{SCIMBody: body, wireProblem: wireProblem{Body: p.Public(), of: p}, status: status}
}

func (s *scimProblem) Error() string             { return s.of.Error() }
func (s *scimProblem) GetStatus() int            { return s.status }
func (s *scimProblem) ContentType(string) string { return problem.SCIMContentType }

// requestID is what the edge has called the request.
func requestID(w http.ResponseWriter) string { return w.Header().Get("X-Request-Id") }

// fromHuma turns what huma refuses into problems. Of its details only where and
// why are kept: the value may have been a password.
func fromHuma(status int, msg string, errs []error) *wireProblem {
	p := problem.New(problem.ByStatus(status), "", errors.Join(append([]error{errors.New(msg)}, errs...)...))
	switch status {
	case http.StatusBadRequest:
		if isNUL(errs) {
			p = problem.InvalidField("body", errNUL.Error())
			break
		}
		p.Detail = "The body must be JSON in valid UTF-8, without duplicate members."
	case http.StatusRequestEntityTooLarge:
		p = problem.TooLarge(DefaultMaxBody)
	case http.StatusUnprocessableEntity:
		p.Fields = fields(errs)
		if len(p.Fields) > 0 && allInPath(p.Fields) {
			p = problem.NotFound(p) // an id that can't be read is one that doesn't exist
		}
	}
	return &wireProblem{Body: p.Public(), of: p}
}

func isNUL(errs []error) bool {
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) && detail.Message == errNUL.Error() {
			return true
		}
	}
	return false
}

func allInPath(list []problem.Field) bool {
	for _, f := range list {
		if !strings.HasPrefix(f.Field, "path.") {
			return false
		}
	}
	return true
}

const mostFields = 20

func fields(errs []error) []problem.Field {
	var list []problem.Field
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if len(list) == mostFields || !errors.As(err, &detail) {
			continue
		}
		list = append(list, problem.Field{Field: place(detail), Reason: reason(detail)})
	}
	return list
}

// reason is huma's sentence, unless a parser wrote it, which may quote its input.
func reason(d *huma.ErrorDetail) string {
	if strings.Contains(d.Message, "invalid ") {
		return "has a form that is not taken here"
	}
	return d.Message
}

const (
	longestLocation = 100
	unknownQuery    = "unknown query parameter" // what huma says
)

// place is where something was wrong. The name of what isn't known is the
// client's own text, so only the part of the request that holds it is told.
func place(d *huma.ErrorDetail) string {
	if d.Message == validation.MsgUnexpectedProperty || d.Message == unknownQuery {
		part, _, _ := strings.Cut(d.Location, ".")
		return printable(part)
	}
	return printable(d.Location)
}

// printable bounds a location.
func printable(location string) string {
	clean := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return '?'
		}
		return c
	}, location)
	return clean[:min(len(clean), longestLocation)]
}
