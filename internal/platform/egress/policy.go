package egress

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrForbidden is that a request would have left for where none may go.
var ErrForbidden = errors.New("egress: forbidden")

// Policy is what the operator allows beyond the public internet over https.
type Policy struct {
	Private []Destination  // where private addresses may be called, on any port
	Plain   []string       // names of hosts to which http without TLS is allowed
	AnyPort bool           // also public hosts may be called on other ports than 443
	Roots   *x509.CertPool // who vouches for hosts; the machine's own by default
}

// Destination is a host by its name, or a network.
type Destination struct {
	Host    string // lower case; empty if it is a network
	Network netip.Prefix
}

var errDestination = errors.New("expected the name of a host, an address or a network such as 10.2.0.0/16")

// UnmarshalText reads idp.internal, 10.2.3.4 or 10.2.0.0/16.
func (d *Destination) UnmarshalText(text []byte) error {
	written := strings.ToLower(string(text))
	if address, err := netip.ParseAddr(written); err == nil && address.Zone() == "" {
		*d = Destination{Network: netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen())}
		return nil
	}
	if network, err := netip.ParsePrefix(written); err == nil && network.Bits() > 0 && !network.Addr().Is4In6() {
		*d = Destination{Network: network.Masked()}
		return nil
	}
	if !isName(written) {
		return errDestination
	}
	*d = Destination{Host: written}
	return nil
}

// isName takes only what can't be an address in one of its older forms (0x7f.1, 2130706433).
func isName(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return host != "" && len(host) <= 253 && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") == "" &&
		strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}

// inside are the networks that a host named by the operator may be in.
var inside = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")

// metadata answers whoever asks with the machine's own credentials: nobody may ask. Link-local
// networks, and what AWS, Alibaba and Azure use outside of them.
var metadata = prefixes("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32")

func prefixes(list ...string) (parsed []netip.Prefix) {
	for _, text := range list {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

// control returns the check of each address that is dialled for host.
func (p Policy) control(host string) func(network, address string, _ syscall.RawConn) error {
	public := ssrf.New(p.ports(host))
	return func(network, address string, raw syscall.RawConn) error {
		dialled, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrForbidden, err)
		}
		to := dialled.Addr().Unmap().WithZone("")
		if within(metadata, to) {
			return fmt.Errorf("%w: %s is a metadata service's or on the link", ErrForbidden, to)
		}
		if p.private(host, to) {
			return nil
		}
		if err := public.Safe(network, address, raw); err != nil {
			return fmt.Errorf("%w: %w", ErrForbidden, err)
		}
		return nil
	}
}

func within(networks []netip.Prefix, address netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(address) })
}

func (p Policy) ports(host string) ssrf.Option {
	if p.AnyPort || p.plain(host) {
		return ssrf.WithAnyPort()
	}
	return ssrf.WithPorts(443)
}

// private tells whether the operator named this address, or the host that it was found for.
func (p Policy) private(host string, address netip.Addr) bool {
	return slices.ContainsFunc(p.Private, func(d Destination) bool {
		if d.Host == "" {
			return d.Network.Contains(address)
		}
		return d.Host == host && within(inside, address)
	})
}

func (p Policy) plain(host string) bool { return slices.Contains(p.Plain, host) }
