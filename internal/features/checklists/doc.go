// Package checklists owns the small steps of a task: a line of text, done or not,
// in an order, perhaps under the name of one of several checklists.
//
// An item is reached through its task, and the task through its project. Whoever
// may change the task may change its checklist: the policies decide about the
// task itself.
package checklists
