package edge

import (
	"net"
	"net/http"
	"strings"
)

// hosts are the names this server answers for; an empty set answers for all.
// A request under another name is a mistake of routing or a rebound DNS name.
type hosts map[string]struct{}

func newHosts(names []string) hosts {
	set := make(hosts, len(names))
	for _, name := range names {
		set[plainHost(name)] = struct{}{}
	}
	return set
}

func (h hosts) serve(r *http.Request) bool {
	if len(h) == 0 || r.URL.Path == Liveness || r.URL.Path == Readiness {
		return true
	}
	if _, found := h[r.Host]; found {
		return true
	}
	host := plainHost(r.Host)
	if _, found := h[host]; found {
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return false
	}
	_, found := h[strings.TrimSuffix(name, ".")]
	return found
}

// plainHost is the name in lower case, without the root's dot.
func plainHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
