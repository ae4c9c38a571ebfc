package coding

import (
	"slices"
	"testing"
)

var offered = []string{Brotli, Gzip, Identity}

func TestQuality(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 1000, "q=1": 1000, "q=1.000": 1000, "q=0": 0, "q=0.000": 0, "q=0.5": 500, " Q = 0.25 ": 250, "q=0.001": 1, "q=.5": 500,
	} {
		if got, ok := quality(text); !ok || got != want {
			t.Errorf("%q is %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"q", "q=", "q=2", "q=-1", "q=1e9", "q=NaN", "q=Inf", "q=0.0001", "x=1", "q=1;q=0", "q=0x1"} {
		if got, ok := quality(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
}

// FuzzAcceptEncoding: what is chosen exists, and is never one that the header
// refuses by name, unless everything is refused.
func FuzzAcceptEncoding(f *testing.F) {
	for _, header := range []string{"", "gzip, deflate, br", "br;q=0,*", "*;q=0", "identity;q=0, br;q=0.5", ",,,", "br;q=\x00", "gzip;q=1;q=0"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := Choose(header, offered...)
		if !slices.Contains(offered, got) {
			t.Fatalf("%q chose %q", header, got)
		}
		p := parseAccept(header)
		if got != Identity && p.of(got) == 0 {
			t.Fatalf("%q refuses %q", header, got)
		}
		for _, other := range offered {
			if p.of(other) > p.of(got) {
				t.Fatalf("%q likes %q better than %q", header, other, got)
			}
		}
		if only := Choose(header, Identity); only != Identity {
			t.Fatalf("%q chose %q, which isn't there", header, only)
		}
	})
}
