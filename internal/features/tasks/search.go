package tasks

import (
	"context"
	"math"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
)

// search finds the tasks that hold all the words, from the newest on. It is the
// one question that has a body for each engine.
func (l lister) search(ctx context.Context, words []string) ([]found, error) {
	if l.Tx.Engine() == db.SQLite {
		return l.searchLite(ctx, words)
	}
	return l.searchPostgres(ctx, words)
}

func (l lister) searchLite(ctx context.Context, words []string) ([]found, error) {
	before := int64(math.MaxInt64)
	if l.from != nil {
		before = l.from.Number
	}
	q := &listQuery{}
	q.matchingLite(l.Grant.Workspace(), words)
	if err := l.narrow(q); err != nil {
		return nil, err
	}
	q.newestLite(before, l.in.Fetch())
	return q.ask(ctx, l.Tx.Last())
}

// planAnew travels with the first question. A plan that is kept for any words
// can't know that these are rare, and reads the whole workspace.
const planAnew = "-- name: PlanAnew :exec\nSET LOCAL plan_cache_mode = force_custom_plan"

// searchPostgres looks through the newest tasks, which a common word doesn't
// outlast, and then asks the index of words, which a rare one needs.
func (l lister) searchPostgres(ctx context.Context, words []string) ([]found, error) {
	before := id.Highest[id.Task]()
	if l.from != nil {
		before = l.from.ID
	}
	if _, err := l.Tx.Exec(ctx, planAnew); err != nil {
		return nil, err
	}
	newest := &listQuery{}
	newest.newestMatching(l.Grant.Workspace(), words, before)
	if err := l.narrow(newest); err != nil {
		return nil, err
	}
	newest.newestPostgres(before, l.in.Fetch())
	list, err := newest.ask(ctx, l.Tx)
	if err != nil || int64(len(list)) == l.in.Fetch() {
		return list, err
	}
	q := &listQuery{}
	q.matchingPostgres(l.Grant.Workspace(), words)
	if err := l.narrow(q); err != nil {
		return nil, err
	}
	q.newestPostgres(before, l.in.Fetch())
	return q.ask(ctx, l.Tx.Last())
}

// narrow adds whom the search is for and what else it asks.
func (l lister) narrow(q *listQuery) error {
	q.reach(l.Grant.Workspace(), l.Grant.User(), l.in.Project)
	return l.in.filter(q, l.Grant.User(), l.Now)
}
