package edge

import (
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the peers whose word about the client counts.
//
// Only X-Forwarded-For and X-Forwarded-Proto are read. Forwarded, X-Real-IP and
// the many others are ignored: each header that is believed is one more that a
// proxy must be known to overwrite.
type proxies []netip.Prefix

func (p proxies) trusts(ip netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(ip) {
			return true
		}
	}
	return false
}

// client is the address of the request's client, and whether it came by TLS.
func (p proxies) client(r *http.Request) (ip netip.Addr, secure bool) {
	peer, _ := parseHop(r.RemoteAddr)
	secure = r.TLS != nil
	if !peer.IsValid() || !p.trusts(peer) {
		return peer, secure
	}
	// The last value is the one our own peer has set.
	if proto := r.Header["X-Forwarded-Proto"]; len(proto) > 0 {
		secure = lastElement(proto[len(proto)-1]) == "https"
	}
	return p.forwarded(r.Header["X-Forwarded-For"], peer), secure
}

// forwarded walks the chain from its right end, where the nearest proxy wrote,
// and stops at the first hop that isn't ours: everything left of it is that
// hop's own claim. A chain that can't be read to that point is no evidence at
// all, so the peer stands.
func (p proxies) forwarded(lines []string, peer netip.Addr) netip.Addr {
	client := peer
	for i := len(lines) - 1; i >= 0; i-- {
		for rest, more := lines[i], true; more; {
			var hop string
			rest, hop, more = cutLast(rest)
			ip, readable := parseHop(hop)
			if !readable {
				return peer
			}
			if client = ip; !p.trusts(ip) {
				return client
			}
		}
	}
	return client
}

func cutLast(chain string) (rest, last string, more bool) {
	comma := strings.LastIndexByte(chain, ',')
	if comma < 0 {
		return "", strings.Trim(chain, " \t"), false
	}
	return chain[:comma], strings.Trim(chain[comma+1:], " \t"), true
}

func lastElement(list string) string {
	_, last, _ := cutLast(list)
	return last
}

// parseHop reads an address with or without a port. Zones are dropped from
// peers, and IPv4-mapped addresses are IPv4: a prefix must match either way.
func parseHop(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	ip, err := netip.ParseAddr(bare)
	if err != nil {
		return netip.Addr{}, false
	}
	return ip.Unmap().WithZone(""), true
}
