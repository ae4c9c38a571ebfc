package passkeys_test

import (
	"testing"

	"taskflow/internal/features/passkeys"
)

// TestTheRelyingPartyIsTheBaseURL: as browsers write it, and none where the host is a number.
func TestTheRelyingPartyIsTheBaseURL(t *testing.T) {
	t.Parallel()
	for base, want := range map[string][2]string{
		"https://tasks.example":      {"tasks.example", "https://tasks.example"},
		"https://tasks.example:443":  {"tasks.example", "https://tasks.example"},
		"https://tasks.example:8443": {"tasks.example", "https://tasks.example:8443"},
		"http://localhost:8080":      {"localhost", "http://localhost:8080"},
		"http://localhost:80":        {"localhost", "http://localhost"},
		"https://bücher.example":     {"xn--bcher-kva.example", "https://xn--bcher-kva.example"},
		"http://127.0.0.1:8080":      {},
		"https://[::1]:8443":         {},
		"https://192.0.2.7":          {},
	} {
		party, err := passkeys.NewParty(base)
		if want == [2]string{} {
			if err == nil {
				t.Errorf("%s has passkeys for %s", base, party.ID())
			}
			continue
		}
		if err != nil || party.ID() != want[0] || party.Origin() != want[1] {
			t.Errorf("%s: %v %v", base, party, err)
		}
	}
}
