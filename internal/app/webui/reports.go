package webui

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

const (
	largestReport = 64 << 10
	mostReports   = 100
)

// The two forms that browsers send: of the Reporting API, and of CSP level 2.
const (
	reportsType = "application/reports+json"
	reportType  = "application/csp-report"
)

// report takes reports of violations. What they tell goes into the request's one
// log entry, in words of our own: the addresses in a report are of people's pages
// and may hold links that work once.
func (s *Site) report(w http.ResponseWriter, r *http.Request) {
	edge.Annotate(r.Context(), edge.RouteKey, "webui.report")
	if err := s.takeReport(r); err != nil {
		problem.Write(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errNoLimiter = errors.New("webui: reports are not taken without a limiter")

func (s *Site) takeReport(r *http.Request) error {
	if s.options.Limiter == nil {
		return problem.Unavailable(errNoLimiter, time.Minute)
	}
	key := ratelimit.AddressKey(edge.Info(r.Context()).ClientIP)
	decision, err := s.options.Limiter.Take(r.Context(), s.options.Limit, key, 1)
	if err != nil {
		return problem.Unavailable(err, time.Second)
	}
	if !decision.Allowed {
		return problem.TooManyRequests(decision.RetryAfter)
	}
	list, err := readReports(r)
	if err != nil {
		return err
	}
	s.note(r, list)
	return nil
}

// violation is what is read of a report; everything else in it is left alone.
type violation struct {
	Directive string `json:"effectiveDirective"`
	Blocked   string `json:"blockedURL"`
	Source    string `json:"sourceFile"`
	Line      int64  `json:"lineNumber"`
}

type oldViolation struct {
	Directive string `json:"effective-directive"`
	Violated  string `json:"violated-directive"`
	Blocked   string `json:"blocked-uri"`
	Source    string `json:"source-file"`
	Line      int64  `json:"line-number"`
}

func readReports(r *http.Request) ([]violation, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != reportsType && media != reportType {
		return nil, problem.New(problem.CodeUnsupportedMedia, "Reports are "+reportsType+".", err)
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, largestReport+1))
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	if len(text) > largestReport {
		return nil, problem.TooLarge(largestReport)
	}
	list, err := parseReports(media, text)
	if err != nil {
		return nil, problem.New(problem.CodeBadRequest, "The report can't be read.", err)
	}
	return list, nil
}

func parseReports(media string, text []byte) (list []violation, err error) {
	if media == reportType {
		var one struct {
			Report oldViolation `json:"csp-report"`
		}
		if err := json.Unmarshal(text, &one); err != nil {
			return nil, fmt.Errorf("parsing the report: %w", err)
		}
		v := one.Report
		directive, _, _ := strings.Cut(v.Violated, " ")
		if v.Directive != "" {
			directive = v.Directive
		}
		return []violation{{Directive: directive, Blocked: v.Blocked, Source: v.Source, Line: v.Line}}, nil
	}
	var several []struct {
		Type string    `json:"type"`
		Body violation `json:"body"`
	}
	if err := json.Unmarshal(text, &several); err != nil {
		return nil, fmt.Errorf("parsing the reports: %w", err)
	}
	for _, one := range several[:min(len(several), mostReports)] {
		if one.Type == "csp-violation" {
			list = append(list, one.Body)
		}
	}
	return list, nil
}

// note tells of the first violation, and how many there were.
func (s *Site) note(r *http.Request, list []violation) {
	edge.Annotate(r.Context(), "violations", strconv.Itoa(len(list)))
	if len(list) == 0 {
		return
	}
	v := list[0]
	edge.Annotate(r.Context(), "directive", directiveName(v.Directive))
	edge.Annotate(r.Context(), "blocked", blockedKind(v.Blocked))
	if source := s.ownFile(v.Source); source != "" {
		edge.Annotate(r.Context(), "source", source+":"+strconv.FormatInt(v.Line, 10))
	}
}

// directives are those of the policy and the finer names that browsers report.
var directives = []string{
	"default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src",
	"font-src", "connect-src", "manifest-src", "worker-src", "base-uri", "form-action", "frame-ancestors", "frame-src", "child-src",
	"media-src", "object-src", "prefetch-src", "require-trusted-types-for", "trusted-types",
}

func directiveName(text string) string {
	if slices.Contains(directives, text) {
		return text
	}
	return "other"
}

// keywords are what browsers write in place of an address.
var keywords = []string{"inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink", "self"}

// blockedKind says what was stopped without its address.
func blockedKind(text string) string {
	if slices.Contains(keywords, text) {
		return text
	}
	scheme, _, _ := strings.Cut(text, ":")
	switch scheme {
	case "data", "blob", "https", "http", "wss", "ws", "chrome-extension", "moz-extension", "safari-web-extension":
		return scheme
	}
	return "other"
}

// ownFile is the name of our own file that an address points to; empty for
// everything else, pages among it.
func (s *Site) ownFile(text string) string {
	address, err := url.Parse(text)
	if err != nil {
		return ""
	}
	name := strings.TrimPrefix(address.Path, "/")
	if s.files[name] == nil {
		return ""
	}
	return name
}
