package authn

import (
	"slices"
	"strings"
)

// Way is how somebody has proven who they are: what RFC 8176 calls an
// authentication method, in the words of the API.
type Way string

// The ways. Who opens a link from a mail has shown that he reads that mailbox
// and nothing else, so a magic link is never a second factor and never a step-up
// (NIST SP 800-63B-4 section 3.1.3; ASVS 5.0 6.3.6).
const (
	ByPassword  Way = "password"
	ByMagicLink Way = "magic_link"
	ByOIDC      Way = "oidc"
	BySAML      Way = "saml"
	// ByProviderMFA is a provider's word that it asked for a second factor, where
	// the operator takes its word for that.
	ByProviderMFA  Way = "oidc_mfa"
	ByTOTP         Way = "totp"
	ByRecoveryCode Way = "recovery_code"
	ByPasskey      Way = "passkey"
)

// Ways are the ways in which the person of a session was proven.
type Ways []Way

// ParseWays reads what String writes.
func ParseWays(text string) (w Ways) {
	for _, word := range strings.Fields(text) {
		w = append(w, Way(word))
	}
	return w
}

// String writes the ways with spaces between.
func (w Ways) String() string {
	words := make([]string, len(w))
	for i, way := range w {
		words[i] = string(way)
	}
	return strings.Join(words, " ")
}

// Has tells whether one of the ways is among them.
func (w Ways) Has(any ...Way) bool {
	return slices.ContainsFunc(any, func(way Way) bool { return slices.Contains(w, way) })
}

// With returns the ways and one more.
func (w Ways) With(way Way) Ways {
	if w.Has(way) {
		return w
	}
	return append(slices.Clone(w), way)
}

// Multiple tells whether they are of two factors: a passkey is something one has
// and, since the user is verified, something one knows or is; any other second
// factor needs a first that isn't a mail. A provider that is believed has asked for both.
func (w Ways) Multiple() bool {
	return w.Has(ByPasskey, ByProviderMFA) || w.Has(ByPassword, ByOIDC, BySAML) && w.Has(ByTOTP, ByRecoveryCode)
}
