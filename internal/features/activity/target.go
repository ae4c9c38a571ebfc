package activity

import (
	"context"
	"fmt"

	"taskflow/internal/features/activity/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/security/authz"
)

// load reads the task that is decided about.
func load(ctx context.Context, q db.Querier, l authz.Lookup, in *taskIn) (authz.Resource, error) {
	row, err := queries.New(q).Task(ctx, queries.TaskParams{WorkspaceID: l.Workspace(), TaskID: in.TaskID, UserID: l.User()})
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading the task: %w", err)
	}
	return authz.Resource{
		Kind: authz.OfTask, ID: row.ID.String(), Project: row.ProjectID, Private: row.Private, Reached: row.Reached,
		Creator: row.CreatedBy, Assignee: row.AssigneeID, CompletedAt: row.CompletedAt,
	}, nil
}
