package endpoint

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"taskflow/internal/platform/problem"
)

// checkQuery refuses a query that could be read in more than one way, or that
// holds what no database stores.
func checkQuery(r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	for _, values := range r.URL.Query() { // the names are the client's own: they aren't repeated
		if len(values) > 1 {
			return problem.InvalidField("query", "holds a parameter twice")
		}
		if !utf8.ValidString(values[0]) || strings.ContainsRune(values[0], 0) {
			return problem.InvalidField("query", "must be valid UTF-8 without U+0000")
		}
	}
	return nil
}

// holdsNUL looks for U+0000, which PostgreSQL can't store, in parsed JSON.
func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		for _, item := range v {
			if holdsNUL(item) {
				return true
			}
		}
	case map[string]any:
		for name, item := range v {
			if strings.ContainsRune(name, 0) || holdsNUL(item) {
				return true
			}
		}
	}
	return false
}
