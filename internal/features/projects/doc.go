// Package projects owns projects, who reaches the private ones, and the columns
// of their boards.
//
// It promises: a private project is seen by its own members and by nobody else,
// whatever their role, in lists too; whoever makes a project or makes it private
// is one of its members, and everybody may leave; a private project never loses
// by hand its last member, or the last who may manage it; a project has at most
// 250 columns, always in one order. Whoever waited for others to change the same
// project is decided about when his turn has come.
//
// Streams are told project.hidden and project.deleted, with nothing but the id,
// if they could see the project until then, and project.shown when they begin to.
//
// Find and Facts are what features below (tasks) decide with. The package
// doesn't know what tasks are: a column that is deleted has none, or hands them
// over to another one.
package projects
