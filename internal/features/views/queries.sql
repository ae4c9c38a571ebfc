-- name: Project :one
-- The project that a view is to be of: what is decided about.
SELECT p.id, p.private, p.created_by,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM projects p WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id);

-- name: Insert :exec
INSERT INTO saved_views (workspace_id, id, project_id, name, face, query, shared, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.narg(project_id), sqlc.arg(name), sqlc.arg(face), sqlc.arg(query), sqlc.arg(shared),
    sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: Get :one
SELECT v.id, v.project_id, v.name, v.face, v.query, v.shared, v.created_by, v.created_at, v.updated_at, v.version,
    EXISTS (SELECT 1 FROM projects p WHERE p.workspace_id = v.workspace_id AND p.id = v.project_id AND p.private) AS private,
    EXISTS (SELECT 1 FROM project_members m
        WHERE m.workspace_id = v.workspace_id AND m.project_id = v.project_id AND m.user_id = sqlc.arg(user_id)) AS reached
FROM saved_views v
WHERE v.workspace_id = sqlc.arg(workspace_id) AND v.id = sqlc.arg(id) AND (v.shared OR v.created_by = sqlc.arg(user_id));

-- name: List :many
SELECT v.id, v.project_id, v.name, v.face, v.query, v.shared, v.created_by, v.created_at, v.updated_at, v.version
FROM saved_views v
WHERE v.workspace_id = sqlc.arg(workspace_id) AND v.id > sqlc.arg(after) AND (v.shared OR v.created_by = sqlc.arg(user_id))
    AND NOT EXISTS (SELECT 1 FROM projects p WHERE p.workspace_id = v.workspace_id AND p.id = v.project_id AND p.private
        AND NOT EXISTS (SELECT 1 FROM project_members m
            WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)))
    AND (EXISTS (SELECT 1 FROM key_projects k
        WHERE k.workspace_id = v.workspace_id AND k.project_id = v.project_id AND k.key_id = sqlc.arg(bound_by)) OR sqlc.arg(bound_by) IS NULL)
ORDER BY v.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Count :one
SELECT count(*) FROM saved_views WHERE workspace_id = sqlc.arg(workspace_id) AND created_by = sqlc.arg(user_id);

-- name: Update :exec
UPDATE saved_views SET name = sqlc.arg(name), face = sqlc.arg(face), query = sqlc.arg(query), shared = sqlc.arg(shared),
    updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM saved_views WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);
