package tasks

import (
	"context"
	"fmt"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
)

// apply changes one task, step by step as the endpoints for one task do. What
// was changed before in the list may have changed this one: it is read again.
func (b *bulk) apply(ctx context.Context, item *bulkItem) error {
	row, err := b.anywhere(ctx, item.ID, item.Changes)
	if err != nil {
		return fmt.Errorf("reading the next task: %w", err)
	}
	if item.Changes.Deleted != nil {
		return b.toOrFromTrash(ctx, &row, item.Changes.restores())
	}
	path := &Path{TaskID: row.ID, WorkspaceID: b.c.Grant.Workspace(), row: known(&row)}
	for _, step := range []func(context.Context, *Path, *bulkChanges) error{b.reopen, b.move, b.edit, b.complete} {
		if err := step(ctx, path, item.Changes); err != nil {
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

func (b *bulk) reopen(ctx context.Context, path *Path, ch *bulkChanges) error {
	if ch.Completed == nil || *ch.Completed {
		return nil
	}
	return b.part("task.reopened", path, func() (*Task, error) {
		in := &reopenIn{*path}
		defer func() { *path = in.Path }()
		return b.Tasks.reopen(ctx, b.c, in)
	})
}

func (b *bulk) complete(ctx context.Context, path *Path, ch *bulkChanges) error {
	if ch.Completed == nil || !*ch.Completed {
		return nil
	}
	return b.part("task.completed", path, func() (*Task, error) {
		in := &completeIn{*path}
		defer func() { *path = in.Path }()
		return b.Tasks.complete(ctx, b.c, in)
	})
}

func (b *bulk) edit(ctx context.Context, path *Path, ch *bulkChanges) error {
	if !ch.edits() {
		return nil
	}
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
	if ch.Move == nil || ch.Move.beside() == path.row.ID { // the one that the others go beside stays where it is
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

// toOrFromTrash does so with a task and what is below it. One that is where it
// is to be stays: it may have gone with another one of the list.
func (b *bulk) toOrFromTrash(ctx context.Context, row *queries.AnywhereRow, restore bool) error {
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
