package geo_test

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"taskflow/internal/platform/geo"
	"taskflow/internal/testworld/places"
)

func TestOnlyWhatIsOutOnTheInternetHasAPlace(t *testing.T) {
	t.Parallel()
	known := open(t, places.File(t, map[string]geo.Place{
		"81.2.69.0/24": {City: "London", Country: "GB"}, "2001:4860::/32": {City: "Mountain View", Country: "US"}, "8.8.8.0/24": {Country: "US"},
		// A file may say anything of what is inside.
		"10.0.0.0/8": {City: "Nowhere", Country: "XX"}, "fd00::/8": {City: "Nowhere", Country: "XX"},
	}))
	for address, want := range map[string]geo.Place{
		"81.2.69.160": {City: "London", Country: "GB"}, "::ffff:81.2.69.160": {City: "London", Country: "GB"}, "2001:4860:4860::8888": {City: "Mountain View", Country: "US"},
		"8.8.8.8": {Country: "US"}, "9.9.9.9": {}, "10.1.2.3": {}, "fd00::1": {}, "127.0.0.1": {}, "::1": {}, "fe80::1%eth0": {}, "0.0.0.0": {}, "224.0.0.1": {},
	} {
		if got := known.Of(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is in %q", address, got)
		}
	}
	if got := known.Of(netip.Addr{}); got != (geo.Place{}) {
		t.Errorf("no address is in %q", got)
	}
	if got := (*geo.Places)(nil).Of(netip.MustParseAddr("8.8.8.8")); got != (geo.Place{}) {
		t.Errorf("without a file 8.8.8.8 is in %q", got)
	}
}

// TestPublishedAddresses: what must have a country has it, and what must not doesn't.
func TestPublishedAddresses(t *testing.T) {
	t.Parallel()
	corpora := os.Getenv("TASKFLOW_CORPORA")
	if corpora == "" {
		t.Skip("TASKFLOW_CORPORA is not set")
	}
	text, err := os.ReadFile(filepath.Join(corpora, "geo-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var corpus struct {
		Cases []struct {
			IP      netip.Addr
			Country string
		}
	}
	if err := json.Unmarshal(text, &corpus); err != nil {
		t.Fatal(err)
	}
	file := map[string]geo.Place{}
	for _, c := range corpus.Cases {
		address := c.IP.Unmap()
		place := geo.Place{Country: c.Country}
		if c.Country == "" {
			place.Country = "XX"
		}
		file[netip.PrefixFrom(address, address.BitLen()).String()] = place
	}
	known := open(t, places.File(t, file))
	for _, c := range corpus.Cases {
		if got := known.Of(c.IP).Country; got != c.Country {
			t.Errorf("%s is in %q, not %q", c.IP, got, c.Country)
		}
	}
}

func TestWhatIsNoFileOfPlacesStopsTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte("8.8.8.8 US\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(places.File(t, map[string]geo.Place{"81.2.69.0/24": {City: "London", Country: "GB"}}))
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(folder, "half")
	if err := os.WriteFile(half, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"missing": filepath.Join(folder, "none"), "text": text, "cut in half": half, "of something else": places.Typed(t, "Test-ASN", nil), "a folder": folder,
	} {
		if opened, err := geo.Open(path); err == nil {
			t.Errorf("%s was opened", name)
			_ = opened.Close()
		}
	}
}

// FuzzPlaces: whatever is in the file, an address has a place or none.
func FuzzPlaces(f *testing.F) {
	whole, err := os.ReadFile(places.File(f, map[string]geo.Place{"81.2.69.0/24": {City: "London", Country: "GB"}, "8.8.8.0/24": {Country: "US"}}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, content []byte) {
		known, err := geo.Read(content)
		if err != nil {
			return
		}
		for _, address := range []string{"81.2.69.160", "8.8.8.8", "2001:db8::1"} {
			known.Of(netip.MustParseAddr(address))
		}
		if err := known.Close(); err != nil {
			t.Error(err)
		}
	})
}

func open(t *testing.T, path string) *geo.Places {
	t.Helper()
	known, err := geo.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := known.Close(); err != nil {
			t.Error(err)
		}
	})
	return known
}
