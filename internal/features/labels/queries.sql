-- name: Insert :exec
INSERT INTO labels (workspace_id, id, name, name_key, color, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(name), sqlc.arg(name_key), sqlc.arg(color), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Get :one
SELECT id, name, name_key, color, created_at, updated_at, version FROM labels
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: List :many
SELECT id, name, color, created_at, updated_at, version FROM labels
WHERE workspace_id = sqlc.arg(workspace_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Count :one
SELECT count(*) FROM labels WHERE workspace_id = sqlc.arg(workspace_id);

-- name: Others :one
-- How many other labels have the name.
SELECT count(*) FROM labels
WHERE workspace_id = sqlc.arg(workspace_id) AND name_key = sqlc.arg(name_key) AND id <> sqlc.arg(id);

-- name: Update :exec
UPDATE labels SET name = sqlc.arg(name), name_key = sqlc.arg(name_key), color = sqlc.arg(color),
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM labels WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);
