// Package tasks owns the tasks of a workspace: their fields, their labels, and
// their place in the columns of a board.
//
// A task is reached through its project: who doesn't reach a private project
// finds none of its tasks, neither one by one nor in lists and searches. Moving
// a task writes that task alone; only where no rank fits any more are a few
// neighbours spread. Text is kept exactly as it came, but for the white space
// around titles.
//
// The package doesn't know who may do what (policies do), how columns are made,
// or who is told of what happened: it emits events in its transactions.
package tasks
