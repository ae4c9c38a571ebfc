// Package ratelimit decides how often one caller may do one kind of thing.
//
// It owns the named rate classes, the arithmetic (the generic cell rate
// algorithm), the two places where a bucket can live (this process, or a
// Valkey/Redis server shared by all nodes), and the RateLimit and Retry-After
// headers.
//
// It promises that a class is spent exactly: Burst takes pass at one instant,
// one more passes each Per/Burst, and never more than Burst + elapsed*rate in
// any span, whatever the schedule, the concurrency or the memory pressure.
// A Valkey server that is gone means local limits, never no limits.
//
// Backoff is the second thing it decides: how long whoever guesses a secret waits
// between two guesses, counted before the guess is looked at.
//
// It doesn't know HTTP routes, principals or who is trusted: callers bring the
// class and the key. Keys come from ids and AddressKey, never from a path, a
// verb or a header, so letter case and spelling can't open a new bucket.
package ratelimit
