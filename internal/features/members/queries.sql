-- name: Get :one
SELECT m.user_id, u.name, u.email, m.role, m.created_at, m.updated_at, m.version, CAST(u.owned_by IS NOT NULL AS boolean) AS service
FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND m.user_id = sqlc.arg(user_id);

-- name: List :many
SELECT m.user_id, u.name, u.email, m.role, m.created_at, m.updated_at, m.version, CAST(u.owned_by IS NOT NULL AS boolean) AS service
FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND m.user_id > sqlc.arg(after)
ORDER BY m.user_id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: LockWorkspace :exec
-- Makes whoever changes the members of this workspace wait until the others have.
UPDATE workspaces SET version = version WHERE id = sqlc.arg(workspace_id);

-- name: OtherOwners :one
-- Only those count who can still sign in.
SELECT count(*) FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND m.role = 'owner' AND m.user_id <> sqlc.arg(user_id) AND u.state = 'active';

-- name: SetRole :exec
UPDATE members SET role = sqlc.arg(role), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id) AND version = sqlc.arg(version);

-- name: Remove :exec
DELETE FROM members
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id) AND version = sqlc.arg(version);

-- name: Unassign :exec
UPDATE tasks SET assignee_id = NULL, updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND assignee_id = sqlc.arg(user_id);

-- name: Add :exec
INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), sqlc.arg(role), sqlc.arg(now), sqlc.arg(now));
