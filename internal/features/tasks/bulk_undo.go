package tasks

import (
	"context"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// result reads the tasks as they are now, and says what would take it all back.
func (b *bulk) result(ctx context.Context) (*BulkResult, error) {
	before := make([]*queries.AnywhereRow, 0, len(b.list)+len(b.followers))
	listed := map[id.Task]bool{}
	for i := range b.list {
		before = append(before, &b.list[i].before)
		listed[b.list[i].ID] = true
	}
	for i := range b.followers {
		if f := &b.followers[i]; !listed[f.ID] {
			before = append(before, f)
			listed[f.ID] = true
		}
	}
	now, err := b.present(ctx, before)
	if err != nil {
		return nil, err
	}
	out := &BulkResult{Tasks: []*Task{}}
	for i := range b.list {
		if now[i].DeletedAt == nil {
			row := known(&now[i])
			out.Tasks = append(out.Tasks, shown(&row))
		}
	}
	var undo []bulkTask
	for _, i := range fromAbove(before) {
		if back := inverse(before[i], &now[i]); back != nil {
			undo = append(undo, *back)
		}
	}
	if len(undo) > 0 && len(undo) <= mostAtOnce {
		out.Undo = &bulkBody{Tasks: undo}
	}
	return out, nil
}

// mostAtOnce is how many tasks one request changes.
const mostAtOnce = 200

func (b *bulk) present(ctx context.Context, list []*queries.AnywhereRow) ([]queries.AnywhereRow, error) {
	now := make([]queries.AnywhereRow, len(list))
	loaders := make([]db.Loader, len(list))
	for i, r := range list {
		loaders[i] = func(ctx context.Context, q db.Querier) (err error) {
			now[i], err = queries.New(q).Anywhere(ctx, queries.AnywhereParams{
				WorkspaceID: b.c.Grant.Workspace(), UserID: b.c.Grant.User(), TaskID: r.ID,
			})
			return err
		}
	}
	if err := b.c.Tx.Together(ctx, loaders...); err != nil {
		return nil, fmt.Errorf("reading what was changed: %w", err)
	}
	return now, nil
}

// fromAbove is an order in which each task comes after the one that it was below.
func fromAbove(list []*queries.AnywhereRow) (turn []int) {
	waiting := map[id.Task]bool{}
	left := make([]int, len(list))
	for i, r := range list {
		waiting[r.ID], left[i] = true, i
	}
	for len(left) > 0 {
		next := max(0, slices.IndexFunc(left, func(i int) bool { return !waiting[list[i].ParentID] }))
		delete(waiting, list[left[next]].ID)
		turn = append(turn, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return turn
}

// inverse is what makes a task as it was; nil when it is.
func inverse(was, is *queries.AnywhereRow) *bulkTask {
	back := &bulkTask{ID: is.ID, Version: is.Version, Changes: &bulkChanges{}}
	switch {
	case (was.DeletedAt == nil) != (is.DeletedAt == nil):
		back.Changes.Deleted = new(was.DeletedAt != nil)
		if is.DeletedAt != nil && is.TrashRoot != is.ID {
			return nil // it comes back with the one above it
		}
		return back
	case was.Version == is.Version:
		return nil
	}
	back.Changes.retrace(was, is)
	if back.Changes.check("") != nil {
		return nil // it is as it was
	}
	return back
}

func (ch *bulkChanges) retrace(was, is *queries.AnywhereRow) {
	if was.Priority != is.Priority {
		ch.Priority = new(ranked[was.Priority])
	}
	if before, after := dueText(was.DueAt, was.DueAllDay), dueText(is.DueAt, is.DueAllDay); deref(before) != deref(after) {
		ch.Due = endpoint.Optional[string]{Present: true, Value: before}
	}
	// What was passed on to a next task comes back with the task's reopening.
	if before, after := repeatWith(was.RepeatRule, was.RepeatZone), repeatWith(is.RepeatRule, is.RepeatZone); deref(before) != deref(after) && was.NextID == is.NextID {
		ch.Repeat = endpoint.Optional[Repeat]{Present: true, Value: before}
	}
	if was.AssigneeID != is.AssigneeID {
		ch.AssigneeID = endpoint.Optional[id.User]{Present: true, Value: orNull(was.AssigneeID)}
	}
	if (was.ArchivedAt == nil) != (is.ArchivedAt == nil) {
		ch.Archived = new(was.ArchivedAt != nil)
	}
	if (was.CompletedAt == nil) != (is.CompletedAt == nil) {
		ch.Completed = new(was.CompletedAt != nil)
	}
	before, after := labelsOf(was.Labels), labelsOf(is.Labels)
	ch.AddLabels, ch.RemoveLabels = without(before, after), without(after, before)
	if was.ProjectID != is.ProjectID || was.ColumnID != is.ColumnID || was.ParentID != is.ParentID || was.Rank != is.Rank {
		ch.Move = &moveBody{ProjectID: was.ProjectID, ColumnID: was.ColumnID, Rank: was.Rank}
		ch.Move.ParentID = endpoint.Optional[id.Task]{Present: true, Value: orNull(was.ParentID)}
	}
}

func orNull[K id.Kind](one id.ID[K]) *id.ID[K] {
	if one.IsZero() {
		return nil
	}
	return &one
}

// without are the labels of a list that aren't in another one.
func without(list, others []id.Label) []id.Label {
	return slices.DeleteFunc(slices.Clone(list), func(l id.Label) bool { return slices.Contains(others, l) })
}
