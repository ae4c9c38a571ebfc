// Package clientcredentials gets access tokens for TaskFlow's own calls to others, by the
// client credentials grant (RFC 6749 section 4.4), and keeps them while they are good.
//
// It promises that callers at once share one request, and that its end is bounded by the
// HTTP client's; that a token is replaced before it ends, a little earlier or later each
// time, while callers go on with the old one; that a failure is remembered for a moment,
// so that a token server in trouble isn't asked by every call; and that neither the secret
// nor anything that the server wrote gets into an error.
//
// It trusts nothing in an answer: its size, type, form and times are looked at.
package clientcredentials
