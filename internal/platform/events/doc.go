// Package events keeps what happened in a workspace, in the order it was
// committed, and wakes those who wait for it.
//
// An event is written in the transaction of the change it tells of. A Reader
// asks for what came after a Place and never misses an event that was committed
// late, nor gives one twice. A Relay tells other nodes that there is something
// to read; what it loses costs time and never an event. Events are kept for
// Kept and then forgotten.
//
// The package doesn't know who may see an event: readers ask that.
package events
