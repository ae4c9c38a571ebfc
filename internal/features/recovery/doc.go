// Package recovery owns the links that somebody asks to be mailed: to set another
// password, and to sign in without one.
//
// It promises that asking tells nothing of an account: the request only queues what
// was asked, and a job looks whether there is anybody. A link works for 15 minutes,
// once, and not after the password was changed or the account disabled; opening it
// changes nothing before a page posts it. Strangers who ask for somebody's links use
// up their own allowance: links are counted by account and network (LinksPerHour), and
// LinksPerDay bounds them over all networks.
//
// Another password ends all sessions and refresh families of the account, and signs
// nobody in: whoever set it signs in with it, and with the second factor if there is
// one. A link signs in through sessions.SignIn, so it never stands for a second factor.
// An account without a password gets none by mail: a mailbox must not become a way into
// an account that was only ever opened by a provider or a passkey.
package recovery
