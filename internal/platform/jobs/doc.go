// Package jobs does what must happen after a COMMIT and because of it, such as
// sending a mail: the transactional outbox.
//
// It promises: a job enqueued in a transaction exists exactly when that
// transaction does; it is run at least once, and by one node at a time; a crash
// between claim and completion has it run again once its lease is over; one
// that keeps failing is kept, with its last error, and no longer tried.
// Payloads are sealed with the master key and bound to their row, since a mail
// may hold a link that signs somebody in.
//
// Handlers must bear being run twice and must return when their context ends:
// the lease outlasts that end by Margin, which also bounds how far the clocks
// of two nodes may be apart. While nothing is due, the package only reads.
package jobs
