// Package apikeys owns the keys that people make for their scripts.
//
// A key acts as its person, within its scope, in one workspace, perhaps in some of its
// projects and from some networks only, until a day that is set when it is made. It is
// a row of sessions whose id is the key's: authz.Stand and all that ends a person's
// sessions cover it without knowing of keys. Leaving the workspace deletes it by a
// cascade. What the person may do is decided anew at each request, so a key can never
// do more than its person at that moment.
//
// It promises that the secret is shown once and stored as a hash, that a key is made
// only by somebody who has just proven who he is and satisfies the workspace's policy,
// and that no key makes, lists or ends credentials. A changed password ends sign-ins and
// leaves keys: they weren't made from it (docs/adr/0020).
//
// What a key is bound to, authn remembers and authz holds each request against.
package apikeys
