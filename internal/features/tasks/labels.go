package tasks

import (
	"context"
	"slices"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

// label puts labels on a task and takes others off. A label that isn't the
// workspace's fails the whole request: the statement itself looks for it.
func label(ctx context.Context, c *endpoint.Call, task id.Task, from, to []id.Label) error {
	for _, l := range to {
		if slices.Contains(from, l) {
			continue
		}
		err := queries.New(c.Tx.One(problem.NotFound(errNoLabel))).AddLabel(ctx, queries.AddLabelParams{
			WorkspaceID: c.Grant.Workspace(), TaskID: task, LabelID: l,
		})
		if err != nil {
			return err
		}
	}
	for _, l := range from {
		if slices.Contains(to, l) {
			continue
		}
		err := queries.New(c.Tx).RemoveLabel(ctx, queries.RemoveLabelParams{
			WorkspaceID: c.Grant.Workspace(), TaskID: task, LabelID: l,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
