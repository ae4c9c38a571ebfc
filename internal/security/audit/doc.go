// Package audit writes who did what to what, and how it ended.
//
// An entry is part of the transaction of the change it tells of: no change
// without a trace, no trace without a change. Refusals are written by a
// transaction of their own, which outlives the refused request. Entries are
// never changed: PostgreSQL's app role may only INSERT and SELECT, SQLite has
// triggers. Details hold ids and names of fields, never secrets or addresses in clear.
package audit
