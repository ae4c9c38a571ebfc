package passkeys_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/mail"
	"taskflow/internal/testworld"
)

const (
	mine       = "/api/v1/me/passkeys"
	beginPath  = mine + "/begin"
	askPath    = "/api/v1/auth/passkey/begin"
	signInPath = "/api/v1/auth/passkey/finish"
	loginPath  = "/api/v1/auth/login"
	askMFAPath = "/api/v1/auth/mfa/passkey"
	mfaPath    = "/api/v1/auth/mfa/verify"
	askAgain   = "/api/v1/auth/step-up/passkey"
	stepUpPath = "/api/v1/auth/step-up"
	good       = "seven green lamps hum"
)

type body = map[string]any

// register adds a passkey by the real endpoints.
func register(t *testing.T, p *testworld.Person, a *testworld.Authenticator, name string) *testworld.Answer {
	t.Helper()
	options := p.Post(t, beginPath, nil).Want(t, http.StatusOK)
	return p.Post(t, mine, body{"name": name, "credential": a.Create(t, options)})
}

// ask gets a challenge to sign in with.
func ask(t *testing.T, w *testworld.World) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Get(t, askPath).Want(t, http.StatusOK)
}

func signIn(t *testing.T, w *testworld.World, assertion string, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, signInPath, body{"assertion": assertion, "client": "token"}, options...)
}

// waiting signs a person in by password and returns the token of the sign-in that waits.
func waiting(t *testing.T, w *testworld.World, p *testworld.Person) string {
	t.Helper()
	answer := w.Anonymous.Post(t, loginPath, body{"email": p.Email, "password": good, "client": "token"}).Want(t, http.StatusOK)
	var said struct {
		MFA struct {
			Token   string   `json:"token"`
			Methods []string `json:"methods"`
		}
	}
	if answer.JSON(t, &said); said.MFA.Token == "" || said.MFA.Methods[0] != "passkey" {
		t.Fatalf("the password alone was answered with %s", answer.Body)
	}
	return said.MFA.Token
}

func bearerOf(t *testing.T, a *testworld.Answer) testworld.RequestOption {
	t.Helper()
	token, _ := a.Want(t, http.StatusOK).Field(t, "access_token").(string)
	return testworld.Header("Authorization", "Bearer "+token)
}

func atOnce(n int, try func(i int) bool) (won int) {
	var mu sync.Mutex
	var trying sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		trying.Go(func() {
			<-start
			if try(i) {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	close(start)
	trying.Wait()
	return won
}

// forged is an answer in which everything can be wrong. What isn't said is right.
type forged struct {
	kind, challenge, origin, party string
	more                           body // of the client data
	flags                          byte
	counter                        uint32
	handle, id                     []byte
	tamper                         func(signature []byte)
}

// The flags of authenticator data (WebAuthn Level 3 section 6.1).
const (
	present  = 1 << 0
	verified = 1 << 2
	eligible = 1 << 3
	backedUp = 1 << 4
)

var b64 = base64.RawURLEncoding

// forge answers options as a, but for what is changed.
func forge(t *testing.T, a *testworld.Authenticator, options *testworld.Answer, change func(f *forged)) string {
	t.Helper()
	challenge, _ := options.Field(t, "challenge").(string)
	a.Credential.Counter++
	f := &forged{
		kind: "webauthn.get", challenge: challenge, origin: a.Party.Origin, party: a.Party.ID, flags: present | verified,
		counter: a.Credential.Counter, handle: a.Device.Options.UserHandle, id: a.Credential.ID, more: body{"crossOrigin": false},
	}
	change(f)
	f.more["type"], f.more["challenge"], f.more["origin"] = f.kind, f.challenge, f.origin
	client, err := json.Marshal(f.more)
	if err != nil {
		t.Fatal(err)
	}
	party, hash := sha256.Sum256([]byte(f.party)), sha256.Sum256(client)
	data := binary.BigEndian.AppendUint32(append(party[:], f.flags), f.counter)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := a.Credential.Key.Sign(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	if f.tamper != nil {
		f.tamper(signature)
	}
	response := body{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data), "signature": b64.EncodeToString(signature)}
	if f.handle != nil {
		response["userHandle"] = b64.EncodeToString(f.handle)
	}
	text, err := json.Marshal(body{
		"id": b64.EncodeToString(f.id), "rawId": b64.EncodeToString(f.id), "type": "public-key", "response": response,
		"authenticatorAttachment": "platform", "clientExtensionResults": body{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// alike is an answer without what is of one request only.
func alike(t *testing.T, a *testworld.Answer) string {
	t.Helper()
	object := body{}
	a.JSON(t, &object)
	delete(object, "request_id")
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// mails are the first n that a person was sent.
func mails(t *testing.T, w *testworld.World, p *testworld.Person, n int) []mail.Message {
	t.Helper()
	sent := w.Mail.Sent(p.Email)
	for deadline := time.Now().Add(20 * time.Second); len(sent) < n; sent = w.Mail.Sent(p.Email) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d mails were sent", len(sent), n)
		}
		runtime.Gosched()
	}
	return sent[:n]
}
