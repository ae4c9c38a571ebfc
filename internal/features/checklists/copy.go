package checklists

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"taskflow/internal/features/checklists/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// mostCopied bounds what is written at once.
const mostCopied = 2000

var errTooMany = problem.Conflict("More than 2,000 checklist items belong to this task, which repeats, and to its subtasks: take some of them away first.")

// Copy writes the items of tasks once more, with nothing ticked off; to has for each task
// the one that gets them. Whether that may be was decided with the tasks, which are of
// that project.
func Copy(ctx context.Context, c *endpoint.Call, project id.Project, to map[id.Task]id.Task) error {
	from := slices.SortedFunc(maps.Keys(to), func(a, b id.Task) int { return bytes.Compare(a[:], b[:]) })
	lists := make([][]queries.ListRow, len(from))
	loaders := make([]db.Loader, len(from))
	for i, task := range from {
		loaders[i] = func(ctx context.Context, q db.Querier) (err error) {
			lists[i], err = queries.New(q).List(ctx, queries.ListParams{WorkspaceID: c.Grant.Workspace(), TaskID: task, PageSize: mostCopied + 1})
			return err
		}
	}
	if err := c.Tx.Together(ctx, loaders...); err != nil {
		return fmt.Errorf("reading checklists to copy: %w", err)
	}
	if len(slices.Concat(lists...)) > mostCopied {
		return errTooMany
	}
	for i, task := range from {
		for _, r := range lists[i] {
			if err := copyItem(ctx, c, project, r, to[task]); err != nil {
				return err
			}
		}
	}
	return nil
}

func copyItem(ctx context.Context, c *endpoint.Call, project id.Project, r queries.ListRow, to id.Task) error {
	r.ID, r.TaskID, r.Done, r.CreatedAt, r.UpdatedAt, r.Version = id.New[id.ChecklistItem](), to, false, c.Now, c.Now, 1
	err := queries.New(c.Tx).Insert(ctx, queries.InsertParams{
		WorkspaceID: c.Grant.Workspace(), ID: r.ID, TaskID: to, Checklist: r.Checklist, Text: r.Text, Done: r.Done, Rank: r.Rank, Now: c.Now,
	})
	if err != nil {
		return err
	}
	c.Emit(events.Event{Kind: "checklist.created", Project: project, Task: to, Data: shown(r)})
	return nil
}
