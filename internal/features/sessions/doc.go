// Package sessions owns signing in and out: browser sessions behind a cookie,
// and families of refresh tokens for API clients.
//
// It promises that wrong passwords, unknown, unconfirmed and disabled accounts
// get the same answer for the same work; that a session is made only while the
// password that was verified outside the transaction is still the account's;
// that a refresh token works once, and that using it again ends its whole family
// although the request fails (RFC 9700 section 4.14.2); that signing in ends the
// session whose cookie came along, and changing the password all sessions.
// Cookies and tokens are stored as hashes only.
//
// Whether a session still stands is asked by authz in every request, so ending
// one here ends it everywhere at once. The package doesn't know workspaces.
package sessions
