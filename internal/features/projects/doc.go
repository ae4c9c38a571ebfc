// Package projects owns projects, who reaches the private ones, and the columns
// of their boards.
//
// It promises: a private project is seen by its own members and by nobody else,
// whatever their role, in lists too; whoever makes a project or makes it private
// is one of its members; a private project never loses its last member by hand;
// a project has at most 250 columns, always in one order.
//
// Find and Facts are what features below (tasks) decide with. The package
// doesn't know what tasks are: it only refuses to delete a column that has some.
package projects
