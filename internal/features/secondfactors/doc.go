// Package secondfactors owns authenticator apps (TOTP, RFC 6238) and recovery codes.
//
// It promises that the code of a time step works once, that a recovery code works
// once, that neither is stored so that a copy of the database could be used to sign
// in (the secret is sealed with the master key, codes of 130 random bits are hashed),
// and that recovery codes are shown once. Each change of them is told by mail.
//
// It doesn't know how a sign-in waits for them: it gives sessions what it needs to ask.
package secondfactors
