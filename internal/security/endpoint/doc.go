// Package endpoint holds the value that says everything about an endpoint.
//
// Routes, the OpenAPI document, the permission table, rate limits, audit
// entries, log fields and the authorization tests are all made from these
// values, so none of them can drift. What nobody decided is refused when the
// program starts, with all reasons at once.
//
// An endpoint is one of three shapes: Handle (reads or changes, in a
// transaction that the pipeline begins and ends), Show (answers from the row
// that was decided about and from what Ask found beside it: one round trip),
// Stream and nothing else. GET and HEAD read and can't change anything: the
// database refuses.
package endpoint
