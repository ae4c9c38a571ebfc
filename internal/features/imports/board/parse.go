package board

import (
	"context"

	"taskflow/internal/platform/problem"
)

// Parse reads a file of the named source. On error nothing of the board is returned; the error is a problem.Problem
// (or the context's cause) that may be shown to who uploaded the file.
func Parse(ctx context.Context, source Source, data []byte, limits Limits) (*Board, *Ledger, error) {
	switch source {
	case Trello:
		return ParseTrello(ctx, data, limits)
	case GitHub:
		return ParseGitHub(ctx, data, limits)
	}
	return nil, nil, problem.InvalidField("source", "is not one of trello, github")
}

// open does what every parser begins with.
func open(ctx context.Context, data []byte, limits Limits) (*reader, error) {
	limits = limits.withDefaults()
	l := &Ledger{Entries: []Entry{}, Totals: []Total{}, examples: limits.LedgerExamples}
	data, err := admit(data, limits, l)
	if err != nil {
		return nil, err
	}
	return newReader(ctx, data, limits, l), nil
}
