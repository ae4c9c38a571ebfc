// Package identities owns whom identity providers know as which person, and signing in by
// their word: OpenID Connect now, in tables that know their kind.
//
// It promises that a provider's answer counts once, in the browser that asked, for the
// provider and the purpose that were asked for: state, nonce and the PKCE verifier come
// from one secret that only the browser's cookie holds, and of which the database has a
// hash. Somebody is who a provider calls by a subject, never who has an address: an address
// that has an account already is connected by signing in to it. No account is made where
// the operator, or the sign-up policy, admits none. Every way ends in sessions.SignIn.
//
// A provider may be slow, huge, wrong or gone: each exchange with it is bounded by
// platform/egress, no transaction is open meanwhile, and passwords work on.
//
// The package keeps no tokens of providers. It doesn't know what else signs people in.
package identities
