package ratelimit

import "net/netip"

// networkBits is where an IPv6 network ends: the rest of the address is the
// client's own to choose, so a bucket belongs to the /64 (RFC 4291, 2.5.1).
const networkBits = 64

// siteBits is the most that one customer of a provider usually has (RFC 6177).
const siteBits = 48

// AddressKey is the key of a client address: the address itself for IPv4, the
// /64 for IPv6. An IPv4-mapped address is its IPv4 address, zones are dropped,
// and what has no address at all shares one bucket.
func AddressKey(ip netip.Addr) string { return keyOf(ip, networkBits) }

// SiteKey is AddressKey with the /48 for IPv6: for limits so low that whoever
// has a site's 65,536 networks must not have each of them counted apart.
func SiteKey(ip netip.Addr) string { return keyOf(ip, siteBits) }

func keyOf(ip netip.Addr, bits int) string {
	if !ip.IsValid() {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return network.String()
}
