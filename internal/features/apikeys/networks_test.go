package apikeys

import (
	"net/netip"
	"testing"

	"taskflow/internal/security/authn"
)

func TestNetworksHaveOneForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"192.0.2.77/24": "192.0.2.0/24", "192.0.2.7": "192.0.2.7/32", "2001:db8::1/32": "2001:db8::/32", "::1": "::1/128",
		"::ffff:192.0.2.7": "192.0.2.7/32", "0.0.0.0/0": "0.0.0.0/0",
		"": "", "192.0.2.0/33": "", "192.0.2/24": "", "fe80::1%eth0": "", "fe80::/10%eth0": "", "::ffff:192.0.2.0/120": "", " 192.0.2.0/24": "", "example.com": "",
	} {
		network, ok := readNetwork(text)
		if ok != (want != "") || ok && network.String() != want {
			t.Errorf("%q became %s (%v), want %q", text, network, ok, want)
		}
	}
}

// FuzzNetworks: what is taken is stored and read again as itself, and holds for an
// address however that was written.
func FuzzNetworks(f *testing.F) {
	for _, seed := range []string{"192.0.2.0/24", "2001:db8::/32", "::ffff:1.2.3.4", "fe80::1%x", "1.2.3.4/-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		network, ok := readNetwork(text)
		if !ok {
			return
		}
		again, err := authn.ParseNetworks(authn.FormatNetworks([]netip.Prefix{network}))
		if err != nil || len(again) != 1 || again[0] != network {
			t.Fatalf("%q became %s and then %v (%v)", text, network, again, err)
		}
		b := &authn.Binding{Networks: again}
		if a := network.Addr(); !b.HoldsFrom(a) || a.Is4() && !b.HoldsFrom(netip.AddrFrom16(a.As16())) {
			t.Fatalf("%s doesn't hold for %s", network, a)
		}
	})
}
