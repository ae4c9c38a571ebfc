// Package invitations owns the links by which people come into a workspace.
//
// It promises that a link works once, for seven days, for the address it was
// sent to, and never gives a role above the inviter's own: neither when it is
// sent nor when it is used. Who was invited learns nothing about the workspace
// before, and the inviter nothing about who has an account.
package invitations
