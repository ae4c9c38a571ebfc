package passkeys_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/go-cmp/cmp"

	"taskflow/internal/features/passkeys"
)

// bytesOf are bytes in hexadecimal.
type bytesOf []byte

func (b *bytesOf) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

// vector is one of the specification's own (WebAuthn Level 3 section 16).
type vector struct {
	Name         string
	Registration struct {
		Challenge, ClientDataJSON, AttestationObject bytesOf
		ID                                           bytesOf `json:"credential_id"`
	}
	Authentication struct {
		Challenge, ClientDataJSON, AuthenticatorData, Signature bytesOf
	}
}

func vectors(t *testing.T) (list []vector, base string) {
	t.Helper()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA is not set, and in CI it must be")
	}
	if folder == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the corpora aren't there")
	}
	text, err := os.ReadFile(filepath.Join(folder, "webauthn", "webauthn-l3-vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Origin  string
		Vectors []vector
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Vectors, file.Origin
}

func credential(id bytesOf, response body) string {
	text, _ := json.Marshal(body{"id": b64.EncodeToString(id), "rawId": b64.EncodeToString(id), "type": "public-key", "response": response})
	return string(text)
}

func (v vector) created(t *testing.T) *protocol.ParsedCredentialCreationData {
	t.Helper()
	r := v.Registration
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(credential(r.ID, body{
		"clientDataJSON": b64.EncodeToString(r.ClientDataJSON), "attestationObject": b64.EncodeToString(r.AttestationObject),
	})))
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return parsed
}

func (v vector) asserted(t *testing.T) *protocol.ParsedCredentialAssertionData {
	t.Helper()
	a := v.Authentication
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(credential(v.Registration.ID, body{
		"clientDataJSON": b64.EncodeToString(a.ClientDataJSON), "authenticatorData": b64.EncodeToString(a.AuthenticatorData),
		"signature": b64.EncodeToString(a.Signature),
	})))
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return parsed
}

// record is what a registration would have kept.
func (v vector) record(t *testing.T) webauthn.Credential {
	t.Helper()
	data := v.created(t).Response.AttestationObject.AuthData
	return webauthn.Credential{ID: v.Registration.ID, PublicKey: data.AttData.CredentialPublicKey, Flags: webauthn.NewCredentialFlags(data.Flags)}
}

// TestTheSpecificationsVectors: each is taken or refused as our rules say: its user must
// be verified, its key of an algorithm that is asked for, its page not inside another's.
// The signatures of those whose user wasn't verified are right all the same, and every
// one that is taken is refused once a bit of it is another.
func TestTheSpecificationsVectors(t *testing.T) {
	t.Parallel()
	list, base := vectors(t)
	strict, err := passkeys.NewParty(base)
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string][]string{}
	for _, v := range list {
		challenge := b64.EncodeToString(v.Registration.Challenge)
		if _, err := strict.Registered(challenge, handle, v.created(t)); err == nil {
			taken["registered"] = append(taken["registered"], v.Name)
		}
		if _, err := strict.Unverified().Registered(challenge, handle, v.created(t)); err == nil {
			taken["registered, unverified"] = append(taken["registered, unverified"], v.Name)
		}
		challenge = b64.EncodeToString(v.Authentication.Challenge)
		if err := strict.Asserted(challenge, handle, v.record(t), v.asserted(t)); err == nil {
			taken["signed in"] = append(taken["signed in"], v.Name)
		}
		if err := strict.Unverified().Asserted(challenge, handle, v.record(t), v.asserted(t)); err != nil {
			continue
		}
		taken["signed in, unverified"] = append(taken["signed in, unverified"], v.Name)
		for _, spoil := range spoils {
			wrong := v.asserted(t)
			spoil(wrong)
			if err := strict.Unverified().Asserted(challenge, handle, v.record(t), wrong); err == nil {
				t.Errorf("%s signs in with a bit that is another", v.Name)
			}
		}
	}
	if difference := cmp.Diff(wantTaken, taken); difference != "" {
		t.Error(difference)
	}
}

var handle = []byte("handle")

var spoils = []func(a *protocol.ParsedCredentialAssertionData){
	func(a *protocol.ParsedCredentialAssertionData) {
		a.Response.Signature[len(a.Response.Signature)-1] ^= 1
	},
	func(a *protocol.ParsedCredentialAssertionData) { a.Raw.AssertionResponse.AuthenticatorData[36] ^= 1 },
	func(a *protocol.ParsedCredentialAssertionData) { a.Raw.AssertionResponse.ClientDataJSON[0] ^= 1 },
}

// wantTaken are the vectors that are taken. The rest has a user who wasn't verified, a
// page inside another's, or a key of an algorithm that we don't ask for (ES384, ES512,
// Ed448); or it attests, without having been asked, by a chain that nobody here trusts.
var wantTaken = map[string][]string{
	"registered": {"packed-self-es256", "packed-es256", "packed-rs256"},
	"registered, unverified": {
		"none-es256", "packed-self-es256", "none-es256-long-credential-id", "packed-es256", "packed-rs256", "packed-eddsa", "fido-u2f-es256",
	},
	"signed in": {"none-es256-long-credential-id", "packed-es256", "packed-es384", "tpm-es256"},
	"signed in, unverified": {
		"none-es256", "packed-self-es256", "none-es256-long-credential-id", "packed-es256", "packed-es384", "packed-es512", "packed-rs256", "packed-eddsa",
		"tpm-es256", "android-key-es256", "apple-es256", "fido-u2f-es256",
	},
}
