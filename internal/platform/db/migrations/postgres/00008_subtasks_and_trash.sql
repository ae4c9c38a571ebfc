-- +goose Up

-- A subtask is a task below another one of its project. Its rank is its place
-- among its siblings; the rank of a task without a parent is its place in its column.
ALTER TABLE tasks ADD COLUMN parent_id uuid;
ALTER TABLE tasks ADD CONSTRAINT tasks_below FOREIGN KEY (workspace_id, parent_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE;

-- A task in the trash keeps its row and its place. trash_root is the task whose
-- deletion took it there: all that went together come back together.
ALTER TABLE tasks ADD COLUMN deleted_at timestamptz;
ALTER TABLE tasks ADD COLUMN deleted_by uuid;
ALTER TABLE tasks ADD COLUMN trash_root uuid;

CREATE INDEX tasks_by_parent ON tasks (workspace_id, parent_id, rank, id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_in_trash ON tasks (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_by_trash_root ON tasks (workspace_id, trash_root) WHERE trash_root IS NOT NULL;

-- What a board shows: its open cards, and those that were completed lately.
CREATE INDEX tasks_on_board ON tasks (workspace_id, project_id, rank, id)
    WHERE parent_id IS NULL AND deleted_at IS NULL AND archived_at IS NULL AND completed_at IS NULL;
CREATE INDEX tasks_by_completion ON tasks (workspace_id, project_id, completed_at) WHERE completed_at IS NOT NULL;

-- Comments that were deleted and may still be brought back.
CREATE TABLE deleted_comments (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    author_id uuid,
    author_name text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL,
    deleted_at timestamptz NOT NULL,
    deleted_by uuid NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES tasks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX deleted_comments_by_task ON deleted_comments (workspace_id, task_id);
CREATE INDEX deleted_comments_by_age ON deleted_comments (workspace_id, deleted_at);

ALTER TABLE deleted_comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE deleted_comments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON deleted_comments USING (workspace_id = taskflow_workspace());
