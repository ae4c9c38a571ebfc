package app

import (
	"net/http"
	"strings"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

var allMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// unrouted answers what no endpoint answers: 405 where another method would do,
// elsewhere as the web app does.
func unrouted(mux *http.ServeMux, elsewhere http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if allowed := otherMethods(mux, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			problem.Write(w, r, problem.New(problem.CodeMethodNotAllowed, "", nil))
			return
		}
		elsewhere(w, r)
	}
}

func otherMethods(mux *http.ServeMux, r *http.Request) (allowed []string) {
	for _, method := range allMethods {
		other := *r
		other.Method = method
		if _, pattern := mux.Handler(&other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

// crossSite tells which requests are meant to come from pages of other sites.
func crossSite(mux *http.ServeMux, specs []endpoint.Spec) func(*http.Request) bool {
	meant := map[string]bool{}
	for _, s := range specs {
		if s.CrossSite != "" {
			meant[s.Method+" "+s.Path] = true
		}
	}
	return func(r *http.Request) bool {
		_, pattern := mux.Handler(r)
		return meant[pattern]
	}
}

// bodyLimits lets a request have as large a body as its endpoint takes.
func bodyLimits(mux *http.ServeMux, specs []endpoint.Spec) func(*http.Request) int64 {
	larger := map[string]int64{}
	for _, s := range specs {
		if s.MaxBody > endpoint.DefaultMaxBody {
			larger[s.Method+" "+s.Path] = s.MaxBody
		}
	}
	return func(r *http.Request) int64 {
		if r.ContentLength == 0 || r.Method == http.MethodGet || len(larger) == 0 {
			return endpoint.DefaultMaxBody
		}
		_, pattern := mux.Handler(r)
		if limit, ok := larger[pattern]; ok {
			return limit
		}
		return endpoint.DefaultMaxBody
	}
}
