package edge

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"taskflow/internal/platform/problem"
)

// The keys that have a meaning to the edge or to whoever reads the log.
const (
	RouteKey     = "route"     // the endpoint's name; replaces the path in the event
	PrincipalKey = "principal" // who, as an id
	ErrorKey     = "error"     // the private half of a problem
)

const (
	maxNotes     = 24
	maxNote      = 512
	maxUserAgent = 256
	maxStack     = 8 << 10
	maxClientID  = 64
)

type note struct{ key, value string }

// Annotate adds a field to the request's event; the last value of a key wins.
// The key is a constant of the code. The value may be user text: it is bounded
// and made inert, but not searched for secrets, so never pass one.
func Annotate(ctx context.Context, key, value string) {
	if x := of(ctx); x != nil {
		x.annotate(key, inert(value, maxNote))
	}
}

func (x *exchange) annotate(key, value string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range x.notes {
		if x.notes[i].key == key {
			x.notes[i].value = value
			return
		}
	}
	if len(x.notes) < maxNotes {
		x.notes = append(x.notes, note{key, value})
	}
}

func (x *exchange) note(err error) {
	x.annotate("refused", string(problem.CodeOf(err)))
	if cause := problem.From(err).Unwrap(); cause != nil {
		x.annotate(ErrorKey, inert(cause.Error(), maxNote))
	}
}

func (x *exchange) notePanic(value any, stack []byte) {
	x.annotate("panic", inert(fmt.Sprint(value), maxNote))
	x.annotate("stack", string(stack[:min(len(stack), maxStack)]))
}

// inert bounds text of unknown origin to most bytes and drops what could start
// a line, move a terminal's cursor or reverse the reading direction.
func inert(text string, most int) string {
	if len(text) <= most && plain(text) {
		return text
	}
	var out strings.Builder
	for _, r := range text[:min(len(text), most)] {
		if r != utf8.RuneError && unicode.IsPrint(r) {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// correlation keeps a client's own request id only in the alphabet of ids.
func correlation(text string) string {
	if len(text) > maxClientID {
		return ""
	}
	for i := range len(text) {
		c := text[i]
		alphanumeric := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !alphanumeric && c != '-' && c != '_' && c != '.' {
			return ""
		}
	}
	return text
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
