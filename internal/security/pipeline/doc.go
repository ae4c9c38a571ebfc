// Package pipeline walks every request along the one path: authenticate, rate
// limit, (validate,) begin, authorize, handle, audit, commit.
//
// It is the only place that begins a transaction for a request and the only
// one that asks for a decision. Handlers can't commit; what they refuse is
// rolled back, and what must outlive the refusal (Call.Keep, the entry of the
// audit log) is written by a transaction of its own before the answer goes out.
package pipeline
