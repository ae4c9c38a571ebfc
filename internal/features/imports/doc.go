// Package imports brings boards of other products into a workspace, and takes
// them out again.
//
// It promises: an import is one transaction, so a board is here whole or not at
// all; a dry run does everything but write; the ledger names what didn't
// survive; the same file twice is the same import, and a later export of the
// same board adds what is new and overwrites nothing; an undo removes what the
// import made and nobody has changed since, and says what it kept. Nobody is
// written to: who could be invited stands in the ledger. Whose name stands in
// a comment didn't sign in to write it here, so imported comments have an
// author's name and no author.
//
// The package writes the tables of projects, tasks, labels, checklists and
// comments itself. Those features offer one thing a request, each with its own
// decision, event and answer; an import is thousands of rows in one
// transaction under one decision, one event and one audit entry. What holds for
// a row (limits, order, a label's key) must therefore be the same here and
// there. Package board owns the foreign formats and knows no database.
package imports
