// Package mail owns what leaves as e-mail, and what counts as an e-mail address.
//
// It promises that user text stays text: no name, subject or body can add a header, a
// recipient or a part. Links stand unbroken and readable in the raw message, so that
// token=… is found by people and by the simplest tools.
//
// Addresses are ASCII dot-atoms at a host name (RFC 5321 §4.1.2 without quoted local
// parts, comments and address literals). Two addresses that look alike therefore are
// alike, and Canonical gives the one form under which an account is unique.
//
// It doesn't know why a mail is sent, and doesn't retry.
package mail
