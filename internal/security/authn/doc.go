// Package authn turns a request's credential into a Principal.
//
// What a credential says (whose it is, which session it belongs to) never
// changes and is remembered; whether it still holds is never remembered, but
// read in the transaction of every request (authz.Standing). So a hit costs no
// database work and a revoked credential is refused at once, on every node.
//
// Access tokens are JWTs by RFC 9068 (typ at+jwt); browser sessions are a __Host-
// cookie whose hash is stored, and so is an API key, which is a session of its own with
// what it is bound to beside it. A signing key is for one algorithm: ES256, or what
// the operator chose. The next one is published before it signs, the one before is
// believed until its last token has ended, and a revoked one isn't from its revocation on.
package authn
