// Package board reads boards that were exported elsewhere into one neutral form.
//
// It owns the parsers of foreign files (Trello's board export; GitHub's issue lists and webhook payloads), the product's
// limits on imported text, and the Ledger: the written account of everything that didn't survive or was changed.
//
// It promises that hostile bytes give a problem that names a place and never repeats content, that a wrong-typed or
// missing part of one card costs that part and not the board, and that nothing is ever fetched: an address in a file
// stays text. What fits the limits comes out character for character.
//
// It knows no database, no workspace and no clock. Who a member is here, and what is stored, is decided by its caller.
package board
