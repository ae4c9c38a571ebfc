package testworld

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	webauthn "github.com/descope/virtualwebauthn"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// es256Key is how long an ES256 key is as COSE writes it. The virtual authenticator
// drops zeros at the front of a coordinate, which no real one does.
const es256Key = 77

// Authenticator is a device with one passkey, as good as a person's phone.
type Authenticator struct {
	Party      webauthn.RelyingParty
	Device     webauthn.Authenticator
	Credential webauthn.Credential
	// ID is the passkey's, once it is added.
	ID id.Passkey
}

// NewAuthenticator returns one that has a key for this TaskFlow and isn't known to it yet.
func (w *World) NewAuthenticator() *Authenticator {
	a := &Authenticator{
		Party:  webauthn.RelyingParty{ID: strings.TrimPrefix(BaseURL, "https://"), Name: "TaskFlow", Origin: BaseURL},
		Device: webauthn.NewAuthenticator(),
	}
	for len(a.key()) != es256Key {
		a.Credential = webauthn.NewCredential(webauthn.KeyTypeEC2)
	}
	return a
}

func (a *Authenticator) key() []byte {
	if a.Credential.Key == nil {
		return nil
	}
	return a.Credential.Key.AttestationData()
}

// Create answers the options of a registration.
func (a *Authenticator) Create(t testing.TB, options *Answer) string {
	t.Helper()
	asked, err := webauthn.ParseAttestationOptions(string(options.Body))
	if err != nil {
		t.Fatalf("%v in %s", err, options.Body)
	}
	a.Device.Options.UserHandle = []byte(asked.UserID)
	return webauthn.CreateAttestationResponse(a.Party, a.Device, a.Credential, *asked)
}

// Get answers the options of a sign-in, a second factor or a step-up, and counts it.
func (a *Authenticator) Get(t testing.TB, options *Answer) string {
	t.Helper()
	asked, err := webauthn.ParseAssertionOptions(string(options.Body))
	if err != nil {
		t.Fatalf("%v in %s", err, options.Body)
	}
	a.Credential.Counter++
	return webauthn.CreateAssertionResponse(a.Party, a.Device, a.Credential, *asked)
}

// Registration is a question for a passkey of a person, as the endpoint would ask it.
func (w *World) Registration(t testing.TB, p *Person) *Answer {
	t.Helper()
	handle := []byte("the handle of " + p.ID.String())
	w.Exec(t, db.Scope{}, `INSERT INTO passkey_handles (user_id, handle, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		p.ID, handle, w.Clock.Now())
	ends := w.Clock.Now().Add(time.Minute).UnixMicro()
	payload := binary.BigEndian.AppendUint64([]byte(rand.Text()+"123456"), uint64(ends))
	challenge, err := w.App.Sealer().Seal("passkey challenge:registration "+p.ID.String()+" "+p.Session.String(), payload)
	if err != nil {
		t.Fatal(err)
	}
	return &Answer{Body: fmt.Appendf(nil, `{"challenge":%q,"user":{"id":%q}}`, challenge, base64.RawURLEncoding.EncodeToString(handle))}
}

// AddPasskey gives a person a passkey.
func (w *World) AddPasskey(t testing.TB, p *Person) *Authenticator {
	t.Helper()
	a := w.NewAuthenticator()
	a.ID, a.Device.Options.UserHandle = id.New[id.Passkey](), []byte("the handle of "+p.ID.String())
	w.Exec(t, db.Scope{}, `INSERT INTO passkey_handles (user_id, handle, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		p.ID, a.Device.Options.UserHandle, w.Clock.Now())
	w.Exec(t, db.Scope{}, `INSERT INTO passkeys (id, user_id, credential_id, public_key, sign_count, backup_eligible, backed_up, transports, aaguid, name, created_at)
		VALUES ($1, $2, $3, $4, 0, $5, $5, 'usb', $6, 'Key', $7)`,
		a.ID, p.ID, a.Credential.ID, a.key(), false, a.Device.Aaguid[:], w.Clock.Now())
	return a
}

// RemovePasskeys takes a person's passkeys away.
func (w *World) RemovePasskeys(t testing.TB, p *Person) {
	t.Helper()
	w.Exec(t, db.Scope{}, `DELETE FROM passkeys WHERE user_id = $1`, p.ID)
}
