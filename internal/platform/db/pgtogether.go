package db

import (
	"context"
	"errors"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// together lets each loader run until it asks its first question, sends all
// those questions in one batch, hands out the answers, and so on until every
// loader has ended. Only one of them runs at any time.
func (s *pgSession) together(loaders []Loader) error {
	strands := make([]*strand, len(loaders))
	for i, load := range loaders {
		strands[i] = s.begin(load)
		defer strands[i].stop()
	}
	for _, t := range strands {
		t.advance()
	}
	for {
		waiting, questions, err := asking(strands)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if err := s.answer(waiting, questions); err != nil {
			return err
		}
	}
}

// asking returns the loaders that wait for an answer and what they ask.
func asking(strands []*strand) (waiting []*strand, questions []held, err error) {
	for _, t := range strands {
		if t.err != nil {
			return nil, nil, t.err
		}
		if t.question != nil {
			waiting = append(waiting, t)
			questions = append(questions, *t.question)
		}
	}
	return waiting, questions, nil
}

func (s *pgSession) answer(waiting []*strand, questions []held) error {
	results, err := s.send(questions...)
	if err != nil {
		return err
	}
	for _, t := range waiting {
		t.question = nil
		t.rows, t.rowsErr = results.Query()
		rows := t.rows
		t.advance()
		if rows != nil {
			rows.Close()
		}
	}
	return s.keep(results.Close())
}

// strand is one loader of Together, stopped wherever it asks something.
type strand struct {
	session  *pgSession
	next     func() (struct{}, bool)
	stop     func()
	yield    func(struct{}) bool
	question *held
	rows     pgx.Rows
	rowsErr  error
	err      error
}

var errStopped = errors.New("a question beside this one failed")

func (s *pgSession) begin(load Loader) *strand {
	t := &strand{session: s}
	t.next, t.stop = iter.Pull(func(yield func(struct{}) bool) {
		t.yield = yield
		t.err = load(s.ctx, t)
	})
	return t
}

func (t *strand) advance() { t.next() }

// Exec is as in pgSession; a strand asks no statement for its number of rows.
func (t *strand) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if needsAnswer(sql) {
		return pgconn.CommandTag{}, errLoaderWrites
	}
	return t.session.Exec(ctx, sql, args...)
}

// Query stops the loader until the answers of this round are there.
func (t *strand) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := t.session.check(sql); err != nil {
		return nil, err
	}
	t.question = &held{sql: sql, args: args}
	if !t.yield(struct{}{}) {
		return nil, errStopped
	}
	return t.rows, t.rowsErr
}

// QueryRow asks for one row.
func (t *strand) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return queryRow(ctx, t, sql, args)
}
