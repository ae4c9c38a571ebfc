-- name: Create :exec
INSERT INTO workspaces (id, name, created_by, created_at, updated_at)
VALUES (sqlc.arg(id), sqlc.arg(name), sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now));

-- name: AddFirstOwner :exec
INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), 'owner', sqlc.arg(now), sqlc.arg(now));

-- name: Get :one
SELECT id, name, members_edit_all, maintenance, created_at, updated_at, version FROM workspaces
WHERE id = sqlc.arg(workspace_id);

-- name: ListOfUser :many
-- all-tenants: a person's own workspaces, by membership; of a bound sign-in, between its own and its own
SELECT w.id, w.name, m.role, w.members_edit_all, w.maintenance, w.created_at, w.updated_at, w.version
FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = sqlc.arg(user_id) AND w.id > sqlc.arg(after) AND w.id >= sqlc.arg(lowest) AND w.id <= sqlc.arg(highest)
ORDER BY w.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Update :exec
UPDATE workspaces SET name = sqlc.arg(name), members_edit_all = sqlc.arg(members_edit_all), maintenance = sqlc.arg(maintenance),
    updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: Delete :exec
DELETE FROM workspaces WHERE id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);

-- name: SignInPolicy :one
SELECT mfa, mfa_strength, mfa_from, mfa_before, mfa_strength_before, version FROM workspaces
WHERE id = sqlc.arg(workspace_id);

-- name: SetSignInPolicy :exec
UPDATE workspaces SET mfa = sqlc.arg(mfa), mfa_strength = sqlc.arg(mfa_strength), mfa_from = sqlc.arg(mfa_from),
    mfa_before = sqlc.arg(mfa_before), mfa_strength_before = sqlc.arg(mfa_strength_before),
    updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(workspace_id) AND version = sqlc.arg(version);
