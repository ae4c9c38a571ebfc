package db_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
)

// shears cut connections at the n-th time that either side says something, in the
// middle of what it says.
type shears struct {
	mu   sync.Mutex
	left int // how often something may still be said; negative is without end
	cut  bool
	open map[net.Conn]bool
}

func (s *shears) carry(client, server net.Conn) {
	s.mu.Lock()
	s.open[client] = true
	s.mu.Unlock()
	relay(client, server, func(from io.Reader, _ string) io.Reader { return said{from, s} })
}

// after cuts after so many words; it tells whether the former cut was made.
func (s *shears) after(words int) (made bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	made, s.cut, s.left = s.cut, false, words
	return made
}

// all ends every connection.
func (s *shears) all() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.Close()
	}
	clear(s.open)
}

// pass is how many of n bytes may be handed on.
func (s *shears) pass(n int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == 0 {
		s.cut = true
		return n / 2, io.EOF
	}
	s.left--
	return n, nil
}

type said struct {
	io.Reader
	shears *shears
}

func (r said) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil {
		return n, err
	}
	return r.shears.pass(n)
}

// TestAConnectionThatBreaksAnywhere: while it is made or used, at whatever byte, whoever
// asked is told to come again, and the next one has another connection.
func TestAConnectionThatBreaksAnywhere(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t, postgres(t))
	config.MaxConns = 2
	shears := &shears{left: -1, open: map[net.Conn]bool{}}
	between(t, &config, shears.carry)
	d := openThings(t, config)
	var got []int64
	ctx := t.Context()
	for name, run := range map[string]func() error{
		"Snapshot": func() error { return d.Snapshot(ctx, db.Scope{}, counting(1, &got), counting(2, &got)) },
		"View": func() error {
			return d.View(ctx, db.Scope{}, func(tx *db.Tx) error {
				return errors.Join(tx.QueryRow(ctx, countSQL).Scan(new(int64)), tx.Last().QueryRow(ctx, countSQL).Scan(new(int64)))
			})
		},
		"Update": func() error {
			return d.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
				if err := tx.Together(ctx, counting(1, &got)); err != nil {
					return err
				}
				return put(ctx, tx, newThing("x"))
			})
		},
	} {
		for _, cold := range []bool{true, false} {
			cuts := 0
			for words := 0; ; words++ {
				restore(t, shears, run)
				if cold {
					shears.all()
					_ = run() // finds out
				}
				shears.after(words)
				err := run()
				if !away(err) {
					t.Errorf("%s, cold %v, cut after %d: %v", name, cold, words, err)
				}
				if !shears.after(-1) {
					break
				}
				cuts++
			}
			if cuts < 3 || (cold && cuts < 6) {
				t.Errorf("%s, cold %v: only %d cuts", name, cold, cuts)
			}
		}
	}
}

// restore goes on until a request succeeds.
func restore(t *testing.T, s *shears, run func() error) {
	t.Helper()
	s.after(-1)
	var err error
	for range 10 {
		if err = run(); err == nil {
			return
		}
	}
	t.Fatalf("it doesn't come back: %v", err)
}

func away(err error) bool {
	var known *problem.Problem
	return err == nil || errors.As(err, &known) && known.Code == problem.CodeUnavailable
}
