// Package saml owns the identity providers that workspaces bring themselves, and signing in
// by their word: SAML 2.0, the Web Browser SSO Profile, begun here.
//
// It promises that what a workspace's provider says opens that workspace and nothing else:
// the sign-in is bound to it (authn.Binding), and neither the account behind it nor another
// workspace can be reached. Somebody is who the provider calls by a lasting name, never who
// has an address. A provider's answer counts once, for the request that was made, in the
// browser that made it: the answer comes by a form of another site, without cookies, so
// what it said is sealed until that browser fetches it. When the provider goes, so does
// every sign-in that it has opened.
//
// It promises as well that a workspace can ask its members to come in by the provider and by
// nothing else, which authz holds every request against; and that this shuts out no owner,
// not who asks for it, and nobody once the provider is gone.
//
// What SAML is, package protocol knows. This one doesn't know what else signs people in.
package saml
