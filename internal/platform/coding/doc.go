// Package coding chooses among the content codings of an answer (RFC 9110,
// sections 8.4.1 and 12.5.3). It compresses nothing itself.
package coding
