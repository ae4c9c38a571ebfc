// Package emailchange owns the way from one address of an account to another.
//
// It promises that nothing changes until a link sent to the present address and one sent
// to the new address have both been used: who has taken over a session, or a mailbox,
// can't take the account with it, and no mistyped address becomes anybody's. Asking needs a
// recent proof, and tells nothing of the new address: a job looks whose it is, and sends its
// owner a notice in place of the link. Links work for 15 minutes, once, and not after the
// password or the address was changed or the account disabled; opening one changes nothing
// before a page posts it. A new request replaces the one that waits.
//
// The link to the present address may also say that this wasn't its person: that ends the
// request and everything that is signed in, since whoever asked had shown a factor.
//
// Another address ends all sessions but the one that asked, all access tokens, and all links
// that went to the address before. What machines were given, and identities at providers,
// which are of a subject and not of an address, go on.
package emailchange
