package sessions

import (
	"context"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/endpoint"
)

// Proof is what somebody has shown at one of the doors: a password, a passkey, a
// link from a mail, a provider's word.
type Proof struct {
	// Account is active and locked by the transaction.
	Account accounts.Confirmed
	Ways    authn.Ways
	// Client is browser or token, Scope what a token is limited to.
	Client string
	Scope  authn.Scope
	// Fresh: a provider says that its person was asked just now.
	Fresh bool
	// From is the provider's session that vouches for the person; zero for none.
	From ProviderSession
	// Bound is the one workspace that the session reaches, where only that workspace
	// believes who vouches for the person; zero for none.
	Bound id.Workspace
	// Ends is when the session ends at the latest; zero for no other time than ours.
	Ends time.Time
}

// ProviderSession is a session at an identity provider. When it ends there, what came
// from it ends here.
type ProviderSession struct {
	Provider string
	Subject  string
	Session  string // the provider's sid; empty where it names none
}

// ends is when a session of the proof that begins now ends.
func (p Proof) ends(now time.Time) time.Time {
	latest := now.Add(authn.AbsoluteLife)
	if !p.Ends.IsZero() && p.Ends.Before(latest) {
		return p.Ends
	}
	return latest
}

// counts tells whether the proof is one that a step-up may ask for.
func (p Proof) counts() bool {
	return p.Fresh || p.Ways.Has(authn.ByPassword, authn.ByTOTP, authn.ByRecoveryCode, authn.ByPasskey)
}

// SignIn is the end of every door: it opens a session, or asks for the second
// factor that the account has. No door leads around it.
func (s *Sessions) SignIn(ctx context.Context, c *endpoint.Call, p Proof) (*SignedIn, error) {
	c.Actor(p.Account.ID)
	c.Touched(p.Account.ID.String())
	c.Detail("ways", p.Ways.String())
	if p.Ways.Multiple() {
		return s.open(ctx, c, p)
	}
	methods, err := s.methodsOf(ctx, c.Tx, p.Account.ID)
	if err != nil {
		return nil, err
	}
	if len(methods) > 0 {
		return putOff(ctx, c, p, methods)
	}
	return s.open(ctx, c, p)
}
