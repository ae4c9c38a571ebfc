// Package comments owns what people write about a task.
//
// A comment is reached through its task, and the task through its project: by
// the path of another task it doesn't exist. Its text is kept exactly as it
// came. Only its author changes it; its author or an admin deletes it. Guests
// read. Comments that were imported may have an author without an account.
package comments
