-- name: Task :one
-- The task that is commented on: what is decided about.
SELECT t.id, t.project_id, t.created_by, t.assignee_id, t.completed_at, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.deleted_at IS NULL;

-- name: Get :one
SELECT c.id, c.task_id, c.author_id, c.author_name, c.body, c.created_at, c.updated_at, c.version, t.project_id, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM comments c
    JOIN tasks t ON t.workspace_id = c.workspace_id AND t.id = c.task_id AND t.deleted_at IS NULL
    JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.task_id = sqlc.arg(task_id) AND c.id = sqlc.arg(comment_id);

-- name: List :many
SELECT id, task_id, author_id, author_name, body, created_at, updated_at, version FROM comments
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Insert :exec
-- An id stays a comment's as long as that may be brought back.
INSERT INTO comments (workspace_id, id, task_id, author_id, body, created_at, updated_at)
SELECT t.workspace_id, sqlc.arg(id), t.id, sqlc.arg(author_id), CAST(sqlc.arg(body) AS TEXT), sqlc.arg(now), sqlc.arg(now) FROM tasks t
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM deleted_comments d WHERE d.workspace_id = t.workspace_id AND d.id = sqlc.arg(id))
ON CONFLICT DO NOTHING;

-- name: Update :exec
UPDATE comments SET body = sqlc.arg(body), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM comments
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Keep :exec
-- A comment that is about to be deleted, as it is.
INSERT INTO deleted_comments (workspace_id, id, task_id, author_id, author_name, body, created_at, updated_at, version, deleted_at, deleted_by)
SELECT c.workspace_id, c.id, c.task_id, c.author_id, c.author_name, c.body, c.created_at, c.updated_at, c.version, sqlc.arg(now), sqlc.arg(deleted_by)
FROM comments c
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.task_id = sqlc.arg(task_id) AND c.id = sqlc.arg(id) AND c.version = sqlc.arg(version)
ON CONFLICT DO NOTHING;

-- name: GetDeleted :one
SELECT c.id, c.task_id, c.author_id, c.author_name, c.body, c.created_at, c.updated_at, c.version, t.project_id, p.private, c.deleted_by,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM deleted_comments c
    JOIN tasks t ON t.workspace_id = c.workspace_id AND t.id = c.task_id AND t.deleted_at IS NULL
    JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.task_id = sqlc.arg(task_id) AND c.id = sqlc.arg(comment_id);

-- name: BringBack :exec
INSERT INTO comments (workspace_id, id, task_id, author_id, author_name, body, created_at, updated_at, version)
SELECT d.workspace_id, d.id, d.task_id, d.author_id, d.author_name, d.body, d.created_at, d.updated_at, d.version + 1
FROM deleted_comments d
WHERE d.workspace_id = sqlc.arg(workspace_id) AND d.task_id = sqlc.arg(task_id) AND d.id = sqlc.arg(id)
ON CONFLICT DO NOTHING;

-- name: Forget :exec
DELETE FROM deleted_comments WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id);

-- name: ForgetOld :execrows
DELETE FROM deleted_comments WHERE workspace_id = sqlc.arg(workspace_id) AND deleted_at < sqlc.arg(before);
