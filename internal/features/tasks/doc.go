// Package tasks owns the tasks of a workspace: their fields, their labels, and
// their place in the columns of a board.
//
// A task is reached through its project: who doesn't reach a private project
// finds none of its tasks, neither one by one nor in lists and searches. Moving
// a task writes that task alone; only where no rank fits any more are a few
// neighbours spread. Text is kept exactly as it came, but for the white space
// around titles.
//
// A subtask is a task with a parent of its project, five levels deep at most. Its
// rank is its place among its siblings, and a board shows only how many a card
// has. Where a task goes, to another project, to the trash and back, there goes
// what is below it. A task in the trash isn't there for anybody, except to be
// restored within 30 days or to be removed for good: every statement says so.
//
// Completing a task that repeats makes the next one, with all that belongs to it, and
// passes the repetition on; reopening it takes that back while nobody has touched it.
//
// The package doesn't know who may do what (policies do), how columns are made,
// or who is told of what happened: it emits events in its transactions.
package tasks
