package passkeys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"

	"taskflow/internal/features/passkeys/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

const publicKey = string(protocol.PublicKeyCredentialType)

// Passkey is a passkey as its owner sees it.
type Passkey struct {
	ID           id.Passkey `json:"id"`
	Name         string     `json:"name"`
	CredentialID string     `json:"credential_id" doc:"What the authenticator calls it"`
	Syncs        bool       `json:"syncs" doc:"It may be on several devices; otherwise it stays on the one that made it"`
	BackedUp     bool       `json:"backed_up" doc:"When it was used last, there was a copy of it elsewhere"`
	Transports   []string   `json:"transports" doc:"How its authenticator is reached: usb, nfc, ble, smart-card, hybrid, internal"`
	CreatedAt    time.Time  `json:"created_at"`
	LastUsedAt   *time.Time `json:"last_used_at,omitempty"`
}

// Held are the passkeys of an account, with what a browser needs to tell
// authenticators which are still good (WebAuthn Level 3 section 5.1.10).
type Held struct {
	Passkeys   []Passkey `json:"passkeys"`
	RPID       string    `json:"rp_id" doc:"Empty where this TaskFlow can't have passkeys"`
	UserHandle string    `json:"user_handle,omitempty"`
	Most       int       `json:"most" doc:"How many an account can have"`
}

type nothingIn struct{}

func (p *Passkeys) list(ctx context.Context, c *endpoint.Call, _ *nothingIn) (*Held, error) {
	rows, err := queries.New(c.Tx).List(ctx, c.Grant.User())
	if err != nil {
		return nil, fmt.Errorf("listing passkeys: %w", err)
	}
	handle, err := handleOf(ctx, c.Tx, c.Grant.User())
	if err != nil {
		return nil, err
	}
	held := &Held{Passkeys: make([]Passkey, len(rows)), UserHandle: base64url.EncodeToString(handle), Most: Most}
	if p.party != nil {
		held.RPID = p.party.id
	}
	for i, r := range rows {
		held.Passkeys[i] = shown(queries.GetRow(r))
	}
	return held, nil
}

// handleOf is what authenticators know the account by; none before its first passkey.
func handleOf(ctx context.Context, q db.Querier, user id.User) ([]byte, error) {
	handle, err := queries.New(q).HandleOf(ctx, user)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return nil, fmt.Errorf("looking for a handle: %w", err)
	}
	return handle, nil
}

func shown(r queries.GetRow) Passkey {
	return Passkey{
		ID: r.ID, Name: r.Name, CredentialID: base64url.EncodeToString(r.CredentialID), Syncs: r.BackupEligible, BackedUp: r.BackedUp,
		Transports: transportsOf(r.Transports), CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt,
	}
}

func transportsOf(text string) []string { return append([]string{}, strings.Fields(text)...) }

// known are the transports that are kept of what a browser says.
var known = []protocol.AuthenticatorTransport{
	protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal,
}

func kept(said []protocol.AuthenticatorTransport) string {
	var words []string
	for _, transport := range known {
		if slices.Contains(said, transport) {
			words = append(words, string(transport))
		}
	}
	return strings.Join(words, " ")
}
