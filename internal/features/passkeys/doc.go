// Package passkeys owns passkeys (WebAuthn Level 3): discoverable credentials with
// user verification, as the only proof of a sign-in, as its second factor and as a
// step-up.
//
// It promises that a challenge is good for one answer, for five minutes and for what
// it was asked for; that the origin and the RP ID are exactly those of the configured
// base URL; that whoever signs in by passkey named the account by its random handle;
// and that an account keeps its last way in. A signature counter that goes back is
// told and locks nobody out. Each change is told by mail.
//
// It doesn't know sessions: it ends in sessions.SignIn like every other door.
package passkeys
