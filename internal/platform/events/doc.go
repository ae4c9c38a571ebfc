// Package events keeps what happened in a workspace, in the order it was
// committed, and wakes those who wait for it.
//
// An event is written in the transaction of the change it tells of. A reader
// asks for what came after a position and never misses one that was committed
// late. The package doesn't know who may see an event: readers ask that.
package events
