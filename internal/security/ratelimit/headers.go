package ratelimit

import (
	"net/http"
	"strconv"
	"time"
)

// Announcement writes a class's limit into response headers: RateLimit-Policy
// and RateLimit as structured fields (draft-ietf-httpapi-ratelimit-headers),
// and Retry-After (RFC 9110, section 10.2.3) when the take was refused. What
// doesn't change per request is rendered once.
type Announcement struct {
	policy []string
	prefix string
}

// Announce prepares the headers of a class, with the operator's limits applied.
func Announce(c Class) Announcement {
	item := `"` + c.Name + `"`
	window := strconv.FormatInt(seconds(c.Per), 10)
	return Announcement{
		policy: []string{item + ";q=" + strconv.Itoa(c.Burst) + ";w=" + window},
		prefix: item + ";r=",
	}
}

// Set writes the headers of one decision.
func (a Announcement) Set(h http.Header, d Decision) {
	var room [64]byte
	field := append(room[:0], a.prefix...)
	field = strconv.AppendInt(field, int64(d.Remaining), 10)
	field = append(field, ";t="...)
	field = strconv.AppendInt(field, seconds(d.ResetAfter), 10)
	h["Ratelimit-Policy"] = a.policy[:1:1]
	h["Ratelimit"] = []string{string(field)}
	if !d.Allowed {
		h["Retry-After"] = []string{strconv.FormatInt(max(1, seconds(d.RetryAfter)), 10)}
	}
}

// seconds rounds up: a client that waits as told must then be let in.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}
