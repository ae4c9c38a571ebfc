// Package serviceaccounts owns the members of a workspace that are machines, and the
// one grant by which they get tokens (RFC 6749 section 4.4).
//
// A service account is an account that belongs to a workspace and goes with it. It has
// no address, no password and no factor, so no door opens for it; its rights are its
// role's, within the permissions that an admin has listed for it, and never an owner's.
// It proves itself with a secret, of which it may have several, so that one is replaced
// without a gap. A secret is a row of sessions and the session of every token that was
// got by it: what ends the secret ends the tokens at the next request.
//
// It promises that secrets are shown once and stored as hashes; that an unknown client,
// a wrong secret, one that has ended and a disabled account get the same answer for the
// same work; and that no token lives longer than its secret or 15 minutes.
package serviceaccounts
