// Package workspaces owns the tenant itself: its name and its settings.
//
// Whoever makes a workspace is its first owner. Only owners change it; it is
// seen by its members. The package doesn't know what is inside a workspace:
// that goes with it by ON DELETE CASCADE.
package workspaces
