// Package protocol reads and writes what SAML 2.0 says: requests, responses and
// metadata of the Web Browser SSO Profile, as a service provider.
//
// It promises that nothing is read of a response but what stands in an element whose
// signature was verified with a certificate that was given beforehand, that what is
// read is the very text that was signed, and that a document with anything in it that
// needs no place in SAML (a DTD, a comment, a processing instruction, an id twice, a
// second assertion) isn't looked at any further.
//
// It knows no database, no clock and no people.
package protocol
