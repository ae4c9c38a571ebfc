package ratelimit_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/security/ratelimit"
)

func TestAddressKey(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7":                 "192.0.2.7",
		"::ffff:192.0.2.7":          "192.0.2.7",
		"127.0.0.1":                 "127.0.0.1",
		"::1":                       "::/64",
		"2001:db8:1:2:3:4:5:6":      "2001:db8:1:2::/64",
		"2001:db8:1:2::":            "2001:db8:1:2::/64",
		"2001:DB8:1:2:ffff::1":      "2001:db8:1:2::/64",
		"2001:db8:1:3::1":           "2001:db8:1:3::/64",
		"fe80::1%eth0":              "fe80::/64",
		"fe80::2%eth1":              "fe80::/64",
		"::ffff:192.0.2.7%whatever": "192.0.2.7",
	} {
		ip, err := netip.ParseAddr(address)
		if err != nil {
			t.Logf("%s isn't an address to Go: %v", address, err)
			continue
		}
		if got := ratelimit.AddressKey(ip); got != want {
			t.Errorf("AddressKey(%s) = %q, want %q", address, got, want)
		}
	}
	if got := ratelimit.AddressKey(netip.Addr{}); got != "unknown" {
		t.Errorf("no address is %q", got)
	}
}

func TestSiteKey(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2::3": "2001:db8:1::/48", "2001:db8:1:ffff::": "2001:db8:1::/48",
	} {
		if got := ratelimit.SiteKey(netip.MustParseAddr(address)); got != want {
			t.Errorf("SiteKey(%s) = %q, want %q", address, got, want)
		}
	}
}

func TestKeyFor(t *testing.T) {
	t.Parallel()
	address := netip.MustParseAddr("192.0.2.7")
	for _, c := range []struct {
		class     ratelimit.Class
		principal string
		want      string
	}{
		{ratelimit.Read, "usr_a", "usr_a"},
		{ratelimit.Read, "", "192.0.2.7"},
		{ratelimit.Auth, "usr_a", "192.0.2.7"},
	} {
		if got := c.class.KeyFor(c.principal, address); got != c.want {
			t.Errorf("%s for %q: %q, want %q", c.class.Name, c.principal, got, c.want)
		}
	}
}

func TestClassNamesAreUnique(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, class := range ratelimit.Classes() {
		if seen[class.Name] {
			t.Errorf("two classes are named %q and would share buckets", class.Name)
		}
		seen[class.Name] = true
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ratelimit.Limit{
		"1200/1m": {Burst: 1200, Per: time.Minute},
		"3/1h":    {Burst: 3, Per: time.Hour},
	} {
		var got ratelimit.Limit
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1200", "/1m", "0/1m", "-1/1m", "10/", "10/0s", "10/-1m", "10/min", "x/1m", "1/9000h"} {
		var got ratelimit.Limit
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func TestLimitsOverrideOnlyKnownClasses(t *testing.T) {
	t.Parallel()
	own := ratelimit.Limits{"read": {Burst: 5, Per: time.Second}}
	want := ratelimit.Class{Name: "read", Burst: 5, Per: time.Second}
	if diff := cmp.Diff(want, own.Apply(ratelimit.Read)); diff != "" {
		t.Error(diff)
	}
	if own.Apply(ratelimit.Auth) != ratelimit.Auth {
		t.Error("another class changed too")
	}
	if err := own.Validate(); err != nil {
		t.Error(err)
	}
	for _, wrong := range []ratelimit.Limits{{"raed": {Burst: 5, Per: time.Second}}, {"read": {}}} {
		if wrong.Validate() == nil {
			t.Errorf("%+v was accepted", wrong)
		}
	}
	err := ratelimit.Limits{"raed": {Burst: 5, Per: time.Second}, "Read": {Burst: 5, Per: time.Second}, "read": {}}.Validate()
	const said = `no class is named "Read"; no class is named "raed"; the limit of "read": `
	if err == nil || !strings.HasPrefix(err.Error(), said) || strings.Contains(err.Error(), "\n") ||
		!strings.HasSuffix(err.Error(), "the classes are auth, edge, import, mail, provisioning, public, read, search, stream, write") {
		t.Errorf("said %v", err)
	}
}

func TestAnnouncement(t *testing.T) {
	t.Parallel()
	announcement := ratelimit.Announce(ratelimit.Read)
	for _, c := range []struct {
		decision ratelimit.Decision
		want     http.Header
	}{
		{
			ratelimit.Decision{Allowed: true, Limit: 1200, Remaining: 1199, ResetAfter: 50 * time.Millisecond},
			http.Header{"Ratelimit-Policy": {`"read";q=1200;w=60`}, "Ratelimit": {`"read";r=1199;t=1`}},
		},
		{
			ratelimit.Decision{Limit: 1200, RetryAfter: 1500 * time.Millisecond, ResetAfter: time.Minute},
			http.Header{"Ratelimit-Policy": {`"read";q=1200;w=60`}, "Ratelimit": {`"read";r=0;t=60`}, "Retry-After": {"2"}},
		},
	} {
		got := http.Header{}
		announcement.Set(got, c.decision)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
	}
}
