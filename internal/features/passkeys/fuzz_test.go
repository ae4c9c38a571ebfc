package passkeys_test

import (
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"taskflow/internal/features/passkeys"
)

const challengeText = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// FuzzAnswers: whatever comes as a passkey's answer is refused in good order: nobody
// can sign, and nobody knows the challenge.
func FuzzAnswers(f *testing.F) {
	party, err := passkeys.NewParty("https://tasks.example")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range garbage {
		f.Add(seed)
	}
	// An answer that is right in form, and a CBOR map that says it has more than there is.
	f.Add(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9yaWdpbiI6Imh0dHBzOi8vdGFza3MuZXhhbXBsZSJ9","authenticatorData":"SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ","signature":"AAAA"}}`)
	f.Add(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"v2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0Yfc"}}`)
	record := webauthn.Credential{ID: []byte{0, 0, 0}, PublicKey: []byte{0xa0}}
	f.Fuzz(func(t *testing.T, text string) {
		if created, err := protocol.ParseCredentialCreationResponseBytes([]byte(text)); err == nil {
			if _, err := party.Registered(challengeText, []byte("handle"), created); err == nil && created.Response.CollectedClientData.Challenge != challengeText {
				t.Errorf("registered by %q", text)
			}
		}
		if asserted, err := protocol.ParseCredentialRequestResponseBytes([]byte(text)); err == nil {
			if err := party.Asserted(challengeText, []byte("handle"), record, asserted); err == nil {
				t.Errorf("signed in by %q", text)
			}
		}
	})
}
