package ratelimit

import "net/netip"

// networkBits is where an IPv6 network ends: the rest of the address is the
// client's own to choose, so a bucket belongs to the /64 (RFC 4291, 2.5.1).
const networkBits = 64

// AddressKey is the key of a client address: the address itself for IPv4, the
// /64 for IPv6. An IPv4-mapped address is its IPv4 address, zones are dropped,
// and what has no address at all shares one bucket.
func AddressKey(ip netip.Addr) string {
	if !ip.IsValid() {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(networkBits)
	if err != nil {
		return "unknown"
	}
	return network.Addr().String() + "/64"
}
