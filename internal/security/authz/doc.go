// Package authz decides: Check(principal, action, resource, context).
//
// Roles, attributes and relationships meet in one decision by Cedar policies
// (policies/*.cedar). What they are decided on is read in the transaction of
// the request, so a decision is never stale. A Grant is the proof of a
// decision: stores demand one and take the tenant from it, and only this
// package can make one that is worth anything.
//
// Outsiders are told 404, insiders 403: who may not see a thing is not told
// that it exists.
package authz
