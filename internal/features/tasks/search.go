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
	if l.engine == db.SQLite {
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
	q.matchingLite(l.in.WorkspaceID, words)
	q.reach(l.in.WorkspaceID, l.user, l.in.Project)
	if err := l.in.filter(q, l.user, l.now); err != nil {
		return nil, err
	}
	q.newestLite(before, l.in.Fetch())
	return q.ask(ctx, l, l.in.Fetch())
}

// planOnce travels with the question: planning it anew would take longer than
// answering it, and its steps are right for rare words and for common ones.
const planOnce = "-- name: PlanOnce :exec\nSELECT set_config('plan_cache_mode', 'force_generic_plan', true)"

// searchPostgres looks through a few of the newest tasks and, when hardly any
// match, asks the index of words. Where some do, the word is common: a second
// look goes further back, because the index would find a great part of all tasks.
func (l lister) searchPostgres(ctx context.Context, words []string) ([]found, error) {
	const common = 2
	list, err := l.lookPostgres(ctx, words, look{through: "100", enough: common})
	if err != nil || len(list) == 0 || list[0].number < common || list[0].number >= l.in.Fetch() {
		return list, err
	}
	return l.lookPostgres(ctx, words, look{through: "2000", enough: l.in.Fetch()})
}

func (l lister) lookPostgres(ctx context.Context, words []string, how look) ([]found, error) {
	before := id.Highest[id.Task]()
	if l.from != nil {
		before = l.from.ID
	}
	if _, err := l.Exec(ctx, planOnce); err != nil {
		return nil, err
	}
	q := &listQuery{}
	err := q.matching(how, l.in.WorkspaceID, l.user, words, before, l.in.Fetch(), func() error { return l.in.filter(q, l.user, l.now) })
	if err != nil {
		return nil, err
	}
	return q.ask(ctx, l, l.in.Fetch())
}
