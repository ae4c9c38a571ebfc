-- name: Task :one
-- The task that is commented on: what is decided about.
SELECT t.id, t.project_id, t.created_by, t.assignee_id, t.completed_at, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id);

-- name: Get :one
SELECT c.id, c.task_id, c.author_id, c.author_name, c.body, c.created_at, c.updated_at, c.version, t.project_id, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM comments c
    JOIN tasks t ON t.workspace_id = c.workspace_id AND t.id = c.task_id
    JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.task_id = sqlc.arg(task_id) AND c.id = sqlc.arg(comment_id);

-- name: List :many
SELECT id, task_id, author_id, author_name, body, created_at, updated_at, version FROM comments
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Insert :exec
INSERT INTO comments (workspace_id, id, task_id, author_id, body, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(task_id), sqlc.arg(author_id), sqlc.arg(body), sqlc.arg(now), sqlc.arg(now));

-- name: Update :exec
UPDATE comments SET body = sqlc.arg(body), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM comments
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);
