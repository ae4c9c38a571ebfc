package apikeys

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// readNetworks reads CIDR blocks and single addresses, each in the one form that is
// compared with a client's address: without host bits, IPv4 as itself.
func readNetworks(texts []endpoint.Network) (list []netip.Prefix, err error) {
	for i, text := range texts {
		network, ok := readNetwork(string(text))
		if !ok {
			return nil, problem.InvalidField(fmt.Sprintf("body.networks[%d]", i), "must be an address or a network like 192.0.2.0/24 or 2001:db8::/32")
		}
		if !slices.Contains(list, network) {
			list = append(list, network)
		}
	}
	return list, nil
}

func readNetwork(text string) (netip.Prefix, bool) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil || address.Zone() != "" {
			return netip.Prefix{}, false
		}
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), true
	}
	network, err := netip.ParsePrefix(text)
	if err != nil || network.Addr().Is4In6() {
		return netip.Prefix{}, false
	}
	return network.Masked(), true
}
