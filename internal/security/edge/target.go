package edge

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"taskflow/internal/platform/problem"
)

const maxTarget = 8 << 10

// allowedMethods go with every 405 (RFC 9110, section 15.5.6).
var allowedMethods = []string{"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}

// checkTarget refuses methods nobody serves (TRACE reflects headers, CONNECT
// asks for a tunnel) and targets that two readers could read differently.
func checkTarget(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		return problem.New(problem.CodeMethodNotAllowed, "", nil)
	}
	if len(r.RequestURI) > maxTarget || len(r.URL.Path)+len(r.URL.RawQuery) > maxTarget {
		return problem.New(problem.CodeURITooLong, "", nil)
	}
	if !sanePath(r.URL.Path) || hidesSeparator(r.URL.RawPath) {
		return problem.BadRequest("The path is not in its plain form.")
	}
	return nil
}

// sanePath says that a decoded path is absolute, has no empty or dot segments,
// no control or format characters and no backslash, and that decoding it once
// more would change nothing.
func sanePath(path string) bool {
	if path == "" || path[0] != '/' {
		return false
	}
	ascii := true
	for i := range len(path) {
		switch c := path[i]; {
		case c < ' ' || c == 0x7f || c == '\\':
			return false
		case c == '/' && !saneSegment(path[i+1:]):
			return false
		case c == '%' && hidden(path[i+1:]):
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || saneUnicode(path)
}

// saneSegment looks at what follows a slash. A single trailing slash is an
// empty last segment and stays allowed.
func saneSegment(rest string) bool {
	if rest == "" {
		return true
	}
	if rest[0] == '/' {
		return false
	}
	dots := 0
	for dots < len(rest) && dots < 3 && rest[dots] == '.' {
		dots++
	}
	ends := dots == len(rest) || rest[dots] == '/'
	return !ends || dots != 1 && dots != 2
}

func saneUnicode(path string) bool {
	for _, r := range path {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// hidden says that a second decoding would find something in two hex digits. It
// need not be dangerous: no path of ours has a percent sign of its own.
func hidden(digits string) bool {
	return len(digits) >= 2 && isHex(digits[0]) && isHex(digits[1])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// hidesSeparator finds an encoded slash or backslash in a raw path, which
// net/url keeps only when it differs from the plain encoding.
func hidesSeparator(raw string) bool {
	for i := strings.IndexByte(raw, '%'); i >= 0 && i+2 < len(raw); {
		switch strings.ToLower(raw[i+1 : i+3]) {
		case "2f", "5c":
			return true
		}
		next := strings.IndexByte(raw[i+1:], '%')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}
