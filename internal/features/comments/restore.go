package comments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/features/comments/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
)

// Restorable is for how long a deleted comment can be brought back.
const Restorable = 30 * 24 * time.Hour

// Comments is the feature with how it has deleted comments forgotten.
type Comments struct {
	emptyLater func(ctx context.Context, tx db.Querier, workspace id.Workspace, at time.Time) error
}

// New returns the feature; emptyLater has EmptyTrash called for a workspace at a
// later time, by a job of the transaction behind tx.
func New(emptyLater func(ctx context.Context, tx db.Querier, workspace id.Workspace, at time.Time) error) *Comments {
	return &Comments{emptyLater: emptyLater}
}

type restoreIn struct {
	Path

	deleted bool
}

// loadDeleted reads the comment that is decided about, of those that were
// deleted; one that is back already is found, for a retry to be answered alike.
func loadDeleted(ctx context.Context, q db.Querier, l authz.Lookup, in *restoreIn) (authz.Resource, error) {
	r, err := queries.New(q).GetDeleted(ctx, queries.GetDeletedParams{
		WorkspaceID: l.Workspace(), TaskID: in.TaskID, CommentID: in.CommentID, UserID: l.User(),
	})
	if errors.Is(err, db.ErrNoRows) {
		return load(ctx, q, l, in)
	}
	if err != nil {
		return authz.Resource{}, fmt.Errorf("loading a deleted comment: %w", err)
	}
	in.deleted = true
	in.row = queries.GetRow{
		ID: r.ID, TaskID: r.TaskID, AuthorID: r.AuthorID, AuthorName: r.AuthorName, Body: r.Body, CreatedAt: r.CreatedAt,
		UpdatedAt: r.UpdatedAt, Version: r.Version, ProjectID: r.ProjectID, Private: r.Private, Reached: r.Reached,
	}
	resource := in.resource()
	resource.Creator = r.DeletedBy // what an admin took away its author can't bring back
	return resource, nil
}

// restore brings a comment back as it was.
func restore(ctx context.Context, c *endpoint.Call, in *restoreIn) (*Comment, error) {
	if err := c.MatchVersion(in.row.Version); err != nil {
		return nil, err
	}
	if !in.deleted {
		return nil, problem.Conflict("The comment isn't deleted.")
	}
	once, workspace := queries.New(c.Tx.One(problem.EditConflict())), c.Grant.Workspace()
	err := once.BringBack(ctx, queries.BringBackParams{WorkspaceID: workspace, TaskID: in.row.TaskID, ID: in.row.ID})
	if err != nil {
		return nil, err
	}
	if err := once.Forget(ctx, queries.ForgetParams{WorkspaceID: workspace, TaskID: in.row.TaskID, ID: in.row.ID}); err != nil {
		return nil, err
	}
	in.row.Version++
	comment := in.comment()
	c.Emit(events.Event{Kind: "comment.restored", Project: in.row.ProjectID, Task: in.row.TaskID, Data: comment})
	return comment, nil
}

// EmptyTrash forgets the comments of a workspace that were deleted before a moment.
func EmptyTrash(ctx context.Context, database *db.DB, workspace id.Workspace, before time.Time) error {
	err := database.Update(ctx, db.Scope{Workspace: workspace}, func(tx *db.Tx) error {
		_, err := queries.New(tx).ForgetOld(ctx, queries.ForgetOldParams{WorkspaceID: workspace, Before: before})
		return err
	})
	if err != nil {
		return fmt.Errorf("forgetting deleted comments: %w", err)
	}
	return nil
}
