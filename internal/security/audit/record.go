package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit/queries"
)

// Outcome is how what an entry tells of has ended.
type Outcome string

// The outcomes. An entry starts as Failed.
const (
	Failed  Outcome = "failed"
	Success Outcome = "success"
	Denial  Outcome = "denied"
)

// Installation stands for the workspace in entries that belong to none, such
// as sign-ins. No workspace has this id.
var Installation = id.Workspace{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80}

// Entry is one line of the log.
type Entry struct {
	Workspace id.Workspace
	At        time.Time
	Name      string
	Outcome   Outcome
	Reason    string // a problem's code; empty on success
	Actor     id.User
	Session   id.Session
	Target    string // the id of what it was done to, as it is shown
	Request   id.Request
	Address   netip.Addr
	UserAgent string
	Details   map[string]string
}

// Log writes entries. Its key hides client addresses from readers while the
// same address still looks the same.
type Log struct{ key []byte }

// NewLog returns a Log with a key of at least 32 bytes.
func NewLog(key []byte) *Log { return &Log{key: key} }

// Write adds an entry to the transaction behind q.
func (l *Log) Write(ctx context.Context, q db.Querier, e Entry) error {
	details := "{}"
	if len(e.Details) > 0 {
		text, err := json.Marshal(e.Details)
		if err != nil {
			return fmt.Errorf("writing audit details: %w", err)
		}
		details = string(text)
	}
	if e.Workspace.IsZero() {
		e.Workspace = Installation
	}
	return queries.New(q).Record(ctx, queries.RecordParams{
		WorkspaceID: e.Workspace, ID: id.New[id.Audit](), At: e.At, Name: e.Name, Outcome: string(e.Outcome), Reason: e.Reason,
		ActorID: e.Actor, SessionID: e.Session, Target: e.Target, RequestID: e.Request,
		Address: l.Pseudonym(e.Address), UserAgent: e.UserAgent, Details: details,
	})
}

// Pseudonym is the same for the same address, and tells nobody without the key
// which one it is.
func (l *Log) Pseudonym(address netip.Addr) string {
	if !address.IsValid() {
		return ""
	}
	raw := address.As16()
	return l.PseudonymOf(string(raw[:]))
}

// PseudonymOf is Pseudonym for text, such as an e-mail address in its canonical form.
func (l *Log) PseudonymOf(text string) string {
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}
