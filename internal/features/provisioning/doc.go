// Package provisioning owns what a workspace's identity provider says of who is in it
// (SCIM 2.0, RFC 7643 and RFC 7644), the tokens by which it says so, and what its groups stand for.
//
// A workspace's admin isn't the operator, and an account is everybody's who has it. So it
// promises that no SCIM request tells whether an address has an account elsewhere, reads
// or changes one, or brings anybody into a workspace who hasn't agreed: whom the provider
// names is invited, whether he has an account or not. Only for a domain that the operator
// has given to the workspace is somebody new made an account and a member at once. Who was
// taken out by the provider comes back by its word; who left by himself is asked again.
//
// It promises further that a token does nothing but this, in one workspace, until its
// last day; that nobody is made an owner, an owner's role is changed by nobody's groups,
// and an owner is taken out only where an owner has allowed it, and never the last; that
// whoever is taken out is out at his next request; and that all of it is in the audit log
// of the workspace, in the transaction of the change.
//
// The reading of what clients send is package scim's. The decisions are in docs/adr/0030.
package provisioning
