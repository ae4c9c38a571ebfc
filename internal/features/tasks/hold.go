package tasks

import (
	"context"

	"taskflow/internal/features/tasks/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

// hold keeps somebody who is being assigned from being removed in the same
// moment, by row locks: whoever removes him waits until the task is written and
// then takes it from him; whoever assigns him waits until he is gone.
func hold(ctx context.Context, c *endpoint.Call, user id.User, project id.Project, private bool) error {
	if user.IsZero() {
		return nil
	}
	workspace := c.Grant.Workspace()
	err := queries.New(c.Tx.One(notAssignable())).HoldMember(ctx, queries.HoldMemberParams{WorkspaceID: workspace, UserID: user})
	if err != nil || !private {
		return err
	}
	return queries.New(c.Tx.One(notAssignable())).HoldReach(ctx, queries.HoldReachParams{WorkspaceID: workspace, ProjectID: project, UserID: user})
}
