package activity

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// follower is one open stream.
type follower struct {
	*Activity
	call      *endpoint.Call
	workspace id.Workspace
	out       *wire
	place     events.Place
	// waits counts the readings in a row in which something was held back.
	waits int
}

var errTurn = errors.New("no turn to read the database")

// check authorizes the stream again and reads in the same snapshot.
func (f *follower) check(ctx context.Context, loader db.Loader) error {
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	select {
	case f.turns <- struct{}{}:
		defer func() { <-f.turns }()
	case <-ctx.Done():
		return problem.Unavailable(errTurn, time.Second)
	}
	return f.call.Reauthorize(ctx, loader)
}

// open finds out where to begin and begins the answer. A mark that isn't ours,
// is too old or comes from another life of the database leads to a reset.
func (f *follower) open(ctx context.Context, mark string) error {
	var head events.Place
	err := f.check(ctx, func(ctx context.Context, q db.Querier) (err error) {
		head, err = f.reader.Head(ctx, q, f.call.Now)
		return err
	})
	if err != nil {
		return err
	}
	f.place = head
	if mark == "" {
		return f.out.open(f.place, false)
	}
	from, err := f.marks.Read(f.workspace, mark)
	if err != nil || from.Gone(f.call.Now) || from.Compare(head) > 0 {
		return f.out.open(f.place, true)
	}
	f.place = from
	return f.out.open(f.place, false)
}

// advance sends what came next, and says when to look again at the latest.
func (f *follower) advance(ctx context.Context) (time.Duration, error) {
	var batch events.Batch
	var seen sight
	err := f.check(ctx, func(ctx context.Context, q db.Querier) (err error) {
		if batch, err = f.reader.After(ctx, q, f.workspace, f.place, batchSize); err != nil {
			return err
		}
		seen, err = f.look(ctx, q, batch.Events)
		return err
	})
	if err != nil {
		return 0, err
	}
	if err := f.send(batch, seen); err != nil {
		return 0, err
	}
	return f.pause(batch), nil
}

// pause is how long the stream may rest after a batch. What is held back is
// looked for soon, but not for ever: the transaction may be somebody else's.
func (f *follower) pause(b events.Batch) time.Duration {
	switch {
	case b.Full:
		f.waits = 0
		return 0
	case b.HeldBack:
		f.waits = min(f.waits+1, 10)
		return min(time.Millisecond<<f.waits, recheck)
	}
	f.waits = 0
	return recheck
}

// send sends the events that may be seen, and moves on over all of them.
func (f *follower) send(b events.Batch, seen sight) error {
	for _, e := range b.Events {
		f.place = e.Place
		if !seen.shows(e) {
			continue
		}
		if err := f.out.event(e); err != nil {
			return err
		}
	}
	if !b.Full && !b.HeldBack {
		f.place = f.place.AsOf(f.call.Now)
	}
	return f.out.flush()
}
