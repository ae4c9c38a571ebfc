package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/jobs/queries"
)

// whileDue is how often to look again while the database is away or others hold what is due.
const whileDue = time.Second

// Run runs jobs until ctx ends, then waits for running handlers; those that
// outlast the grace are told to end. A database that is away is waited for.
func (q *Queue) Run(ctx context.Context) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	places := make(chan struct{}, q.options.Concurrent)
	var running sync.WaitGroup
	for ctx.Err() == nil {
		wait := q.fill(ctx, working, places, &running)
		q.sleep(ctx, wait)
	}
	grace := time.AfterFunc(q.options.Grace, stop)
	defer grace.Stop()
	running.Wait()
	return nil
}

// fill starts as many due jobs as there is room for and returns how long to
// wait before looking again, unless somebody wakes the worker.
func (q *Queue) fill(ctx, working context.Context, places chan struct{}, running *sync.WaitGroup) time.Duration {
	room := cap(places) - len(places)
	if room == 0 {
		return q.options.Poll // whoever ends wakes the worker
	}
	list, next, err := q.take(ctx, room)
	if err != nil {
		if ctx.Err() == nil {
			q.log.WarnContext(ctx, "looking for jobs failed", "error", err)
		}
		return whileDue
	}
	for _, c := range list {
		places <- struct{}{}
		running.Go(func() {
			defer q.Wake()
			defer func() { <-places }()
			q.run(working, c)
		})
	}
	return next
}

// take claims up to most jobs. It writes only when something is due.
func (q *Queue) take(ctx context.Context, most int) (list []claimed, next time.Duration, err error) {
	next, err = q.untilDue(ctx)
	if err != nil || next > 0 {
		return nil, next, err
	}
	now := q.clock.Now()
	err = q.db.Update(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		list, err = claim(ctx, tx, now, now.Add(q.options.lease()), most)
		return err
	})
	return list, whileDue, err
}

// untilDue returns how long nothing is due, at most the polling interval.
func (q *Queue) untilDue(ctx context.Context) (time.Duration, error) {
	wait := q.options.Poll
	err := q.db.View(ctx, db.Scope{}, func(tx *db.Tx) error {
		at, err := queries.New(tx.Last()).NextDue(ctx)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		if err == nil {
			wait = max(0, min(wait, at.Sub(q.clock.Now())))
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("looking for the next job: %w", err)
	}
	return wait, nil
}

func (q *Queue) sleep(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-timer.C:
	}
}

// Drain runs what is due now, one after the other, until nothing is, and
// returns how many it ran. It is for tests and for commands that end.
func (q *Queue) Drain(ctx context.Context) (n int, err error) {
	for {
		list, _, err := q.take(ctx, 1)
		if err != nil || len(list) == 0 {
			return n, err
		}
		q.run(ctx, list[0])
		n++
	}
}
