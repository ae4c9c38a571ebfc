// Package auditlog shows a workspace's audit log to its owners and admins.
//
// It only reads: entries are written by the path of a request, and nobody can
// change or delete them. Entries that belong to no workspace, such as sign-ins,
// are not shown here.
package auditlog
