// Package rank gives things that people put in order a place between any two
// others, so that moving one writes one row and no neighbour.
//
// Ranks are compared byte by byte and are bounded in length. The package
// doesn't know what is ordered: tasks in a column, columns of a board, items of
// a checklist.
package rank
