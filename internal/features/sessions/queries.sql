-- name: Open :exec
INSERT INTO sessions (id, user_id, kind, cookie_hash, scope, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(user_id), sqlc.arg(kind), sqlc.narg(cookie_hash), sqlc.arg(scope), sqlc.arg(user_agent), sqlc.arg(address),
        sqlc.arg(now), sqlc.arg(now), sqlc.arg(idle_expires_at), sqlc.arg(expires_at));

-- name: AddRefreshToken :exec
INSERT INTO refresh_tokens (id, session_id, token_hash, created_at, expires_at)
VALUES (sqlc.arg(id), sqlc.arg(session_id), sqlc.arg(token_hash), sqlc.arg(now), sqlc.arg(expires_at));

-- name: UseRefreshToken :one
-- Single use: who comes second finds no row.
UPDATE refresh_tokens SET used_at = sqlc.arg(now)
WHERE token_hash = sqlc.arg(token_hash) AND used_at IS NULL AND expires_at > sqlc.arg(now)
RETURNING session_id;

-- name: Family :one
-- A family whose tokens may still be refreshed.
SELECT s.user_id, s.scope, s.expires_at, u.token_version FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = sqlc.arg(id) AND s.kind = 'token' AND s.revoked_at IS NULL AND s.expires_at > sqlc.arg(now) AND u.state = 'active';

-- name: FamilyOfUsed :one
SELECT s.id, s.user_id FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id
WHERE r.token_hash = sqlc.arg(token_hash) AND r.used_at IS NOT NULL;

-- name: Seen :exec
UPDATE sessions SET last_seen_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND last_seen_at < sqlc.arg(now);

-- name: End :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND revoked_at IS NULL;

-- name: EndOfUser :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE id = sqlc.arg(id) AND user_id = sqlc.arg(user_id) AND revoked_at IS NULL;

-- name: EndByCookie :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE cookie_hash = sqlc.arg(cookie_hash) AND revoked_at IS NULL;

-- name: EndAll :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE user_id = sqlc.arg(user_id) AND revoked_at IS NULL;

-- name: EndOthers :exec
UPDATE sessions SET revoked_at = sqlc.arg(now), revoked_reason = sqlc.arg(reason)
WHERE user_id = sqlc.arg(user_id) AND id <> sqlc.arg(kept) AND revoked_at IS NULL;

-- name: ListLive :many
SELECT id, kind, scope, user_agent, address, created_at, last_seen_at, expires_at FROM sessions
WHERE user_id = sqlc.arg(user_id) AND revoked_at IS NULL AND expires_at > sqlc.arg(now) AND idle_expires_at > sqlc.arg(now)
  AND id > sqlc.arg(after)
ORDER BY id LIMIT CAST(sqlc.arg(page_size) AS BIGINT);

-- name: ForgetEnded :exec
DELETE FROM sessions WHERE expires_at < sqlc.arg(before);
