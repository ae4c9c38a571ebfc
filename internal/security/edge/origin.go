package edge

import (
	"errors"
	"net/http"
	"strings"

	"taskflow/internal/platform/problem"
)

// apiPrefix is where no other site has a reason to send a browser.
const apiPrefix = "/api/"

var (
	errForeign    = errors.New("edge: a browser sent this for another site")
	errDowngraded = errors.New("edge: a secure request from the same name without TLS")
)

// origins keeps other sites from using a browser's cookies (OWASP CSRF, Fetch
// Metadata first and Origin second). Sec-Fetch-Site "same-site" is foreign like
// "cross-site": a sibling subdomain is not this product.
type origins struct {
	protection *http.CrossOriginProtection
	trusted    map[string]bool
	crossSite  func(*http.Request) bool
}

func newOrigins(trusted []string, crossSite func(*http.Request) bool) *origins {
	o := &origins{http.NewCrossOriginProtection(), make(map[string]bool), crossSite}
	for _, origin := range trusted {
		if o.protection.AddTrustedOrigin(origin) == nil {
			o.trusted[origin] = true
		}
	}
	return o
}

func (o *origins) check(r *http.Request, secure bool) error {
	err := o.foreign(r, secure)
	if err == nil || notAmbient(r) || o.crossSite != nil && o.crossSite(r) {
		return nil
	}
	return problem.Forbidden(err)
}

func (o *origins) foreign(r *http.Request, secure bool) error {
	site := r.Header["Sec-Fetch-Site"]
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return o.isolate(r, first(site))
	}
	// A browser sends the header once; twice is somebody choosing which one
	// is read.
	if len(site) > 1 {
		return errForeign
	}
	if err := o.protection.Check(r); err != nil {
		return err
	}
	if secure && len(site) == 0 && strings.HasPrefix(first(r.Header["Origin"]), "http://") && !o.trusted[first(r.Header["Origin"])] {
		return errDowngraded
	}
	return nil
}

// isolate refuses what other sites navigate to, embed or fetch under /api/.
// Pages outside it may be linked to from anywhere.
func (o *origins) isolate(r *http.Request, site string) error {
	if site == "" || site == "same-origin" || site == "none" {
		return nil
	}
	if !strings.HasPrefix(r.URL.Path, apiPrefix) || o.trusted[first(r.Header["Origin"])] {
		return nil
	}
	return errForeign
}

// notAmbient says that the only credential is one that a script had to put
// there. Basic and Negotiate aren't: browsers add them on their own.
func notAmbient(r *http.Request) bool {
	credentials := r.Header["Authorization"]
	if len(credentials) != 1 || len(r.Header["Cookie"]) > 0 {
		return false
	}
	scheme, _, _ := strings.Cut(credentials[0], " ")
	return strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "DPoP")
}
