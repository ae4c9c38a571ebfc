// Package scim reads what SCIM 2.0 clients send (RFC 7643, RFC 7644) and is the form of
// what they are answered. It knows no database and no workspace.
//
// The grammar of filters and paths is github.com/scim2/filter-parser's, behind limits on
// length and depth, since its time grows with both. Of what clients send much is kept by
// nobody here: an attribute of RFC 7643 that TaskFlow doesn't keep is taken and dropped,
// so that no client has to be told what to leave out; what no schema names is refused
// where it is the target of a change.
//
// It reads what Okta and Entra ID really send: operations in any letter case, values
// without a path whose members are paths, truth values as texts.
package scim
