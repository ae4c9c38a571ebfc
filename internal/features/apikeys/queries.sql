-- name: Open :exec
-- A key is a session of its own: what ends all that a person has, ends it too.
INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
VALUES (sqlc.arg(id), sqlc.arg(user_id), 'token', sqlc.arg(key_hash), sqlc.arg(scope), '', '', sqlc.arg(now), sqlc.arg(now), sqlc.arg(expires_at),
        sqlc.arg(expires_at), 'api-key', '');

-- name: Insert :exec
INSERT INTO api_keys (workspace_id, id, user_id, name, hint, networks, bound, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(name), sqlc.arg(hint), sqlc.arg(networks), sqlc.arg(bound),
        sqlc.arg(now), sqlc.arg(now));

-- name: Bind :exec
INSERT INTO key_projects (workspace_id, key_id, project_id) VALUES (sqlc.arg(workspace_id), sqlc.arg(key_id), sqlc.arg(project_id));

-- name: Visible :one
-- Whether somebody sees a project.
SELECT count(*) FROM projects p
WHERE p.workspace_id = sqlc.arg(workspace_id) AND p.id = sqlc.arg(project_id) AND (NOT p.private OR EXISTS (
    SELECT 1 FROM project_members m WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = sqlc.arg(user_id)));

-- name: Count :one
SELECT count(*) FROM api_keys k JOIN sessions s ON s.id = k.id
WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.user_id = sqlc.arg(user_id) AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now);

-- name: Get :one
-- all-tenants: a person's own key, of whichever of his workspaces
SELECT k.workspace_id, k.id, k.user_id, k.name, k.hint, k.networks, k.bound, k.created_at, k.updated_at, k.last_used_at, k.last_used_from, k.version,
    s.scope, s.expires_at,
    CAST(COALESCE((SELECT string_agg(hex(p.project_id), '') FROM key_projects p
        WHERE p.workspace_id = k.workspace_id AND p.key_id = k.id), '') AS TEXT) AS projects
FROM api_keys k JOIN sessions s ON s.id = k.id
WHERE k.id = sqlc.arg(id) AND k.user_id = sqlc.arg(user_id) AND s.revoked_at IS NULL;

-- name: Own :many
-- all-tenants: a person's own keys, of all his workspaces
SELECT k.workspace_id, k.id, k.user_id, k.name, k.hint, k.networks, k.bound, k.created_at, k.updated_at, k.last_used_at, k.last_used_from, k.version,
    s.scope, s.expires_at,
    CAST(COALESCE((SELECT string_agg(hex(p.project_id), '') FROM key_projects p
        WHERE p.workspace_id = k.workspace_id AND p.key_id = k.id), '') AS TEXT) AS projects
FROM api_keys k JOIN sessions s ON s.id = k.id
WHERE k.user_id = sqlc.arg(user_id) AND k.id > sqlc.arg(after) AND s.revoked_at IS NULL
ORDER BY k.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: OfWorkspace :one
SELECT k.workspace_id, k.id, k.user_id, k.name, k.hint, k.networks, k.bound, k.created_at, k.updated_at, k.last_used_at, k.last_used_from, k.version,
    s.scope, s.expires_at,
    CAST(COALESCE((SELECT string_agg(hex(p.project_id), '') FROM key_projects p
        WHERE p.workspace_id = k.workspace_id AND p.key_id = k.id), '') AS TEXT) AS projects
FROM api_keys k JOIN sessions s ON s.id = k.id
WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.id = sqlc.arg(id) AND s.revoked_at IS NULL;

-- name: All :many
SELECT k.workspace_id, k.id, k.user_id, k.name, k.hint, k.networks, k.bound, k.created_at, k.updated_at, k.last_used_at, k.last_used_from, k.version,
    s.scope, s.expires_at,
    CAST(COALESCE((SELECT string_agg(hex(p.project_id), '') FROM key_projects p
        WHERE p.workspace_id = k.workspace_id AND p.key_id = k.id), '') AS TEXT) AS projects
FROM api_keys k JOIN sessions s ON s.id = k.id
WHERE k.workspace_id = sqlc.arg(workspace_id) AND k.id > sqlc.arg(after) AND s.revoked_at IS NULL
ORDER BY k.id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Rename :exec
UPDATE api_keys SET name = sqlc.arg(name), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Revoke :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND credential = 'api-key' AND revoked_at IS NULL;

-- name: Warn :one
-- Once for each number of days, of a key that is still good for somebody.
UPDATE api_keys SET warned = sqlc.arg(days)
WHERE api_keys.workspace_id = sqlc.arg(workspace_id) AND api_keys.id = sqlc.arg(id) AND api_keys.warned > sqlc.arg(days)
    AND EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = api_keys.id AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now) AND u.state = 'active')
RETURNING user_id, name;

-- name: Holder :one
SELECT s.expires_at, u.name, u.email FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = sqlc.arg(session_id);
