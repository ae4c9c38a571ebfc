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
	peer := parsePeer(r.RemoteAddr)
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

// parsePeer reads a connection's own address, which has a port.
func parsePeer(text string) netip.Addr {
	peer, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.Addr{}
	}
	return plainAddress(peer.Addr())
}

// parseHop reads an element of the chain, which has a port only behind a few
// proxies.
func parseHop(text string) (netip.Addr, bool) {
	if ip, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")); err == nil {
		return plainAddress(ip), true
	}
	ip := parsePeer(text)
	return ip, ip.IsValid()
}

// plainAddress drops the zone and takes an IPv4-mapped address for IPv4, so
// that a prefix matches however the address was written.
func plainAddress(ip netip.Addr) netip.Addr { return ip.Unmap().WithZone("") }
