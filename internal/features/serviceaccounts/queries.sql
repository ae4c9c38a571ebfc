-- name: AddAccount :exec
-- No address, no password, no factor: there is no door for it.
INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at, owned_by)
VALUES (sqlc.arg(id), '', sqlc.arg(email_key), sqlc.arg(name), '', 'active', sqlc.arg(now), sqlc.arg(now), sqlc.arg(now), sqlc.arg(owned_by));

-- name: AddMember :exec
INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), sqlc.arg(role), sqlc.arg(now), sqlc.arg(now));

-- name: Insert :exec
INSERT INTO service_accounts (workspace_id, user_id, scope, created_by, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), sqlc.arg(scope), sqlc.arg(created_by), sqlc.arg(now), sqlc.arg(now));

-- name: Count :one
SELECT count(*) FROM service_accounts WHERE workspace_id = sqlc.arg(workspace_id);

-- name: Get :one
SELECT a.user_id, u.name, u.state, m.role, a.scope, a.created_by, a.created_at, a.updated_at, a.version
FROM service_accounts a
JOIN users u ON u.id = a.user_id
JOIN members m ON m.workspace_id = a.workspace_id AND m.user_id = a.user_id
WHERE a.workspace_id = sqlc.arg(workspace_id) AND a.user_id = sqlc.arg(user_id);

-- name: List :many
SELECT a.user_id, u.name, u.state, m.role, a.scope, a.created_by, a.created_at, a.updated_at, a.version
FROM service_accounts a
JOIN users u ON u.id = a.user_id
JOIN members m ON m.workspace_id = a.workspace_id AND m.user_id = a.user_id
WHERE a.workspace_id = sqlc.arg(workspace_id) AND a.user_id > sqlc.arg(after)
ORDER BY a.user_id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Secrets :many
-- The live ones, of one account.
SELECT c.id, c.hint, c.created_by, c.created_at, c.last_used_at, c.last_used_from, s.expires_at
FROM client_secrets c JOIN sessions s ON s.id = c.id
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.user_id = sqlc.arg(user_id) AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now)
ORDER BY c.id;

-- name: Update :exec
UPDATE service_accounts SET scope = sqlc.arg(scope), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id) AND version = sqlc.arg(version);

-- name: UpdateAccount :exec
-- A token that was issued before says what it could be for then: it ends.
UPDATE users SET name = sqlc.arg(name), state = sqlc.arg(state), token_version = token_version + 1, updated_at = sqlc.arg(now), version = version + 1
WHERE id = sqlc.arg(id) AND owned_by = sqlc.arg(owned_by);

-- name: SetRole :exec
UPDATE members SET role = sqlc.arg(role), updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: Delete :exec
DELETE FROM users WHERE id = sqlc.arg(id) AND owned_by = sqlc.arg(owned_by);

-- name: Unassign :exec
UPDATE tasks SET assignee_id = NULL, updated_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND assignee_id = sqlc.arg(user_id);

-- name: OpenSecret :exec
INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at, credential, ways)
VALUES (sqlc.arg(id), sqlc.arg(user_id), 'token', sqlc.arg(secret_hash), '', '', '', sqlc.arg(now), sqlc.arg(now), sqlc.arg(expires_at),
        sqlc.arg(expires_at), 'client', '');

-- name: AddSecret :exec
INSERT INTO client_secrets (workspace_id, id, user_id, hint, created_by, created_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(hint), sqlc.arg(created_by), sqlc.arg(now));

-- name: Secret :one
SELECT c.user_id FROM client_secrets c JOIN sessions s ON s.id = c.id
WHERE c.workspace_id = sqlc.arg(workspace_id) AND c.user_id = sqlc.arg(user_id) AND c.id = sqlc.arg(id) AND s.revoked_at IS NULL;

-- name: Revoke :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND credential = 'client' AND revoked_at IS NULL;

-- name: RetireOthers :exec
-- What is to end later than that ends then.
UPDATE sessions SET expires_at = sqlc.arg(at)
WHERE user_id = sqlc.arg(user_id) AND id <> sqlc.arg(kept) AND credential = 'client' AND revoked_at IS NULL AND expires_at > sqlc.arg(at);

-- name: Replaced :exec
-- Nobody needs to be told of the end of those that another one has taken the place of.
UPDATE client_secrets SET warned = 0
WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id) AND id <> sqlc.arg(kept);

-- name: Warn :one
-- Once for each number of days, of a secret that is still good for something.
UPDATE client_secrets SET warned = sqlc.arg(days)
WHERE client_secrets.workspace_id = sqlc.arg(workspace_id) AND client_secrets.id = sqlc.arg(id) AND client_secrets.warned > sqlc.arg(days)
    AND EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = client_secrets.id AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now) AND u.state = 'active')
RETURNING user_id, hint, created_by;

-- name: Ending :one
SELECT s.expires_at, u.name AS account, w.name AS workspace FROM sessions s
JOIN users u ON u.id = s.user_id
JOIN workspaces w ON w.id = sqlc.arg(workspace_id)
WHERE s.id = sqlc.arg(session_id) AND u.owned_by = w.id;

-- name: Keepers :many
-- Who could make another secret: somebody, if he still may, and the owners.
SELECT m.user_id, u.name, u.email FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND u.state = 'active' AND u.owned_by IS NULL
    AND (m.role = 'owner' OR m.role = 'admin' AND m.user_id = sqlc.arg(user_id))
ORDER BY m.user_id;

-- name: Client :one
-- Whose secret it is, while it is good for anything. An index finds it or doesn't: the same work for every client.
SELECT s.id, s.user_id, s.expires_at, u.token_version, u.owned_by FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.cookie_hash = sqlc.arg(secret_hash) AND s.credential = 'client' AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now)
    AND u.state = 'active' AND u.owned_by IS NOT NULL;

-- name: Allowed :one
SELECT a.scope FROM service_accounts a JOIN client_secrets c ON c.workspace_id = a.workspace_id AND c.user_id = a.user_id
WHERE a.workspace_id = sqlc.arg(workspace_id) AND a.user_id = sqlc.arg(user_id) AND c.id = sqlc.arg(secret_id);

-- name: Used :exec
UPDATE client_secrets SET last_used_at = sqlc.arg(now), last_used_from = sqlc.arg(last_used_from)
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);
