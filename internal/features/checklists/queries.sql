-- name: Task :one
-- The task whose checklist it is: what is decided about.
SELECT t.id, t.project_id, t.created_by, t.assignee_id, t.completed_at, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached,
    CAST(COALESCE((SELECT z.rank FROM checklist_items z WHERE z.workspace_id = t.workspace_id AND z.task_id = t.id
        ORDER BY z.rank DESC, z.id DESC LIMIT 1), '') AS TEXT) AS last_rank
FROM tasks t JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE t.workspace_id = sqlc.arg(workspace_id) AND t.id = sqlc.arg(task_id) AND t.deleted_at IS NULL;

-- name: Get :one
SELECT i.id, i.task_id, i.checklist, i.text, i.done, i.rank, i.created_at, i.updated_at, i.version,
    t.project_id, t.created_by, t.assignee_id, t.completed_at, p.private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = t.workspace_id AND m.project_id = t.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM checklist_items i
    JOIN tasks t ON t.workspace_id = i.workspace_id AND t.id = i.task_id AND t.deleted_at IS NULL
    JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project_id
WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.task_id = sqlc.arg(task_id) AND i.id = sqlc.arg(item_id);

-- name: List :many
SELECT id, task_id, checklist, text, done, rank, created_at, updated_at, version FROM checklist_items
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id)
    AND rank >= sqlc.arg(rank) AND (rank > sqlc.arg(rank) OR id > sqlc.arg(after))
ORDER BY rank, id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Insert :exec
INSERT INTO checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(task_id), sqlc.arg(checklist), sqlc.arg(text), sqlc.arg(done), sqlc.arg(rank),
    sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Update :exec
UPDATE checklist_items SET text = sqlc.arg(text), done = sqlc.arg(done), rank = sqlc.arg(rank), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM checklist_items
WHERE workspace_id = sqlc.arg(workspace_id) AND task_id = sqlc.arg(task_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);
