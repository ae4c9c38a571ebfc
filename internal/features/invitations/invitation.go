package invitations

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/secret"
	"taskflow/internal/security/authz"
)

// Life is how long an invitation holds.
const Life = 7 * 24 * time.Hour

// Invitation is one that is open, as those who manage members see it.
type Invitation struct {
	ID        id.Invitation `json:"id"`
	Email     string        `json:"email"`
	Role      authz.Role    `json:"role" enum:"owner,admin,member,guest"`
	InvitedBy id.User       `json:"invited_by"`
	CreatedAt time.Time     `json:"created_at"`
	ExpiresAt time.Time     `json:"expires_at"`
	Version   int64         `json:"version"`
}

// EntityVersion makes the version the ETag.
func (i Invitation) EntityVersion() int64 { return i.Version }

// Deps are what invitations need of the installation.
type Deps struct {
	// Mail has a mail sent once the transaction is durable.
	Mail    func(ctx context.Context, q db.Querier, m mail.Message) error
	BaseURL string
	// Arrive is told who has accepted, and says what a provider that awaits him has said; nil for none.
	Arrive func(ctx context.Context, q db.Querier, a Arrival) (Awaiting, error)
}

// Arrival is somebody who comes into a workspace under an address.
type Arrival struct {
	Workspace id.Workspace
	User      id.User
	EmailKey  string
	At        time.Time
}

// Awaiting is what a provider has said of somebody who arrives: the role that he is to have
// now, and who has invited him for it. Zero is nobody.
type Awaiting struct {
	Role    authz.Role
	Inviter id.User
}

// Invitations is the feature.
type Invitations struct{ Deps }

// New returns the feature.
func New(d Deps) *Invitations { return &Invitations{d} }

var (
	errAbove = errors.New("a role above one's own")
	// errVoid is the same for a link that is unknown, used, revoked, expired,
	// or whose inviter may no longer invite.
	errVoid = problem.Gone("This invitation does not work any more. Ask for a new one.")
)

// letter holds nothing that anybody wrote: a workspace's name in a mail to a
// stranger is a place for a stranger's words.
func (f *Invitations) letter(to string, plain secret.Secret) mail.Message {
	return mail.Message{
		To: mail.Address{Email: to}, Kind: "invitation", Subject: "You are invited to a TaskFlow workspace",
		Text: "Somebody invites you to work together on TaskFlow.\n\n" +
			"Sign in or sign up with this address, then open this link within 7 days; it works once:\n\n" +
			f.BaseURL + "/invite?token=" + plain.Reveal() + "\n\n" +
			"If you don't know what this is about, do nothing.\n",
	}
}
