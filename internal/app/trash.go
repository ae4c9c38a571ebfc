package app

import (
	"context"
	"time"

	"taskflow/internal/features/checklists"
	"taskflow/internal/features/comments"
	"taskflow/internal/features/tasks"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
)

// emptyTrash is the kind of job that removes for good what was deleted long
// enough ago. Each deletion asks for one: a job belongs to a workspace, so that
// nobody has to look into all of them.
const emptyTrash = "trash.empty"

type trashOf struct {
	Workspace id.Workspace `json:"workspace"`
}

func (a *App) taskDeps() tasks.Deps {
	return tasks.Deps{Engine: a.DB.Engine(), Marks: events.NewMarks(a.sealer), CopyChecklists: checklists.Copy, EmptyLater: a.emptyLater}
}

func (a *App) emptyLater(ctx context.Context, tx db.Querier, workspace id.Workspace, at time.Time) error {
	return a.Jobs.Enqueue(ctx, tx, emptyTrash, trashOf{workspace}, at)
}

// emptyTrash may come twice, or when a workspace is gone: then there is nothing to do.
func (a *App) emptyTrash(ctx context.Context, job jobs.Job) error {
	var of trashOf
	if err := job.Decode(&of); err != nil {
		return jobs.Permanent(err)
	}
	before := a.options.Clock.Now().Add(-tasks.InTrash)
	if _, err := tasks.EmptyTrash(ctx, a.DB, of.Workspace, before); err != nil {
		return err
	}
	return comments.EmptyTrash(ctx, a.DB, of.Workspace, before)
}
