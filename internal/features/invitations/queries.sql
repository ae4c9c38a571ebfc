-- name: IsMember :one
SELECT count(*) FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND u.email_key = sqlc.arg(email_key);

-- name: EndPending :many
-- An address has one open invitation to a workspace: the newest.
UPDATE invitations SET revoked_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND email_key = sqlc.arg(email_key) AND used_at IS NULL AND revoked_at IS NULL
RETURNING token_hash;

-- name: Insert :exec
INSERT INTO invitations (workspace_id, id, email, email_key, role, token_hash, invited_by, created_at, expires_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(id), sqlc.arg(email), sqlc.arg(email_key), sqlc.arg(role), sqlc.arg(token_hash),
        sqlc.arg(invited_by), sqlc.arg(now), sqlc.arg(expires_at));

-- name: AddToken :exec
INSERT INTO invitation_tokens (token_hash, workspace_id, email_key, expires_at)
VALUES (sqlc.arg(token_hash), sqlc.arg(workspace_id), sqlc.arg(email_key), sqlc.arg(expires_at));

-- name: DropToken :exec
DELETE FROM invitation_tokens WHERE token_hash = sqlc.arg(token_hash);

-- name: Get :one
SELECT id, email, email_key, role, token_hash, invited_by, created_at, expires_at, version FROM invitations
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND used_at IS NULL AND revoked_at IS NULL;

-- name: List :many
SELECT id, email, role, invited_by, created_at, expires_at, version FROM invitations
WHERE workspace_id = sqlc.arg(workspace_id) AND used_at IS NULL AND revoked_at IS NULL AND expires_at > sqlc.arg(now)
  AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: Revoke :exec
UPDATE invitations SET revoked_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: Renew :exec
UPDATE invitations SET token_hash = sqlc.arg(token_hash), expires_at = sqlc.arg(expires_at), invited_by = sqlc.arg(invited_by),
    version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: WorkspaceOf :one
-- all-tenants: a link tells its workspace by the hash of its token alone
SELECT workspace_id FROM invitation_tokens WHERE token_hash = sqlc.arg(token_hash);

-- name: Awaited :one
-- all-tenants: whether any workspace awaits an address
SELECT count(*) FROM invitation_tokens WHERE email_key = sqlc.arg(email_key) AND expires_at > sqlc.arg(now);

-- name: Use :one
-- Spends the link: of any number at once, one gets a row.
UPDATE invitations SET used_at = sqlc.arg(now), version = version + 1
WHERE workspace_id = sqlc.arg(workspace_id) AND token_hash = sqlc.arg(token_hash)
  AND used_at IS NULL AND revoked_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING id, email_key, role, invited_by;

-- name: RoleOf :one
SELECT role FROM members WHERE workspace_id = sqlc.arg(workspace_id) AND user_id = sqlc.arg(user_id);

-- name: InviterRole :one
-- Somebody whose account is disabled invites nobody any more.
SELECT m.role FROM members m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = sqlc.arg(workspace_id) AND m.user_id = sqlc.arg(user_id) AND u.state = 'active';

-- name: EmailKeyOf :one
SELECT email_key FROM users WHERE id = sqlc.arg(id);

-- name: AddMember :exec
INSERT INTO members (workspace_id, user_id, role, created_at, updated_at)
VALUES (sqlc.arg(workspace_id), sqlc.arg(user_id), sqlc.arg(role), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT DO NOTHING;

-- name: DropTokensBy :exec
-- The links that somebody's invitations to the workspace are known by.
DELETE FROM invitation_tokens WHERE token_hash IN (
    SELECT i.token_hash FROM invitations i WHERE i.workspace_id = sqlc.arg(workspace_id) AND i.invited_by = sqlc.arg(invited_by));
