// Package accounts owns who somebody is: the account, its address and its
// password's hash, and the way from a sign-up to a confirmed address.
//
// It promises that nobody learns from sign-up whether an address has an account:
// the answer, its size and the hashing are the same, and the rest goes by mail.
// An account has no password until its address is confirmed: each sign-up keeps
// its own password beside its own link, and what counts is the sign-up whose
// link is used. Whoever signs up with somebody else's address therefore leaves
// nothing behind when the owner of the address signs up and confirms, and can't
// keep the owner's link from being sent or from working: mails are counted by
// address and network (MailsPerHour), and only a sign-up from the same network
// replaces a link. MailsPerDay to an address is the bound over all networks:
// whoever commands ten of them can use it up for a day, and no more than that.
//
// The package doesn't know sessions and tokens. What must be true of an account
// while a session is made for it is checked and locked here (ConfirmPassword).
package accounts
