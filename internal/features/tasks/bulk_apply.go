package tasks

import (
	"context"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
)

// step is a part of what becomes of a task, as the endpoint for one task does it.
type step struct {
	asked func(*bulkChanges) bool
	do    func(context.Context, *Path, *bulkChanges) error
}

// applyAll changes the tasks part by part. All are reopened before the first one moves, and
// completed after the last one has: the next one of a task that repeats goes along with what
// it is below, which would be a change of its own that keeps it from being taken back.
func (b *bulk) applyAll(ctx context.Context) error {
	turn := b.inTurn()
	if err := b.toOrFromTrash(ctx, turn, true); err != nil {
		return err
	}
	for _, steps := range [][]step{
		{{(*bulkChanges).reopens, b.reopen}},
		{{(*bulkChanges).moves, b.move}, {(*bulkChanges).edits, b.edit}},
		{{(*bulkChanges).completes, b.complete}},
	} {
		for _, item := range turn {
			if err := b.apply(ctx, item, steps); err != nil {
				return err
			}
		}
	}
	return b.toOrFromTrash(ctx, turn, false)
}

// apply does some steps of one task. What was changed before in the list may have changed
// this one: it is read again.
func (b *bulk) apply(ctx context.Context, item *bulkItem, steps []step) error {
	if !slices.ContainsFunc(steps, func(s step) bool { return s.asked(item.Changes) }) {
		return nil
	}
	row, err := b.anywhere(ctx, item.ID, item.Changes)
	if err != nil {
		return fmt.Errorf("reading the next task: %w", err)
	}
	path := &Path{TaskID: row.ID, WorkspaceID: b.c.Grant.Workspace(), row: known(&row)}
	for _, s := range steps {
		if !s.asked(item.Changes) {
			continue
		}
		if err := s.do(ctx, path, item.Changes); err != nil {
			return err
		}
	}
	return nil
}

// toOrFromTrash restores what is to be restored, or trashes what is to be trashed.
func (b *bulk) toOrFromTrash(ctx context.Context, turn []*bulkItem, restore bool) error {
	for _, item := range turn {
		if item.Changes.Deleted == nil || item.Changes.restores() != restore {
			continue
		}
		row, err := b.anywhere(ctx, item.ID, item.Changes)
		if err != nil {
			return fmt.Errorf("reading the next task: %w", err)
		}
		if err := b.tree(ctx, &row, restore); err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) anywhere(ctx context.Context, task id.Task, ch *bulkChanges) (queries.AnywhereRow, error) {
	return queries.New(b.c.Tx).Anywhere(ctx, queries.AnywhereParams{
		WorkspaceID: b.c.Grant.Workspace(), UserID: b.c.Grant.User(), TaskID: task, AssigneeID: deref(ch.AssigneeID.Value),
	})
}

// part does one step with the audit entry that it would leave alone.
func (b *bulk) part(event string, path *Path, f func() (*Task, error)) error {
	return b.c.Part(audit.Named(event), path.row.ID.String(), func() error {
		_, err := f()
		return err
	})
}

func (b *bulk) reopen(ctx context.Context, path *Path, _ *bulkChanges) error {
	return b.part("task.reopened", path, func() (*Task, error) {
		in := &reopenIn{*path}
		defer func() { *path = in.Path }()
		return b.Tasks.reopen(ctx, b.c, in)
	})
}

func (b *bulk) complete(ctx context.Context, path *Path, _ *bulkChanges) error {
	return b.part("task.completed", path, func() (*Task, error) {
		in := &completeIn{*path}
		defer func() { *path = in.Path }()
		return b.Tasks.complete(ctx, b.c, in)
	})
}

func (b *bulk) edit(ctx context.Context, path *Path, ch *bulkChanges) error {
	in := &updateIn{Path: *path, Body: updateBody{Priority: ch.Priority, Due: ch.Due, Repeat: ch.Repeat, AssigneeID: ch.AssigneeID, Archived: ch.Archived}}
	if len(ch.AddLabels)+len(ch.RemoveLabels) > 0 {
		labels := slices.DeleteFunc(labelsOf(path.row.Labels), func(l id.Label) bool { return slices.Contains(ch.RemoveLabels, l) })
		in.Body.Labels = new(append(labels, ch.AddLabels...))
	}
	return b.part("task.updated", path, func() (*Task, error) {
		defer func() { *path = in.Path }()
		return update(ctx, b.c, in)
	})
}

func (b *bulk) move(ctx context.Context, path *Path, ch *bulkChanges) error {
	if ch.Move.beside() == path.row.ID { // the one that the others go beside stays where it is
		return nil
	}
	if err := b.remember(ctx, path, ch.Move); err != nil {
		return err
	}
	err := b.part("task.moved", path, func() (*Task, error) {
		return move(ctx, b.c, &moveIn{Path: *path, Body: *ch.Move})
	})
	if err != nil {
		return err
	}
	row, err := b.anywhere(ctx, path.row.ID, ch) // who may be assigned depends on where it is
	path.row = known(&row)
	return err
}

// remember keeps how what follows a task to another project was before.
func (b *bulk) remember(ctx context.Context, path *Path, to *moveBody) error {
	if to.ProjectID.IsZero() || to.ProjectID == path.row.ProjectID {
		return nil
	}
	rows, err := under(ctx, b.c, path.row.ID, false)
	if err != nil {
		return err
	}
	for _, r := range rows {
		row, err := b.anywhere(ctx, r.ID, &bulkChanges{})
		if err != nil {
			return fmt.Errorf("reading a subtask that goes along: %w", err)
		}
		b.followers = append(b.followers, row)
	}
	return nil
}

// tree takes a task and what is below it to the trash, or back. One that is where it
// is to be stays: it may have gone with another one of the list.
func (b *bulk) tree(ctx context.Context, row *queries.AnywhereRow, restore bool) error {
	if restore == (row.DeletedAt == nil) {
		return nil
	}
	event := "task.deleted"
	if restore {
		event = "task.restored"
	}
	return b.c.Part(audit.Named(event), row.ID.String(), func() error {
		if restore {
			_, err := back(ctx, b.c, row)
			return err
		}
		r := known(row)
		return trash(ctx, b.c, &r)
	})
}
